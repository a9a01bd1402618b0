using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Containers that the kernel killed because their node had no memory left.</summary>
internal static class NodeMemory
{
    // A kernel that has no memory left kills until there is some, within moments.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a Pod is one of several of its node that were killed while the node had no memory left.
    /// </summary>
    public static bool WasExhausted(Episode killed)
    {
        if (killed.Subject.Kind != "Pod" || WorkloadLookup.NodeOf(killed.Subject) is not { } node)
            return false;
        if (
            !node.Candidates.Exists(candidate =>
                candidate.Reason == NodeEvents.SystemOom && (candidate.Time - killed.Onset).Duration() < AtOnce
            )
        )
            return false;
        return node.Incoming.Any(edge =>
            edge.Type == EdgeType.RunsOn
            && edge.From != killed.Subject
            && (edge.From.ActiveFindings.Exists(IsOfThese) || edge.From.Candidates.Exists(IsOfThese))
        );

        bool IsOfThese(Episode other) =>
            other.Assessment.Cause == Causes.OomKilled && (other.Onset - killed.Onset).Duration() < AtOnce;
    }
}
