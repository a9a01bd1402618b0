using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Persistence;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Brings observed state into the topology and the graph. The newest observation counts, in whatever order they come.
/// </summary>
internal sealed class TopologyUpdater(ClusterTopology topology, GraphWriter writer)
{
    private readonly PriorityQueue<ResourceState, long> _deleted = new();

    /// <summary>The object, named in the graph if it was not known.</summary>
    public ResourceState GetOrName(string cluster, ObjectReference reference)
    {
        var resource = topology.GetOrAdd(ResourceId.Of(cluster, reference), out var added);
        if (added)
            writer.WriteName(resource);
        return resource;
    }

    /// <summary>Takes an observation of an object in.</summary>
    /// <returns>The object and its state before (none for another incarnation), or null where the observation says
    /// nothing new.</returns>
    public (ResourceState Resource, JsonElement? Before)? Apply(Resource record, DateTimeOffset cutoff)
    {
        var reference = record.Reference();
        var id = ResourceId.Of(record.Cluster, reference);
        // The end of an object that is forgotten already, or was never known: there is nothing to end.
        if (record.Op == StateOperation.Delete && record.ObservedAt < cutoff && topology.Find(id)?.ObservedAt is null)
            return null;
        var resource = topology.GetOrAdd(id, out _);
        if (!IsNews(resource, record))
            return null;
        var before = resource.Uid == reference.Uid ? resource.Object : null;
        resource.Uid = reference.Uid ?? resource.Uid;
        if (record.Op == StateOperation.Delete)
            Delete(resource, record.ObservedAt);
        else
            Upsert(resource, record);
        writer.WriteState(resource);
        topology.Index(resource);
        topology.Note(resource);
        return (resource, before);
    }

    /// <summary>Takes an observation of an edge in.</summary>
    /// <returns>Whether the observation says something new, and the edge where it came or went.</returns>
    public (bool IsNews, EdgeState? Changed) Apply(Edge record, DateTimeOffset cutoff)
    {
        var from = GetOrName(record.Cluster, record.From);
        var to = GetOrName(record.Cluster, record.To);
        var tombstone = $"{WireNames.Of(record.Type)} {to.NodeKey.Key}";
        if (
            from.RemovedEdges.TryGetValue(tombstone, out var removedAt)
            && removedAt >= cutoff
            && record.ObservedAt <= removedAt
        )
            return default;
        var edge = topology.FindEdge(record.Type, from, to);
        if (edge is not null && record.ObservedAt < edge.ObservedAt)
            return default;
        if (record.Op == StateOperation.Delete)
            return (true, Remove(edge, from, tombstone, record.ObservedAt, cutoff));
        return edge?.ObservedAt == record.ObservedAt ? default : (true, Upsert(edge, record, from, to, tombstone));
    }

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
                writer.DeleteEdge(edge);
            }
            if (resource.RemovedEdges.Count > 0)
            {
                resource.RemovedEdges.Clear();
                writer.WriteRemovedEdges(resource);
            }
            topology.Remove(resource);
            if (resource.HasEpisodes)
                topology.KeepName(resource);
        }
    }

    // Of two observations of one moment the one with the greater text counts, so that their order does not matter.
    private static bool IsNews(ResourceState resource, Resource record)
    {
        var known = resource.DeletedAt ?? resource.ObservedAt;
        if (known is not { } time || record.ObservedAt > time)
            return true;
        if (record.ObservedAt < time || resource.DeletedAt is not null)
            return false;
        return record.Op == StateOperation.Delete
            || resource.Object is { } item && string.CompareOrdinal(record.Object.GetRawText(), item.GetRawText()) > 0;
    }

    private static void Upsert(ResourceState resource, Resource record)
    {
        resource.Object = record.Object;
        resource.ObservedAt = record.ObservedAt;
        resource.DeletedAt = null;
        resource.CreatedAt = record.Object.At("metadata").Time("creationTimestamp");
    }

    private void Delete(ResourceState resource, DateTimeOffset observedAt)
    {
        resource.Object = null;
        resource.LogsSince = null;
        resource.ObservedAt ??= observedAt;
        resource.DeletedAt = observedAt;
        _deleted.Enqueue(resource, observedAt.UtcTicks);
    }

    private EdgeState? Upsert(EdgeState? edge, Edge record, ResourceState from, ResourceState to, string tombstone)
    {
        var isNew = edge is null;
        if (edge is null)
        {
            edge = new EdgeState(record.Type, from, to, record.ObservedAt);
            topology.Add(edge);
            if (from.RemovedEdges.Remove(tombstone))
                writer.WriteRemovedEdges(from);
        }
        edge.ObservedAt = record.ObservedAt;
        writer.WriteEdge(edge, record.Calls);
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
        writer.WriteRemovedEdges(from);
        if (edge is null)
            return null;
        topology.Remove(edge);
        writer.DeleteEdge(edge);
        return edge;
    }
}
