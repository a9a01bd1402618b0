using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.References;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Volumes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// What has to last before it begins an incident, since much of it is over soon by itself: alerts by
/// <see cref="AlertDuration"/>, Pods that wait for a node and claims that wait for a volume while somebody makes one, nodes
/// that join, custom resources that a controller works on, images and volumes that a first try did not get. It shows as
/// a finding, and joins the incidents that are near, at once.
/// </summary>
internal static class PendingPeriod
{
    // A cluster that grows by itself takes about as long to give a waiting Pod a node.
    private static readonly TimeSpan Placing = TimeSpan.FromMinutes(1);

    // An autoscaler that has said that it adds a node for the Pod takes as long, until the node is ready.
    private static readonly TimeSpan Growing = TimeSpan.FromMinutes(5);

    // A provisioner takes about as long to make a volume, and a person to apply one manifest after the other.
    private static readonly TimeSpan Binding = TimeSpan.FromSeconds(30);

    // Controllers take as long to make what a new resource asks for.
    private static readonly TimeSpan Making = TimeSpan.FromMinutes(2);

    // Manifests of one install come within moments, in any order.
    private static readonly TimeSpan Naming = TimeSpan.FromMinutes(1);

    // Conditions flap while a controller works.
    private static readonly TimeSpan Reconciling = TimeSpan.FromMinutes(1);

    // A driver tries again; some can only once no Pod uses the volume.
    private static readonly TimeSpan Enlarging = TimeSpan.FromMinutes(2);

    // A node joins before its network is up, and is not ready until then.
    private static readonly TimeSpan Joining = TimeSpan.FromMinutes(2);

    // A Pod that is replaced, and a workload that is scaled down and up again, is back by then.
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(1);

    // Kubelet tries a pull again after ten seconds, and after twenty more.
    private static readonly TimeSpan Pulling = TimeSpan.FromSeconds(45);

    // What is so since so soon after the node was made, is so since it joined.
    private static readonly TimeSpan FromTheFirst = TimeSpan.FromSeconds(5);

    // A machine that was emptied is rebooted, repaired or taken away.
    private static readonly TimeSpan Maintaining = TimeSpan.FromMinutes(30);

    /// <summary>Whether an error has to last before it begins an incident.</summary>
    public static bool Applies(Episode error, ClusterTopology topology) =>
        Signals.IsAlert(error) || LastingErrors.Applies(error, topology) || DueAt(error, topology) is not null;

    /// <summary>Whether it has lasted for long enough by a time.</summary>
    public static bool HasPassed(Episode error, DateTimeOffset asOf, ClusterTopology topology) =>
        Signals.IsAlert(error) ? AlertDuration.HasPassed(error, asOf, topology)
        : LastingErrors.Applies(error, topology) && JobRetries.DueAt(error) is null
            ? LastingErrors.HasPassed(error, topology)
        : !IsOver(error, asOf, topology) && asOf >= DueAt(error, topology);

    /// <summary>Whether it is over by a time.</summary>
    public static bool IsOver(Episode error, DateTimeOffset asOf, ClusterTopology topology)
    {
        if (Signals.IsAlert(error))
            return AlertDuration.IsOver(error);
        if (JobRetries.AreOver(error))
            return true;
        if (JobRetries.DueAt(error) is not null)
            return false;
        if (LastingErrors.Applies(error, topology))
            return LastingErrors.IsOver(error, asOf);
        if (error.ResolvedAt is not null || error.Subject.Object is not { } item)
            return true;
        return error.Subject.Kind switch
        {
            "Pod" when IsPull(error) || IsOfNode(error) => error.Source != EpisodeSources.Finding && !IsPulling(item),
            // A finding is resolved once it holds no more; one about a Pod that its node has refused, which waits no
            // more, is not.
            "Pod" => error.Source != EpisodeSources.Finding && !Placement.IsWaiting(item),
            "PersistentVolumeClaim" => !VolumeClaims.IsWaiting(item) && !VolumeResizes.IsTooSmall(item),
            "Node" when NodeEvents.IsNotReady(error) => Readiness.ByCondition(item) == true,
            _ => false,
        };
    }

    /// <summary>When it begins an incident; null where it does so at once.</summary>
    private static DateTimeOffset? DueAt(Episode error, ClusterTopology topology) =>
        JobRetries.DueAt(error) ?? DueOfNode(error, topology) ?? DueOfSubject(error);

    private static DateTimeOffset? DueOfSubject(Episode error) =>
        error.Subject is not { Object: not null, CreatedAt: { } created } subject
            ? null
            : subject.Kind switch
            {
                // What is named and not there may come a moment later.
                _ when error.Reason is InitWaits.Reason or NodeNames.Reason => error.Onset + Naming,
                "Pod" when IsPull(error) => error.Onset + Pulling,
                "Pod"
                    when IsOf(error, CauseFamily.Scheduling)
                        && subject.Object is { } pod
                        && !Placement.IsWaiting(pod) => IsControlled(subject, pod) ? error.Onset + Placing : null,
                "Pod"
                    when error.Reason is "FailedScheduling" or "FailedResourceClaimCreation" or "Unschedulable"
                        || IsOf(error, CauseFamily.Scheduling) => created
                    + (NodeAutoscalers.IsPlannedFor(subject) ? Growing : Placing),
                "PersistentVolumeClaim"
                    when error.Reason
                        is VolumeResizes.NotEnlarged
                            or "VolumeResizeFailed"
                            or "FileSystemResizeFailed" => error.Onset + Enlarging,
                "PersistentVolumeClaim"
                    when error.Assessment.Cause != Causes.VolumeLost
                        && (error.Source != EpisodeSources.Finding || IsOf(error, CauseFamily.Storage)) => created
                    + Binding,
                _ when IsOutage(error) => error.Onset + Outage,
                _ when IsOf(error, CauseFamily.Custom) => created + Making > error.Onset + Reconciling
                    ? created + Making
                    : error.Onset + Reconciling,
                _ => null,
            };

    /// <summary>
    /// What a node's Pods cannot do yet while it joins, and that a node which was emptied is not ready.
    /// </summary>
    private static DateTimeOffset? DueOfNode(Episode error, ClusterTopology topology)
    {
        if (!IsOfNode(error) || error.Assessment.Cause is not { } cause)
            return null;
        if (NodeBehind(error) is not { } node)
            return null;
        if (NodeEvents.IsNotReady(cause) && EmptiedNodes.IsOne(node, topology))
            return error.Onset + Maintaining;
        var young = error.Subject == node && NodeEvents.IsNotReady(cause) ? FromTheFirst : Joining;
        return node.CreatedAt + young > error.Onset ? node.CreatedAt + Joining : null;
    }

    // An agent that has not started is the trouble of the oldest of the nodes that wait for it.
    private static ResourceState? NodeBehind(Episode error) =>
        error.Subject.Kind == "Node" ? error.Subject
        : error.Reason == StartupAgents.Reason ? StartupAgents.WaitingFor(error.Subject).MinBy(node => node.CreatedAt)
        : WorkloadLookup.NodeOf(error.Subject);

    /// <summary>Whether an image could not be pulled for a reason that may be gone at the next try.</summary>
    public static bool IsPull(Episode error) =>
        error.Assessment.Cause is { } cause && CauseClasses.Find(cause) is { IsOfRegistry: true }
        || error.Reason is "ErrImagePull" or "ImagePullBackOff" && error.Assessment.Role != CauseRole.Origin;

    /// <summary>Whether a container of a Pod does not run yet.</summary>
    private static bool IsPulling(JsonElement pod)
    {
        var statuses = pod.At("status").Items("containerStatuses").ToList();
        return statuses.Count == 0 || statuses.Exists(status => status.At("state", "waiting").IsPresent());
    }

    private static bool IsOfNode(Episode error) =>
        error.Assessment.Cause is { } cause
        && (CauseClasses.FamilyOf(cause) == CauseFamily.Node || cause == Causes.PodSandbox);

    // Whoever controls a Pod that its node has refused makes another, which may find a place; nobody replaces a Pod
    // that stands alone.
    private static bool IsControlled(ResourceState subject, JsonElement pod)
    {
        foreach (var owner in pod.At("metadata").Items("ownerReferences"))
            if (owner.Flag("controller") == true)
                return true;
        foreach (var edge in subject.Incoming)
            if (edge.Type == EdgeType.Controls)
                return true;
        return false;
    }

    private static bool IsOutage(Episode error) =>
        error
            is {
                Source: EpisodeSources.Finding,
                Assessment.Cause: Causes.ServiceOutage or Causes.ZeroReplicas or Causes.Dns
            };

    private static bool IsOf(Episode error, CauseFamily family) =>
        error is { Source: EpisodeSources.Finding, Assessment.Cause: { } cause }
        && CauseClasses.FamilyOf(cause) == family;
}
