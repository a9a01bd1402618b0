using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Where a chain of custom resources begins: what makes a Secret explains that the Secret is missing, and an issuer
/// explains its certificates, an owner elsewhere that what names it is gone; but what an operator runs explains its
/// resource.
/// </summary>
internal static class ResourceChains
{
    private const int MaxDepth = 3;

    /// <summary>What comes before a missing Secret or ConfigMap: what deleted it, or what should create it.</summary>
    public static CounterEvidence OfMissing(ResourceState subject, ClusterTopology topology)
    {
        if (OrphanOf(subject, topology) is { } orphan)
            return CounterEvidence.IsMistaken(
                $"{orphan.Kind} {orphan.Name} was deleted by the garbage collector: "
                    + "its ownerReference points to another namespace."
            );
        return MakerOf(subject, topology) is { } maker
            ? CounterEvidence.IsMistaken($"{maker.Kind} {maker.Name} creates the missing object and is not ready.")
            : CounterEvidence.None;
    }

    /// <summary>What comes before a custom resource that is not ready: what it uses or controls.</summary>
    public static CounterEvidence OfCustom(ResourceState subject)
    {
        foreach (var edge in subject.Outgoing)
            if (edge.Type == EdgeType.Uses && IsTroubled(edge.To))
                return CounterEvidence.IsMistaken($"It uses {edge.To.Kind} {edge.To.Name}, which is not ready.");
        return ControlsTrouble(subject, 0)
            ? CounterEvidence.IsMistaken("An object it controls is failing.")
            : CounterEvidence.None;
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
