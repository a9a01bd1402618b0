namespace KgRca.RootCause.Topology;

/// <summary>An object near another, and what many share on the way to it.</summary>
/// <param name="Resource">The object.</param>
/// <param name="Hops">How many edges away it is.</param>
/// <param name="Entered">The first shared object on the way, the start included; null where there is none.</param>
/// <param name="Left">The last one.</param>
/// <param name="IsUpstream">Whether the last one depends on what comes after it on the way.</param>
internal readonly record struct Neighbour(
    ResourceState Resource,
    int Hops,
    ResourceState? Entered,
    ResourceState? Left,
    bool IsUpstream
);
