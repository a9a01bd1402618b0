using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Network;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// What an incident's errors are about beside the objects in error: the workloads that lines and alerts name, or that
/// their writers call, and what configures and rules these. They need not have said anything.
/// </summary>
internal sealed class BlamedObjects
{
    private const int MostErrors = 24;

    private readonly Dictionary<ResourceState, (int Steps, Episode Error)> _found = [];

    private readonly ClusterTopology? _topology;

    private BlamedObjects(ClusterTopology? topology) => _topology = topology;

    /// <summary>Of an incident that blames nobody.</summary>
    public static BlamedObjects None { get; } = new(null);

    /// <summary>The objects, each with how many calls it is away from the object in error, and that.</summary>
    public IEnumerable<(ResourceState Resource, int Hops, ResourceState Origin)> Objects =>
        _found.Select(item => (item.Key, item.Value.Steps, item.Value.Error.Subject));

    /// <summary>What the errors of an incident are about.</summary>
    public static BlamedObjects Of(Incident incident, ClusterTopology topology)
    {
        var blamed = new BlamedObjects(topology);
        var errors = incident
            .Members.OrderBy(error => error.Onset)
            .ThenBy(error => error.EventId, StringComparer.Ordinal)
            .DistinctBy(error => (topology.WorkloadOf(error.Subject), error.Reason, error.Assessment.Cause))
            .Take(MostErrors);
        foreach (var error in errors)
        {
            var own = WorkloadLookup.Behind(error.Subject, topology);
            if (!HasCrashed(own, incident, topology))
                foreach (var part in BoundChanges.ObjectsOf(own, topology))
                    if (IsBound(part) && HasChanged(part, error))
                        blamed._found.TryAdd(part, (1, error));
            blamed.AddConsumer(own, 1, error, topology);
            foreach (var server in QueueConsumers.ServersOf(error, topology))
                blamed.AddConsumer(server, 1, error, topology);
            foreach (var (workload, steps) in Victims.Below(error, topology))
                blamed.AddConsumer(workload, steps, error, topology);
            foreach (var (workload, steps) in Victims.Below(error, topology))
            foreach (var part in BoundChanges.ObjectsOf(workload, topology))
                if (IsBound(part) ? HasChanged(part, error) : part.Candidates.Count + part.ActiveFindings.Count > 0)
                    blamed.Add(part, steps, error);
        }
        return blamed;
    }

    /// <summary>Whether a change of one of them may have broken what is in error.</summary>
    public bool IsBrokenBy(Episode change) =>
        _found.TryGetValue(change.Subject, out var found)
        && BoundChanges.MayBreak(change, found.Error.Onset)
        && !ObjectChanges.IsOfMorePods(change)
        && !(_topology is not null && BoundChanges.IsOneOfMany(change, _topology));

    // What ends a process it says itself, and it is named by that where it is of its configuration.
    private static bool HasCrashed(ResourceState workload, Incident incident, ClusterTopology topology) =>
        incident.Members.Any(error =>
            error.IsFromLog
            && error.Severity >= Severity.Critical
            && WorkloadLookup.Behind(error.Subject, topology) == workload
        );

    // What configures or rules the workload in error; itself and its Pods are found by their edges.
    private static bool IsBound(ResourceState part) =>
        part.Kind is "ConfigMap" or "Secret" || TrafficPolicies.IsOne(part.Kind);

    private void AddConsumer(ResourceState broker, int steps, Episode error, ClusterTopology topology)
    {
        if (QueueConsumers.ChangedOf(broker, error.Onset, topology) is { } change)
            Add(change.Subject, steps, error);
    }

    // What was always so has not broken anything now.
    private static bool HasChanged(ResourceState part, Episode error) =>
        part.Candidates.Exists(change => BoundChanges.MayBreak(change, error.Onset));

    private void Add(ResourceState part, int steps, Episode error)
    {
        if (!_found.TryGetValue(part, out var known) || steps < known.Steps)
            _found[part] = (steps, error);
    }
}
