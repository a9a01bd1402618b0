using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
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

    private static readonly string KubernetesEvent = WireNames.Of(EventSource.K8sEvent);

    /// <summary>
    /// Whether an error is what Pods show as they start or end, so that it begins no incident by itself.
    /// </summary>
    public static bool IsExpected(Episode error)
    {
        if (error.Subject.Kind != "Pod" || !IsOfProcess(error))
            return false;
        if (
            error.Subject.DeletedAt is not null
            || error.Subject.Object is { } item && item.At("metadata").Time("deletionTimestamp") is not null
        )
            return true;
        return error.Reason == "Unhealthy"
            && !error.Message.StartsWith("Liveness", StringComparison.OrdinalIgnoreCase)
            && error.Subject.CreatedAt is { } created
            && error.Time - created < Starting;
    }

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
