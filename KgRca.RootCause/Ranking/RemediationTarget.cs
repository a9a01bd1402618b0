using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.References;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// The object whose manifest or state has to change to fix a cause: the Service for its selector and ports, the claim
/// for its class and size, the ResourceQuota that is used up, the webhook configuration, the node, what was deleted
/// though it is still needed; else the workload. Who suffers is said by <see cref="AffectedWorkload"/>.
/// </summary>
internal static class RemediationTarget
{
    /// <summary>The object to change.</summary>
    public static ObjectReference Of(Episode candidate, ClusterTopology topology) =>
        candidate.Assessment.Cause is { } cause
        && (
            RuleIndex.FamilyOf(cause)?.Target?.Invoke(candidate, cause, topology)
            ?? LostReference.Of(candidate, cause, topology)?.Reference
        )
            is { } target
            ? target
            : WorkloadLookup.Behind(candidate.Subject, topology).Reference;
}
