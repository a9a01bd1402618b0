namespace KgRca.RootCause.Topology;

/// <summary>All objects of a kind, in one namespace or in the whole cluster.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; null for the whole cluster, and empty for kinds without one.</param>
/// <param name="Name">The one that is looked for; null where any would do.</param>
internal readonly record struct KindScope(string Kind, string? Namespace, string? Name = null);
