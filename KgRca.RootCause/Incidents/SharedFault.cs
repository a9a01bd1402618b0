using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.References;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Whether an object that many others share (a node, a ConfigMap, a namespace) explains an error. That something was
/// noted about it, or changed in it, is not enough: a cordon breaks no image, a full disk no Secret.
/// </summary>
internal static class SharedFault
{
    // A fault is often noticed after what it breaks: a node counts as lost 40 s after its last heartbeat.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether an error follows from what is wrong with a shared object, or is what is wrong with it.
    /// </summary>
    public static bool Explains(ResourceState shared, Episode error, ClusterTopology topology)
    {
        if (error.Subject == shared || IsNeeded(error.Subject, shared) || IsMissed(shared, error))
            return true;
        foreach (var finding in shared.ActiveFindings)
            if (Accounts(finding, error, topology))
                return true;
        for (var i = 0; i < shared.Candidates.Count; i++)
            if (shared.Candidates[i].ResolvedAt is null && Accounts(shared.Candidates[i], error, topology))
                return true;
        return false;
    }

    private static bool Accounts(Episode fault, Episode error, ClusterTopology topology)
    {
        if (fault.Assessment is not { Cause: { } cause, Role: var role })
            return false;
        if (ChangeEvents.IsOfConfiguration(cause))
            return IsReadAnew(fault, error);
        if (SiblingContrast.Explains(fault, error))
            return true;
        if (role != CauseRole.Origin && !NodeEvents.IsRemoval(cause))
            return false;
        if (fault.Source != EpisodeSources.Finding && error.Onset - fault.Time > EngineHorizon.Window)
            return false;
        var family = CauseClasses.FamilyOf(cause);
        // A resource that applies or runs others is in trouble because they are.
        if (family == CauseFamily.Custom && Controls(fault.Subject, topology.WorkloadOf(error.Subject)))
            return error.Onset <= fault.Onset + Lag && fault.Onset <= error.Onset + Lag;
        return fault.Onset <= error.Onset + Lag && MayFollow(cause, family, error);
    }

    /// <summary>
    /// Whether a process failed, for no known reason of its own, since a ConfigMap or Secret that its Pod reads was
    /// changed.
    /// </summary>
    private static bool IsReadAnew(Episode change, Episode error) =>
        change.Onset <= error.Onset
        && error.Onset - change.Onset <= EngineHorizon.Window
        && (error.Assessment.Cause is not { } own || CauseClasses.Find(own) is { IsUnexplainedFailure: true })
        && Consequences.AreOf(CauseFamily.Container, error);

    /// <summary>Whether an error may follow from a cause: it has no other cause of its own.</summary>
    private static bool MayFollow(string cause, CauseFamily family, Episode error)
    {
        if (error.Assessment is not { Role: CauseRole.Origin, Cause: { } own })
            return Consequences.AreOf(NodeEvents.IsRemoval(cause) ? CauseFamily.Node : family, error);
        if (own == cause || CauseClasses.FamilyOf(own) == family)
            return true;
        return family is CauseFamily.Node || NodeEvents.IsRemoval(cause)
            ? FollowsFromNode(own, cause)
            : family == CauseFamily.Custom && CauseClasses.FamilyOf(own) == CauseFamily.Reference;
    }

    /// <summary>Whether what has a cause of its own by its words is what a node in trouble does to its Pods.</summary>
    private static bool FollowsFromNode(string own, string cause) =>
        CauseClasses.Find(own) is { } known && (known.FollowsFromNode || known.FollowsFrom == cause);

    /// <summary>Whether a shared object does not exist, or lost a key, and an error says that this is missing.</summary>
    private static bool IsMissed(ResourceState shared, Episode error) =>
        error.Assessment.Cause is { } cause
        && (CauseClasses.FamilyOf(cause) == CauseFamily.Reference || cause == Causes.MissingServiceAccount)
        && (!shared.Exists || cause == Causes.MissingConfigKey && ObjectChanges.HasLostAKey(shared))
        && LostReference.IsMeant(shared, error);

    /// <summary>Whether a shared object is made by another, or uses it.</summary>
    private static bool IsNeeded(ResourceState needed, ResourceState shared)
    {
        foreach (var edge in shared.Incoming)
            if (edge.Type == EdgeType.Controls && edge.From == needed)
                return true;
        foreach (var edge in shared.Outgoing)
            if (edge.Type == EdgeType.Uses && edge.To == needed)
                return true;
        return false;
    }

    private static bool Controls(ResourceState owner, ResourceState owned)
    {
        foreach (var edge in owner.Outgoing)
            if (edge.Type == EdgeType.Controls && edge.To == owned)
                return true;
        return false;
    }
}
