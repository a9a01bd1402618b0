using KgRca.Contracts.Records;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Which workloads call which, whether the calls are known of the workloads themselves or of their Services.
/// </summary>
internal static class CallGraph
{
    /// <summary>The workloads that call one, itself left out.</summary>
    public static IEnumerable<ResourceState> Callers(ResourceState workload, ClusterTopology topology) =>
        PartsOf(workload, topology)
            .SelectMany(DirectCallers)
            .Select(caller => WorkloadLookup.Behind(caller, topology))
            .Where(caller => caller != workload);

    /// <summary>The workloads that one calls, itself left out.</summary>
    public static IEnumerable<ResourceState> Callees(ResourceState workload, ClusterTopology topology) =>
        PartsOf(workload, topology)
            .SelectMany(DirectCallees)
            .Select(callee => WorkloadLookup.Behind(callee, topology))
            .Where(callee => callee != workload);

    /// <summary>The objects of which it is known that they call just this one.</summary>
    public static IEnumerable<ResourceState> DirectCallers(ResourceState callee) =>
        callee.Incoming.Where(edge => edge.Type == EdgeType.Calls).Select(edge => edge.From);

    /// <summary>The objects of which it is known that just this one calls them.</summary>
    public static IEnumerable<ResourceState> DirectCallees(ResourceState caller) =>
        caller.Outgoing.Where(edge => edge.Type == EdgeType.Calls).Select(edge => edge.To);

    /// <summary>
    /// The objects that alerts and log lines about a workload are about: itself, its Pods, and its Services.
    /// </summary>
    public static IEnumerable<ResourceState> PartsOf(ResourceState workload, ClusterTopology topology)
    {
        yield return workload;
        foreach (var pod in PodsOf(workload))
            yield return pod;
        foreach (var service in ServicesOf(workload, topology))
            yield return service;
    }

    // The others of a workload are like these.
    private const int MostPods = 1_000;

    /// <summary>The Pods that a workload controls, by a ReplicaSet or itself: the first thousand.</summary>
    public static IEnumerable<ResourceState> PodsOf(ResourceState workload) =>
        workload
            .Outgoing.Where(edge => edge.Type == EdgeType.Controls)
            .SelectMany(edge =>
                edge.To.Kind == "Pod"
                    ? [edge.To]
                    : edge.To.Outgoing.Where(inner => inner.Type == EdgeType.Controls).Select(inner => inner.To)
            )
            .Take(MostPods);

    /// <summary>The Services that select a Pod of a workload, and the one of its name where that is for it.</summary>
    private static IEnumerable<ResourceState> ServicesOf(ResourceState workload, ClusterTopology topology)
    {
        var selecting = PodsOf(workload)
            .SelectMany(pod => pod.Incoming)
            .Where(edge => edge.Type == EdgeType.Selects)
            .Select(edge => edge.From);
        var named = topology.Find(workload.Cluster, "Service", workload.Namespace, workload.Name);
        return (
            named is not null && WorkloadLookup.Behind(named, topology) == workload
                ? selecting.Append(named)
                : selecting
        ).Distinct();
    }
}
