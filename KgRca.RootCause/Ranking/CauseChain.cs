using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// Where a chain of custom resources begins: what makes a Secret explains that the Secret is missing, and an issuer
/// explains its certificates, an owner elsewhere that what names it is gone; but what an operator runs explains its
/// resource.
/// </summary>
internal static class CauseChain
{
    private const int MaxDepth = 3;

    /// <summary>
    /// What speaks against a cause, since another in its chain comes before it; null where nothing does.
    /// </summary>
    public static CounterEvidence? Of(Episode cause, string id, ClusterTopology topology)
    {
        if (id is Causes.MissingSecret or Causes.MissingConfigMap)
            return OrphanOf(cause.Subject, topology) is { } orphan
                    ? CounterEvidence.IsMistaken(
                        $"{orphan.Kind} {orphan.Name} was deleted by the garbage collector, since its owner is in another namespace."
                    )
                : MakerOf(cause.Subject, topology) is { } maker
                    ? CounterEvidence.IsMistaken($"{maker.Kind} {maker.Name} makes what is missing, and is not ready.")
                : null;
        if (CauseClasses.FamilyOf(id) != CauseFamily.Custom)
            return null;
        foreach (var edge in cause.Subject.Outgoing)
            if (edge.Type == EdgeType.Uses && IsTroubled(edge.To))
                return CounterEvidence.IsMistaken($"It uses {edge.To.Kind} {edge.To.Name}, which is not ready itself.");
        return ControlsTrouble(cause.Subject, 0)
            ? CounterEvidence.IsMistaken("What it controls has trouble of its own.")
            : null;
    }

    /// <summary>What a Pod of the subject's workload needs and the garbage collector has deleted.</summary>
    private static ResourceState? OrphanOf(ResourceState subject, ClusterTopology topology)
    {
        foreach (var pod in subject.Kind == "Pod" ? [subject] : CallGraph.PodsOf(topology.WorkloadOf(subject)))
        foreach (var needed in pod.Outgoing)
            if (
                needed.Type is EdgeType.Mounts or EdgeType.Uses
                && !needed.To.Exists
                && needed.To.Candidates.Exists(candidate => candidate.Assessment.Cause == Causes.OwnerElsewhere)
            )
                return needed.To;
        return null;
    }

    /// <summary>
    /// The custom resource that makes something which a Pod of the subject's workload mounts and that does not exist.
    /// </summary>
    private static ResourceState? MakerOf(ResourceState subject, ClusterTopology topology)
    {
        foreach (var pod in subject.Kind == "Pod" ? [subject] : CallGraph.PodsOf(topology.WorkloadOf(subject)))
        foreach (var mounted in pod.Outgoing)
        {
            if (mounted.Type != EdgeType.Mounts || mounted.To.Exists)
                continue;
            foreach (var making in mounted.To.Incoming)
                if (making.Type == EdgeType.Controls && IsTroubled(making.From))
                    return making.From;
        }
        return null;
    }

    private static bool IsTroubled(ResourceState resource) =>
        resource.ActiveFindings.Exists(finding =>
            finding.Assessment.Cause is { } cause && CauseClasses.FamilyOf(cause) == CauseFamily.Custom
        );

    private static bool ControlsTrouble(ResourceState resource, int depth)
    {
        if (depth == MaxDepth)
            return false;
        foreach (var edge in resource.Outgoing)
            if (
                edge.Type == EdgeType.Controls
                && (
                    edge.To.Errors.Count > 0
                    || edge.To.ActiveFindings.Exists(finding => finding.IsError)
                    || ControlsTrouble(edge.To, depth + 1)
                )
            )
                return true;
        return false;
    }
}
