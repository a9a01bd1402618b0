using KgRca.Contracts.Graphs;

namespace KgRca.RootCause.Topology;

/// <summary>What a listing is of.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Group">The API group; empty for the core group. Kinds of two groups may have one name.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; empty for the whole cluster.</param>
internal readonly record struct ListingScope(string Cluster, string Group, string Kind, string Namespace)
{
    /// <summary>The group of an <c>apiVersion</c> such as <c>apps/v1</c>; empty for <c>v1</c>.</summary>
    public static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}

/// <summary>The newest listing of a scope, and how many of its objects are known.</summary>
/// <param name="scope">What was listed.</param>
/// <param name="startedAt">When the listing began.</param>
/// <param name="observedAt">When it was complete.</param>
/// <param name="count">How many objects were listed.</param>
internal sealed class KindListing(ListingScope scope, DateTimeOffset startedAt, DateTimeOffset observedAt, int count)
{
    // Creation times are cut to seconds.
    private readonly DateTimeOffset _startedSecond = startedAt.AddTicks(-(startedAt.Ticks % TimeSpan.TicksPerSecond));

    public ListingScope Scope { get; } = scope;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public DateTimeOffset ObservedAt { get; } = observedAt;

    public int Count { get; } = count;

    public NodeKey NodeKey { get; } =
        new(GraphSchema.Listing, $"{scope.Cluster}/{scope.Group}/{scope.Kind}/{scope.Namespace}");

    /// <summary>How many of the listed objects are known; no longer kept once all are.</summary>
    public int Known { get; set; }

    /// <summary>Whether all of them are known, or were at some time since.</summary>
    public bool IsComplete { get; set; }

    /// <summary>
    /// Whether an object is of what was listed. One that is gone has lost its group, which is not asked for.
    /// </summary>
    public bool Covers(ResourceState resource) =>
        resource.Cluster == Scope.Cluster
        && resource.Kind == Scope.Kind
        && (Scope.Namespace.Length == 0 || resource.Namespace == Scope.Namespace)
        && (resource.ApiGroup is not { } group || group == Scope.Group);

    /// <summary>
    /// Whether an object that is covered was among those listed. That it was observed since the listing began does not
    /// suffice: it may have been created, or told of as gone, while others that were listed are still on their way.
    /// </summary>
    public bool Lists(ResourceState resource) =>
        ListsCurrent(resource)
        || resource.Former.Any(former => former.FirstObservedAt <= ObservedAt && former.ObservedAt >= StartedAt);

    private bool ListsCurrent(ResourceState resource)
    {
        if (resource.ObservedAt is not { } seen)
            return false;
        if (resource.DeletedAt is { } gone && gone <= ObservedAt)
            return false;
        // All that is known of it is that it was there until then.
        if (resource.DeletedAt is not null && resource.FirstObservedAt is null)
            return true;
        if (seen < StartedAt)
            return false;
        // What is known from a later change alone was listed if it was there before. Without the time of its creation,
        // it is taken to have been.
        return resource.FirstObservedAt is not { } first
            || first <= ObservedAt
            || resource.CreatedAt is not { } created
            || created < _startedSecond;
    }
}
