using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>A Pod that fails, and how the other Pods of its workload and revision are on other nodes.</summary>
/// <param name="Workload">Its workload.</param>
/// <param name="Failure">How it fails.</param>
/// <param name="FailingNodes">The nodes with such Pods that fail, its own included.</param>
/// <param name="WellNodes">The nodes with such Pods that are well, and with none that fails.</param>
/// <param name="WellPod">One that is well; null where there is none.</param>
internal sealed record SiblingGroup(
    ResourceState Workload,
    Episode Failure,
    HashSet<ResourceState> FailingNodes,
    HashSet<ResourceState> WellNodes,
    ResourceState? WellPod
)
{
    // A program that starts writes errors for a while and goes on.
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    /// <summary>Whether siblings are well where none fails.</summary>
    public bool HasContrast => WellPod is not null;

    /// <summary>Whether the failure may be over by itself: it was only logged, moments long and long ago.</summary>
    public bool IsPassing(DateTimeOffset now) =>
        Failure.IsFromLog
        && Failure.Time - Failure.Onset < Passing
        && now - Failure.Time >= Silence
        && IsReady(Failure.Subject);

    /// <summary>The group of a Pod that fails in a way that its node may be the reason for; null where it does not.</summary>
    public static SiblingGroup? Of(ResourceState pod, ClusterTopology topology)
    {
        if (FailureOf(pod, topology.Now) is not { } failure || WorkloadLookup.NodeOf(pod) is not { } node)
            return null;
        var workload = topology.WorkloadOf(pod);
        if (workload == pod)
            return null;
        var (failing, well) = (new HashSet<ResourceState> { node }, new Dictionary<ResourceState, ResourceState>());
        foreach (var sibling in CallGraph.PodsOf(workload))
        {
            if (sibling == pod || !AreOfOneRevision(pod, sibling) || WorkloadLookup.NodeOf(sibling) is not { } other)
                continue;
            if (FailureOf(sibling, topology.Now) is not null)
                failing.Add(other);
            else if (IsReady(sibling))
                well[other] = sibling;
        }
        foreach (var other in failing)
            well.Remove(other);
        return new SiblingGroup(
            workload,
            failure,
            failing,
            [.. well.Keys],
            well.Values.OrderBy(sibling => sibling.Name, StringComparer.Ordinal).FirstOrDefault()
        );
    }

    /// <summary>Whether an error may be its node's: not one that a Pod has by what its manifest asks for.</summary>
    public static bool MayBeOfNode(Episode error) =>
        !error.IsBaseline
        && error.ResolvedAt is null
        && error.Assessment.Role is not (CauseRole.Change or CauseRole.Latent)
        && error.Assessment.Cause switch
        {
            null => true,
            Causes.OomKilled or Causes.EphemeralStorage or Causes.NodeNotReady or Causes.Preempted => false,
            Causes.DatabaseCredentials or Causes.SchemaMigration or Causes.MigrationLock or Causes.DataVersion => false,
            { } refusal when CauseClasses.Find(refusal) is { IsRepeatedByClients: true } => false,
            Causes.RegistryDns or Causes.RegistryUnreachable => true,
            { } cause => CauseClasses.FamilyOf(cause)
                is CauseFamily.Container
                    or CauseFamily.Storage
                    or CauseFamily.Node
                    or CauseFamily.Service,
        };

    private static Episode? FailureOf(ResourceState pod, DateTimeOffset now)
    {
        var errors = pod.Errors;
        if (errors.Count == 0 || pod.Read(PodState.Of) is not { IsBeingDeleted: false } state)
            return null;
        for (var i = errors.IndexAtOrAfter(now - EngineHorizon.Window); i < errors.Count; i++)
        {
            var error = errors[i];
            if (MayBeOfNode(error) && error.Source != EpisodeSources.Alert && !IsOver(state, error))
                return error;
        }
        return null;
    }

    // What kept a Pod from starting is over once it is ready; what it logs it may log while it is.
    private static bool IsOver(PodState pod, Episode error) =>
        pod.Condition == true && (!error.IsFromLog || pod.ReadySince > error.Time);

    private static bool IsReady(ResourceState pod) => pod.Read(PodState.Of) is { IsReady: true };

    /// <summary>Whether two Pods of a workload were made from one template.</summary>
    public static bool AreOfOneRevision(ResourceState left, ResourceState right) =>
        RevisionOf(left) is not { } own || RevisionOf(right) is not { } other || own == other;

    private static string? RevisionOf(ResourceState pod) => pod.Read(PodState.Of)?.Revision;
}
