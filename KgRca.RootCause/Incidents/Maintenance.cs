using System.Text.Json;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Probes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Tells what looks like trouble while somebody rolls out, scales down or drains from trouble: probes of Pods that are
/// starting or ending fail, and nodes that were cordoned go away.
/// </summary>
internal static class Maintenance
{
    // Deployments take ten minutes for no progress at all; most programs answer their probes long before this.
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(3);

    // As Deployments have it where nothing is said; other workloads have none.
    private static readonly TimeSpan ProgressDeadline = TimeSpan.FromMinutes(10);

    private static readonly string KubernetesEvent = WireNames.Of(EventSource.K8sEvent);

    /// <summary>
    /// Whether an error is what Pods show as they start or end, so that it begins no incident by itself.
    /// </summary>
    public static bool IsExpected(Episode error, ClusterTopology topology)
    {
        if (error.Subject.Kind != "Pod" || !IsOfProcess(error))
            return false;
        if (
            error.Subject.DeletedAt is not null
            || error.Subject.Object is { } item && item.At("metadata").Time("deletionTimestamp") is not null
        )
            return true;
        if (
            error.Reason != "Unhealthy"
            || error.Message.StartsWith("Liveness", StringComparison.OrdinalIgnoreCase)
            || error.Subject.CreatedAt is not { } created
        )
            return false;
        var age = error.Time - created;
        return age < Starting || age < StartupPatience(error) || age < RolloutPatience(error.Subject, topology);
    }

    /// <summary>How long a Pod may take to start by its startup probe, when that is what fails.</summary>
    private static TimeSpan StartupPatience(Episode error)
    {
        if (!error.Message.StartsWith("Startup", StringComparison.OrdinalIgnoreCase))
            return TimeSpan.Zero;
        var patience = TimeSpan.Zero;
        foreach (var container in error.Subject.Object?.At("spec").Items("containers") ?? default)
            if (container.At("startupProbe") is var probe && probe.IsPresent())
                patience = Max(patience, AnsweredProbes.PatienceOf(probe));
        return patience;
    }

    /// <summary>
    /// How long a Pod that has not failed yet may take to become ready while a rollout goes on and others of its
    /// workload serve.
    /// </summary>
    private static TimeSpan RolloutPatience(ResourceState pod, ClusterTopology topology)
    {
        var workload = topology.WorkloadOf(pod);
        if (workload.Object is not { } item || pod.Object is not { } own || workload == pod)
            return TimeSpan.Zero;
        var serves = (item.At("status").Number("readyReplicas") ?? item.At("status").Number("numberReady")) > 0;
        if (!serves || HasRestarted(own))
            return TimeSpan.Zero;
        var seconds = item.At("spec").Number("progressDeadlineSeconds");
        return seconds is { } deadline ? TimeSpan.FromSeconds(deadline) : ProgressDeadline;
    }

    private static bool HasRestarted(JsonElement pod) =>
        pod.At("status").Items("containerStatuses").Any(status => status.Number("restartCount") > 0);

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>Whether every error of an incident is about a cordoned node or a Pod on one.</summary>
    public static bool IsOfMaintenance(Incident incident) =>
        incident.Members.Count > 0 && incident.Members.All(error => IsCordoned(NodeOf(error.Subject)));

    // What the process itself says, or kubelet of its probes; not that it was out of memory or could not be started.
    private static bool IsOfProcess(Episode error) =>
        error.IsFromLog
        || (error.Source == KubernetesEvent || error.Source == EpisodeSources.Escalation)
            && error.Reason is "Unhealthy" or "Killing" or "FailedKillPod" or "FailedPreStopHook" or "NodeNotReady";

    private static ResourceState? NodeOf(ResourceState resource) =>
        resource.Kind switch
        {
            "Node" => resource,
            "Pod" => resource.Outgoing.FirstOrDefault(edge => edge.Type == EdgeType.RunsOn)?.To,
            _ => null,
        };

    /// <summary>Whether a node is cordoned.</summary>
    public static bool IsCordoned(ResourceState? node) =>
        node?.Object is { } item && item.At("spec").Flag("unschedulable") == true;
}
