using System.Diagnostics;
using k8s;
using k8s.Models;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>Looks at the API server for the first thing that shows a fault: a warning, a Pod that waits or has ended badly, a claim that is not bound. Where nothing does, its making counts.</summary>
internal sealed class Symptoms(k8s.Kubernetes cluster, Fault fault)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long? _seen;
    private long _broken = Stopwatch.GetTimestamp();

    /// <summary>When it was seen, in the clock's timestamps.</summary>
    public long FirstAt => fault.IsFinding ? _broken : _seen ?? _broken;

    /// <summary>The fault is made.</summary>
    public void Broken() => _broken = Stopwatch.GetTimestamp();

    /// <summary>Looks until it is seen or cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!await IsSeenAsync(cancellationToken)) await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        _seen = Stopwatch.GetTimestamp();
    }

    private async Task<bool> IsSeenAsync(CancellationToken cancellationToken)
    {
        if (fault.Object.StartsWith("Node/", StringComparison.Ordinal))
        {
            var node = await cluster.CoreV1.ReadNodeAsync(fault.Object[5..], cancellationToken: cancellationToken);
            return node.Status.Conditions.Any(condition => condition.Status != (condition.Type == "Ready" ? "True" : "False"));
        }
        var events = await cluster.CoreV1.ListNamespacedEventAsync(fault.Namespace, cancellationToken: cancellationToken);
        if (events.Items.Any(item => item.Type == "Warning")) return true;
        var pods = await cluster.CoreV1.ListNamespacedPodAsync(fault.Namespace, cancellationToken: cancellationToken);
        return pods.Items.Any(IsTroubled);
    }

    private static bool IsTroubled(V1Pod pod) =>
        pod.Status.Conditions?.Any(condition => condition.Type == "PodScheduled" && condition.Status == "False") == true ||
        pod.Status.ContainerStatuses?.Any(status => status.State?.Waiting is { Reason: not "ContainerCreating" } || status.LastState?.Terminated is { ExitCode: not 0 }) == true;
}
