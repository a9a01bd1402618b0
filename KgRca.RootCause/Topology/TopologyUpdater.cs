using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Brings observed state into the topology and the graph. The newest observation counts, in whatever order they come.
/// </summary>
internal sealed class TopologyUpdater(ClusterTopology topology)
{
    private readonly PriorityQueue<ResourceState, long> _deleted = new();

    /// <summary>An object is known by name from now on.</summary>
    public event Action<ResourceState>? Named;

    /// <summary>An object was seen in a new state, or gone.</summary>
    public event Action<ResourceState>? Observed;

    /// <summary>An edge was seen, with what is measured of its calls.</summary>
    public event Action<EdgeState, CallStatistics?>? EdgeObserved;

    /// <summary>An edge is gone.</summary>
    public event Action<EdgeState>? EdgeRemoved;

    /// <summary>A listing has come, or is complete.</summary>
    public event Action<KindListing>? Listed;

    /// <summary>A listing counts no more.</summary>
    public event Action<KindListing>? ListingForgotten;

    /// <summary>An object's <see cref="ResourceState.RemovedEdges"/> have changed.</summary>
    public event Action<ResourceState>? RemovedEdgesChanged;

    /// <summary>The object, named in the graph if it was not known.</summary>
    public ResourceState GetOrName(string cluster, ObjectReference reference)
    {
        var resource = topology.GetOrAdd(ResourceId.Of(cluster, reference), out var added);
        if (added)
            Named?.Invoke(resource);
        return resource;
    }

    /// <summary>Takes an observation of an object in.</summary>
    /// <returns>The object, its state before (none for another incarnation) and the edges of the former incarnation, which
    /// end with it; or null where the observation says nothing new.</returns>
    public (ResourceState Resource, JsonElement? Before, List<EdgeState> Ended)? Apply(
        Resource record,
        DateTimeOffset cutoff
    )
    {
        var reference = record.Reference();
        var id = ResourceId.Of(record.Cluster, reference);
        // The end of an object that is forgotten already, or was never known: there is nothing to end.
        if (record.Op == StateOperation.Delete && record.ObservedAt < cutoff && topology.Find(id)?.ObservedAt is null)
            return null;
        // So is what a complete listing did not have any more.
        if (record.Op == StateOperation.Upsert && topology.Listings.IsGone(id, GroupOf(record), record.ObservedAt))
            return null;
        var resource = topology.GetOrAdd(id, out _);
        if (!Incarnations.IsNews(resource, record, reference.Uid))
        {
            NoteEarlier(resource, record, reference.Uid);
            return null;
        }
        if (record.Op == StateOperation.Upsert && resource.ObservedAt is null)
            topology.Backlog.NoteArrival(
                record.Cluster,
                record.Object.At("metadata").Time("creationTimestamp"),
                record.ObservedAt
            );
        var before = resource.Uid == reference.Uid ? resource.Object : null;
        // Of one incarnation the time of creation never changes.
        var createdAt = before is null ? null : resource.CreatedAt;
        topology.Listings.Changing(resource);
        if (record.Op == StateOperation.Delete)
            Delete(resource, reference.Uid, record.ObservedAt);
        else
            Incarnations.Upsert(resource, reference.Uid, record, createdAt);
        topology.Index(resource);
        topology.Listings.Changed(resource);
        Observed?.Invoke(resource);
        topology.Note(resource);
        return (resource, before, EndEdgesOfFormer(resource));
    }

    /// <summary>Takes in that all objects of a kind have been sent.</summary>
    /// <returns>Whether that is newer than what was known.</returns>
    public bool Apply(Listing record)
    {
        var scope = new ListingScope(
            record.Cluster,
            ListingScope.GroupOf(record.ApiVersion),
            record.Kind,
            record.Namespace ?? ""
        );
        var listing = new KindListing(scope, record.StartedAt, record.ObservedAt, record.Count);
        var ofKind = topology.SeenOfKind(
            scope.Cluster,
            scope.Kind,
            record.Namespace is { Length: > 0 } own ? own : null
        );
        if (!topology.Listings.Add(listing, ofKind, out var forgotten))
            return false;
        Listed?.Invoke(listing);
        if (forgotten is not null)
            ListingForgotten?.Invoke(forgotten);
        return true;
    }

    /// <summary>Ends the objects that a complete listing does not have, as if each had been seen to go then.</summary>
    /// <returns>They, with their state before.</returns>
    public List<(ResourceState Resource, JsonElement? Before)> EndUnlisted(KindListing listing)
    {
        Listed?.Invoke(listing);
        var own = listing.Scope.Namespace is { Length: > 0 } name ? name : null;
        var gone = topology
            .OfKind(listing.Scope.Cluster, listing.Scope.Kind, own)
            .Where(resource => listing.Covers(resource) && resource.ObservedAt < listing.StartedAt)
            .Select(resource => (resource, resource.Object))
            .ToList();
        foreach (var (resource, _) in gone)
        {
            topology.Listings.Changing(resource);
            Delete(resource, null, listing.ObservedAt);
            resource.IsPresumedGone = true;
            topology.Listings.Changed(resource);
            Observed?.Invoke(resource);
            topology.Note(resource);
        }
        return gone;
    }

    /// <summary>Takes an observation of an edge in.</summary>
    /// <returns>Whether the observation says something new, and the edge where it came or went.</returns>
    public (bool IsNews, EdgeState? Changed) Apply(Edge record, DateTimeOffset cutoff)
    {
        var from = GetOrName(record.Cluster, record.From);
        var to = GetOrName(record.Cluster, record.To);
        if (IsOfFormer(record, from, from) || IsOfFormer(record, from, to))
            return default;
        if (
            from.RemovedEdges.Count > 0
            && from.RemovedEdges.TryGetValue(Tombstone(record, to), out var removedAt)
            && removedAt >= cutoff
            && record.ObservedAt <= removedAt
        )
            return default;
        var edge = topology.FindEdge(record.Type, from, to);
        if (edge is not null && record.ObservedAt < edge.ObservedAt)
            return default;
        if (record.Op == StateOperation.Delete)
            return (true, Remove(edge, from, Tombstone(record, to), record.ObservedAt, cutoff));
        return edge?.ObservedAt == record.ObservedAt ? default : (true, Upsert(edge, record, from, to));
    }

    private static string Tombstone(Edge record, ResourceState to) => $"{WireNames.Of(record.Type)} {to.NodeKey.Key}";

    /// <summary>Takes in an object that stands in the graph as gone.</summary>
    public void RestoreDeleted(ResourceState resource, DateTimeOffset deletedAt) =>
        _deleted.Enqueue(resource, deletedAt.UtcTicks);

    /// <summary>
    /// Forgets objects that were gone before <paramref name="cutoff"/>, with their edges. Until then they tie what
    /// happened around their end together.
    /// </summary>
    public void Prune(DateTimeOffset cutoff)
    {
        while (_deleted.TryPeek(out var resource, out var ticks) && ticks < cutoff.UtcTicks)
        {
            _deleted.Dequeue();
            if (resource.DeletedAt is not { } deletedAt || deletedAt.UtcTicks != ticks)
                continue;
            foreach (var edge in resource.Outgoing.Concat(resource.Incoming).Distinct().ToList())
            {
                topology.Remove(edge);
                EdgeRemoved?.Invoke(edge);
            }
            if (resource.RemovedEdges.Count > 0)
            {
                resource.RemovedEdges.Clear();
                RemovedEdgesChanged?.Invoke(resource);
            }
            topology.Listings.Changing(resource);
            topology.Remove(resource);
            if (resource.HasEpisodes)
                topology.KeepName(resource);
        }
    }

    // A record that others have overtaken still says when the object was there, or one before it of its name.
    private void NoteEarlier(ResourceState resource, Resource record, string? uid)
    {
        if (record.Op != StateOperation.Upsert)
            return;
        topology.Listings.Changing(resource);
        var isNews = Incarnations.IsOther(resource, uid)
            ? Incarnations.NoteFormer(resource, uid ?? "", record.ObservedAt)
            : Incarnations.NoteSeen(resource, record.ObservedAt);
        topology.Listings.Changed(resource);
        if (isNews)
            Observed?.Invoke(resource);
    }

    private void Delete(ResourceState resource, string? uid, DateTimeOffset observedAt)
    {
        if (Incarnations.IsOther(resource, uid))
            Incarnations.Succeed(resource, null);
        resource.Uid = uid ?? resource.Uid;
        resource.Object = null;
        resource.LogsSince = null;
        resource.ObservedAt ??= observedAt;
        (resource.DeletedAt, resource.IsPresumedGone) = (observedAt, false);
        _deleted.Enqueue(resource, observedAt.UtcTicks);
    }

    // An agent that was away, and forgot what it had told, does not tell of their end.
    private List<EdgeState> EndEdgesOfFormer(ResourceState resource)
    {
        if (resource.Former.Count == 0 || !resource.Exists)
            return [];
        var ended = resource
            .Outgoing.Concat(resource.Incoming)
            .Where(edge =>
                edge.ObservedAt < resource.FirstObservedAt
                && EdgeState.FollowsFrom(edge.Type, edge.From, resource == edge.From)
            )
            .Distinct()
            .ToList();
        foreach (var edge in ended)
        {
            topology.Remove(edge);
            EdgeRemoved?.Invoke(edge);
        }
        return ended;
    }

    private static bool IsOfFormer(Edge record, ResourceState from, ResourceState end) =>
        record.Op == StateOperation.Upsert
        && end is { Exists: true, Former.Count: > 0 }
        && record.ObservedAt < end.FirstObservedAt
        && EdgeState.FollowsFrom(record.Type, from, end == from);

    private static string GroupOf(Resource record) => ListingScope.GroupOf(record.Object.Text("apiVersion") ?? "");

    private EdgeState? Upsert(EdgeState? edge, Edge record, ResourceState from, ResourceState to)
    {
        var isNew = edge is null;
        if (edge is null)
        {
            edge = new EdgeState(record.Type, from, to, record.ObservedAt);
            topology.Add(edge);
            if (from.RemovedEdges.Count > 0 && from.RemovedEdges.Remove(Tombstone(record, to)))
                RemovedEdgesChanged?.Invoke(from);
        }
        edge.ObservedAt = record.ObservedAt;
        EdgeObserved?.Invoke(edge, record.Calls);
        return isNew ? edge : null;
    }

    private EdgeState? Remove(
        EdgeState? edge,
        ResourceState from,
        string tombstone,
        DateTimeOffset observedAt,
        DateTimeOffset cutoff
    )
    {
        foreach (var old in from.RemovedEdges.Where(entry => entry.Value < cutoff).Select(entry => entry.Key).ToList())
            from.RemovedEdges.Remove(old);
        from.RemovedEdges[tombstone] = observedAt;
        RemovedEdgesChanged?.Invoke(from);
        if (edge is null)
            return null;
        topology.Remove(edge);
        EdgeRemoved?.Invoke(edge);
        return edge;
    }
}
