using System.Text.Json;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Volumes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Tells by the state of objects whether an error is over. What no state shows, such as an error in the log of a Pod
/// that still runs, is never known to be: it has to be quiet for the window.
/// </summary>
internal static class Resolution
{
    private static readonly string KubernetesEvent = WireNames.Of(EventSource.K8sEvent);

    /// <summary>
    /// Whether an object that was seen anew may show that errors of the incident are over, or are not.
    /// </summary>
    public static bool MayConcern(Incident incident, ResourceState seen) =>
        incident.HasResource(seen.NodeKey.Key)
        || seen.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "CronJob"
            && incident.IsIn(seen.Namespace);

    /// <summary>Whether all that is wrong in an incident has been seen to be well since.</summary>
    public static bool IsResolved(Incident incident, ClusterTopology topology) =>
        incident.Members.Count > 0 && incident.Members.All(error => IsOver(error, topology));

    private static bool IsOver(Episode error, ClusterTopology topology)
    {
        if (error.ResolvedAt is not null)
            return true;
        if (Signals.IsAlert(error))
            return AlertDuration.IsOver(error);
        if (error.Source != KubernetesEvent && error.Source != EpisodeSources.Escalation && !error.IsFromLog)
            return false;
        var workload = topology.WorkloadOf(error.Subject);
        return IsWellSince(error.Subject, error) && (workload == error.Subject || IsWellSince(workload, error));
    }

    private static bool IsWellSince(ResourceState subject, Episode error)
    {
        // What no agent watches, such as the custom resource that a workload belongs to, cannot be seen to be well.
        if (subject.Object is not { } item)
            return subject.DeletedAt is not null
                || subject.Kind is "Pod" or "ReplicaSet"
                || KubernetesKinds.IsCustom(subject.Kind);
        if (error.IsFromLog && subject == error.Subject)
            return false;
        return subject.ObservedAt > error.Time
            && !subject.ActiveFindings.Exists(finding => finding.IsError)
            && IsWell(subject.Kind, item, error);
    }

    private static bool IsWell(string kind, JsonElement item, Episode error) =>
        kind switch
        {
            "Pod" => Readiness.OfPod(item) || item.At("status").Text("phase") == "Succeeded",
            "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" => Readiness.OfWorkload(item)
                || item.At("spec").Number("replicas") == 0,
            "Job" => item.At("status").Time("completionTime") is not null,
            "CronJob" => item.At("status").Time("lastSuccessfulTime") > error.Time
                || CronJobs.HasAnotherSchedule(item, error),
            "PersistentVolumeClaim" => VolumeClaims.IsServed(item),
            _ => true,
        };
}
