using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.ControlPlane;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>Weighs what an event or a log line once said against what is seen of the cluster by now.</summary>
internal static class Challenge
{
    // While an agent lists a cluster, objects come one by one, and what is still to come looks missing.
    private static readonly TimeSpan InPassing = TimeSpan.FromSeconds(30);

    // What failed by a fault works again soon after it was mended, but for back-offs and the periods of probes.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(2);

    /// <summary>
    /// What speaks against the cause of an incident whose last error was at <paramref name="lastErrorAt"/>.
    /// </summary>
    /// <param name="cause">The cause.</param>
    /// <param name="lastErrorAt">When the last error was.</param>
    /// <param name="topology">All objects.</param>
    /// <param name="isFollowed">Whether the answer names who is responsible for it, so that it is nobody else's.</param>
    public static CounterEvidence Of(
        Episode cause,
        DateTimeOffset lastErrorAt,
        ClusterTopology topology,
        bool isFollowed = false
    )
    {
        if (!isFollowed && PrecededBy(cause, topology) is { } first && first != CounterEvidence.None)
            return first;
        if (!isFollowed && OfAnother(cause, topology) is { } another)
            return CounterEvidence.IsMistaken(another);
        if (cause.Source == EpisodeSources.Finding)
            return OfFinding(cause, lastErrorAt, topology);
        if (cause.Assessment is not { Role: CauseRole.Origin, Cause: { } id })
            return CounterEvidence.None;
        if (Signals.WasInPassing(cause))
            return CounterEvidence.IsMistaken("The alert resolved within a minute or two each time.");
        if (Overcome(cause, id, topology) is { } since)
            return new CounterEvidence(
                lastErrorAt - cause.Time > Aftermath ? CounterEvidence.Mistaken : CounterEvidence.Overcome,
                since
            );
        return RuleIndex.FamilyOf(id)?.Challenge is { } challenge
            ? challenge(cause, id, topology)
            : CounterEvidence.None;
    }

    private static CounterEvidence? PrecededBy(Episode cause, ClusterTopology topology) =>
        cause.Assessment.Cause is { } id ? RuleIndex.FamilyOf(id)?.Precedence?.Invoke(cause, id, topology) : null;

    /// <summary>What shows that a failure is another's: its node's, its driver's, an agent's, or a change's.</summary>
    private static string? OfAnother(Episode cause, ClusterTopology topology)
    {
        if (NodeContrast.Behind(cause) is { } node)
            return node;
        if (Reported(cause, topology) is { } reported)
            return reported;
        if (Echoed(cause, topology) is { } server)
            return $"It repeats what {server.Kind} {server.Name} reports of itself.";
        if (ApiServerTrust.IsLost(cause, topology))
            return "The API server rejects the kubelets' credentials.";
        if (ConfirmedChange.Before(cause, topology) is { } change)
            return $"It follows a change that it refers to: {change.Message}";
        if (QuotedLines.FindingFrom(cause, topology) is { } finding)
            return $"A finding about {finding.Subject.Kind} {finding.Subject.Name} explains it.";
        return null;
    }

    /// <summary>The server that a client calls and that reports the same of its own disk; null where there is none.</summary>
    private static ResourceState? Echoed(Episode line, ClusterTopology topology) =>
        line.IsFromLog && line.Assessment.Cause is { } cause && CauseClasses.Find(cause) is { IsEchoed: true }
            ? BlamedPeers
                .CalleesOf(WorkloadLookup.Behind(line.Subject, topology), topology)
                .Find(server =>
                    Signals.HasCandidate(server, topology, said => said.IsFromLog && said.Assessment.Cause == cause)
                )
            : null;

    /// <summary>What an error's words lead to, where that says itself that it is broken.</summary>
    private static string? Reported(Episode cause, ClusterTopology topology)
    {
        if (cause.Source == EpisodeSources.Finding && cause.Assessment.Role != CauseRole.Origin)
            return null;
        foreach (var named in RuleIndex.LedTo(cause, topology))
            if (
                named != cause.Subject
                && named.ActiveFindings.Find(finding => finding.Assessment.Role is CauseRole.Origin or CauseRole.Latent)
                    is { } broken
            )
                return $"It speaks of {named.Kind} {named.Name}, which has trouble of its own: {broken.Message.TrimEnd('.')}.";
        return null;
    }

    /// <summary>Whether a new state of an object may speak against an answer, or no more do so.</summary>
    /// <param name="cause">The answer's cause.</param>
    /// <param name="blamed">The object that it blames.</param>
    /// <param name="seen">The object whose state is new.</param>
    /// <param name="isNew">Whether it was not there before.</param>
    public static bool MayConcern(string cause, ObjectReference blamed, ResourceState seen, bool isNew)
    {
        if (seen.Namespace != (blamed.Namespace ?? ""))
            return false;
        if (seen.Kind == blamed.Kind && seen.Name == blamed.Name)
            return KeepsPodsAway(CauseClasses.FamilyOf(cause));
        return isNew && (CauseClasses.Find(cause) is { } known && known.RefutedBy.Contains(seen.Kind));
    }

    private static CounterEvidence OfFinding(Episode finding, DateTimeOffset lastErrorAt, ClusterTopology topology) =>
        finding.ResolvedAt switch
        {
            { } end
                when end - finding.Time < InPassing
                    && !(finding.Assessment.Cause is { } id && CauseClasses.Find(id) is { IsIntermittent: true }) =>
                CounterEvidence.IsMistaken("It lasted less than 30 s."),
            { } end when lastErrorAt - end > Aftermath => CounterEvidence.IsMistaken(
                "Errors continued after it was fixed."
            ),
            _ => finding.Assessment.Cause is { } cause && RuleIndex.FamilyOf(cause)?.ChallengeFinding is { } challenge
                ? challenge(finding, cause, topology)
                : CounterEvidence.None,
        };

    /// <summary>What shows that the cluster has overcome what an event said; null where nothing does.</summary>
    private static string? Overcome(Episode cause, string id, ClusterTopology topology) =>
        IsThereNow(cause, id, topology) ? "The missing object exists now."
        : IsGone(cause.Subject, topology) && !IsOfJob(cause.Subject, topology)
            ? "The Pod no longer exists; other Pods of its workload may not have this problem."
        : KeepsPodsAway(CauseClasses.FamilyOf(id)) && RunsSince(cause, topology)
            ? "All Pods of the workload have become ready since."
        : StartUp.IsOverFor(cause, topology) ? "Its Pod became ready afterwards and has not logged it again."
        : IsPlacedSince(cause, id) ? "The Pod was scheduled afterwards."
        : NodeEvents.IsNotReady(id) && IsReadySince(cause) ? "The node is ready again."
        : null;

    /// <summary>
    /// Whether a Pod is no more, or never was but in an event: what was wrong with it others of its workload need not
    /// have.
    /// </summary>
    private static bool IsGone(ResourceState subject, ClusterTopology topology) =>
        subject is { Kind: "Pod", Exists: false }
        && (
            subject.DeletedAt is not null
            || topology.IsComplete(subject.Cluster, new KindScope("Pod", subject.Namespace, subject.Name))
        );

    // A Job that has failed deletes its Pods; what they said last is why it failed.
    private static bool IsOfJob(ResourceState pod, ClusterTopology topology) =>
        topology.WorkloadOf(pod).Kind is "Job" or "CronJob";

    /// <summary>Whether what a message says was missing has been seen since.</summary>
    private static bool IsThereNow(Episode cause, string id, ClusterTopology topology)
    {
        if (CauseClasses.Find(id)?.Names is not { } named)
            return false;
        var start = cause.Message.IndexOf(named.Before, StringComparison.OrdinalIgnoreCase) + named.Before.Length;
        var end = start < named.Before.Length ? -1 : cause.Message.IndexOf('"', start);
        return end > start
            && topology.Find(cause.Subject.Cluster, named.Kind, cause.Subject.Namespace, cause.Message[start..end])
                is { Exists: true } there
            && there.ObservedAt > cause.Time
            && there.Object?.At("metadata", "deletionTimestamp").IsPresent() != true;
    }

    private static bool IsPlacedSince(Episode cause, string id) =>
        CauseClasses.FamilyOf(id) == CauseFamily.Scheduling
        && cause.Subject is { Kind: "Pod", Exists: true, Object: { } pod }
        && cause.Subject.ObservedAt > cause.Time
        && pod.At("spec").Text("nodeName") is { Length: > 0 }
        && pod.At("status").Text("phase") != "Failed";

    private static bool IsReadySince(Episode cause) =>
        cause.Subject is { Kind: "Node", Exists: true, Object: { } node }
        && cause.Subject.ObservedAt > cause.Time
        && Readiness.ByCondition(node) == true;

    private static bool RunsSince(Episode cause, ClusterTopology topology)
    {
        var workload = topology.WorkloadOf(cause.Subject);
        return workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
            && workload.Exists
            && workload.ObservedAt > cause.Time
            && workload.Object is { } item
            && Readiness.OfWorkload(item);
    }

    private static bool KeepsPodsAway(CauseFamily family) =>
        family
            is CauseFamily.Image
                or CauseFamily.Scheduling
                or CauseFamily.Quota
                or CauseFamily.Admission
                or CauseFamily.Reference
                or CauseFamily.Storage;
}
