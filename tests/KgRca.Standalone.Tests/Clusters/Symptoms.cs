using System.Diagnostics;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// Looks at the API server for the first thing that shows a fault: a warning, a Pod that waits or has ended badly, a
/// condition. Where nothing does, its making counts.
/// </summary>
internal sealed class Symptoms(k8s.Kubernetes cluster, Fault fault)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private long? _seen;
    private long _broken = Stopwatch.GetTimestamp();

    /// <summary>Seconds from the first symptom; 0 where the answer was sooner.</summary>
    public double? Until(long? answered) =>
        answered is { } at ? Math.Max(0, Stopwatch.GetElapsedTime(_seen ?? _broken, at).TotalSeconds) : null;

    /// <summary>The fault is made.</summary>
    public void Broken() => _broken = Stopwatch.GetTimestamp() + fault.WellFor * Stopwatch.Frequency;

    /// <summary>Looks until it is seen or cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!await IsSeenAsync(cancellationToken))
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        _seen = Stopwatch.GetTimestamp();
    }

    private async Task<bool> IsSeenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return fault.Object.Split('/') switch
            {
                ["Node", var name] => (
                    await cluster.CoreV1.ReadNodeAsync(name, cancellationToken: cancellationToken)
                ).Status.Conditions.Any(condition =>
                    condition.Status != (condition.Type == "Ready" ? "True" : "False")
                ),
                ["Namespace", var name] when fault.IsFinding => (
                    await cluster.CoreV1.ReadNamespaceAsync(name, cancellationToken: cancellationToken)
                ).Status.Conditions?.Any(condition => condition.Status == "True") == true,
                ["HorizontalPodAutoscaler", var name] => (
                    await cluster.AutoscalingV2.ReadNamespacedHorizontalPodAutoscalerAsync(
                        name,
                        fault.Namespace,
                        cancellationToken: cancellationToken
                    )
                ).Status.Conditions?.Any(IsTrouble) == true,
                ["CronJob", _] when fault.IsFinding => (
                    await cluster.CoreV1.ListNamespacedEventAsync(fault.Namespace, cancellationToken: cancellationToken)
                ).Items.Any(item => item.Reason == "JobAlreadyActive"),
                ["APIService", var name] => (
                    await cluster.ApiregistrationV1.ReadAPIServiceAsync(name, cancellationToken: cancellationToken)
                ).Status?.Conditions?.Any(condition => condition.Status == "False") == true,
                _ => !fault.IsFinding && await IsTroubledAsync(cancellationToken),
            };
        }
        catch (HttpOperationException)
        {
            // Not there yet.
            return false;
        }
    }

    private async Task<bool> IsTroubledAsync(CancellationToken cancellationToken)
    {
        var events = await cluster.CoreV1.ListNamespacedEventAsync(
            fault.Namespace,
            cancellationToken: cancellationToken
        );
        // A Pod that starts is not ready for a while, as its probe says; that its rollout makes no progress is a
        // symptom. A CronJob's Job that was made by hand is unexpected, and as good as another.
        if (events.Items.Any(item => item is { Type: "Warning", Reason: not ("Unhealthy" or "UnexpectedJob") }))
            return true;
        var deployments = await cluster.AppsV1.ListNamespacedDeploymentAsync(
            fault.Namespace,
            cancellationToken: cancellationToken
        );
        if (
            deployments.Items.Any(deployment =>
                deployment.Status.Conditions?.Any(condition => condition is { Type: "Progressing", Status: "False" })
                == true
            )
        )
            return true;
        var pods = await cluster.CoreV1.ListNamespacedPodAsync(fault.Namespace, cancellationToken: cancellationToken);
        return pods.Items.Any(IsTroubled);
    }

    // That it is not limited is well.
    private static bool IsTrouble(V2HorizontalPodAutoscalerCondition condition) =>
        condition.Type == "ScalingLimited"
            ? condition is { Status: "True", Reason: "TooManyReplicas" }
            : condition.Status == "False";

    private static bool IsTroubled(V1Pod pod) =>
        pod.Status.Conditions?.Any(condition => condition.Type == "PodScheduled" && condition.Status == "False") == true
        || pod.Status.ContainerStatuses?.Any(status =>
            status.State?.Waiting is { Reason: not ("ContainerCreating" or null) }
            || status.LastState?.Terminated is { ExitCode: not 0 }
        ) == true;
}
