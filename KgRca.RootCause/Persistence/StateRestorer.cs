using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Persistence;

/// <summary>Rebuilds what the engine remembers from what it has written.</summary>
internal static class StateRestorer
{
    /// <summary>Fills empty state.</summary>
    public static void Restore(
        EngineState state,
        ClusterTopology topology,
        TopologyUpdater updater,
        EpisodeWindow window,
        IncidentTracker incidents,
        FollowedLines lines
    )
    {
        var cutoff = state.Watermark - EngineHorizon.Memory;
        foreach (var node in state.Resources)
            RestoreResource(node, topology, updater, lines, cutoff);
        foreach (var node in state.Listings)
            RestoreListing(node, topology);
        foreach (var relationship in state.Edges)
            RestoreEdge(relationship, topology);
        foreach (var node in state.Incidents)
            incidents.Restore(IncidentOf(node));
        var episodes = state.Episodes.ToDictionary(
            node => node.Key.Key,
            node => RestoreEpisode(node, topology, window, cutoff)
        );
        topology.NoteAll();
        foreach (var link in state.Links)
        {
            if (incidents.Find(link.Key.To.Key) is not { } incident)
                continue;
            if (link.Key.Type == GraphSchema.PotentialCause)
            {
                incidents.Restore(incident, LinkOf(link));
            }
            else if (episodes.GetValueOrDefault(link.Key.From.Key) is { } episode && episode.Time >= cutoff)
            {
                incidents.Restore(incident, episode);
            }
        }
        foreach (var episode in episodes.Values)
            if (episode is { IsError: true } && episode.Time >= cutoff)
                incidents.Restore(episode);
    }

    private static void RestoreResource(
        Node node,
        ClusterTopology topology,
        TopologyUpdater updater,
        FollowedLines lines,
        DateTimeOffset cutoff
    )
    {
        var stored = ResourceNode.From(node);
        // Objects that were only named, or are forgotten, come back with the edges and episodes that name them.
        var isKnown = stored.ObservedAt is not null && !(stored.DeletedAt < cutoff);
        if (!isKnown && node[MemoryNode.Names.RemovedEdges].Type == PropertyType.Null)
            return;
        var resource = topology.GetOrAdd(stored.Id, out _);
        foreach (var (edge, at) in EngineState.RemovedEdges(node))
            resource.RemovedEdges[edge] = at;
        if (!isKnown)
            return;
        resource.Uid = stored.Uid;
        resource.Former = [.. (stored.Former ?? []).Select(Incarnation.Parse)];
        resource.ObservedAt = stored.ObservedAt;
        resource.FirstObservedAt = stored.FirstObservedAt;
        resource.CreatedAt = stored.CreatedAt;
        resource.DeletedAt = stored.DeletedAt;
        resource.IsPresumedGone = stored.IsPresumedGone;
        resource.LogsSince = stored.LogsSince;
        if (stored.Object is { } text)
            resource.Object = JsonElement.Parse(text);
        foreach (var (cause, pending) in EngineState.Pending(node))
            resource.Pending[cause] = pending;
        lines.Restore(resource, node);
        topology.Index(resource);
        if (stored.DeletedAt is { } time)
            updater.RestoreDeleted(resource, time);
    }

    private static void RestoreListing(Node node, ClusterTopology topology)
    {
        var stored = ListingNode.From(node);
        var scope = new ListingScope(stored.Cluster, stored.Group, stored.Kind, stored.Namespace);
        var listing = new KindListing(scope, stored.StartedAt, stored.ObservedAt, (int)stored.Count)
        {
            IsComplete = stored.IsComplete,
        };
        var own = scope.Namespace.Length > 0 ? scope.Namespace : null;
        topology.Listings.Add(listing, topology.SeenOfKind(scope.Cluster, scope.Kind, own), out _);
    }

    private static void RestoreEdge(Relationship relationship, ClusterTopology topology)
    {
        if (
            !WireNames.TryParseEdgeType(relationship.Key.Type, out var type)
            || !ResourceId.TryParse(relationship.Key.From.Key, out var from)
            || !ResourceId.TryParse(relationship.Key.To.Key, out var to)
            || TopologyRelationship.From(relationship) is not { } stored
        )
            return;
        topology.Add(
            new EdgeState(type, topology.GetOrAdd(from, out _), topology.GetOrAdd(to, out _), stored.ObservedAt)
        );
    }

    private static Episode? RestoreEpisode(
        Node node,
        ClusterTopology topology,
        EpisodeWindow window,
        DateTimeOffset cutoff
    )
    {
        var stored = EpisodicNode.From(node);
        if (!ResourceId.TryParse(stored.ResourceId, out var id))
            return null;
        var subject = topology.GetOrAdd(id, out _);
        var isActive = stored.FindingState == EpisodicNode.Active;
        var episode = new Episode(stored.EventId, subject)
        {
            Time = stored.EventTime,
            Onset = stored.FirstTime ?? stored.EventTime,
            Severity = stored.Severity,
            Source = stored.Source,
            Reason = stored.Reason,
            Message = stored.Message,
            Count = (int)stored.Count,
            Container = stored.Container,
            IsFromLog = stored.IsFromLog || stored.Source == WireNames.Of(EventSource.K8sLog),
            IsBaseline = stored.IsBaseline,
            IsPreexisting = stored.IsPreexisting,
            AbsentFrom = stored.AbsentFrom,
            ResolvedAt = isActive ? null : stored.ResolvedAt,
            Assessment = new CauseAssessment(stored.Cause, RoleOf(stored.Role)),
        };
        if (isActive)
            subject.ActiveFindings.Add(episode);
        if (episode.Time < cutoff)
            return episode;
        if (!episode.IsCandidate)
        {
            window.AddId(episode.EventId, episode.Time, subject);
            return null;
        }
        window.Add(episode);
        LogFolding.Remember(episode);
        return episode;
    }

    private static Incident IncidentOf(Node node)
    {
        var stored = IncidentNode.From(node);
        var incident = new Incident(stored.Id)
        {
            StartedAt = stored.StartedAt,
            LastErrorAt = stored.LastErrorAt,
            Severity = stored.Severity,
            Title = stored.Title,
            ErrorCount = (int)stored.ErrorCount,
            IsClosed = stored.Status == IncidentNode.Closed,
            IsStale = stored.IsStale,
            Reopenings = (int)stored.Reopenings,
            ReopenedAt = stored.ReopenedAt,
            ResolvedAt = stored.ResolvedAt,
            IsMaintenance = stored.IsMaintenance,
            Unknown = [.. stored.Unknown],
        };
        foreach (var resourceId in stored.ResourceIds)
            incident.AddResource(resourceId);
        incident.HasNewResources = false;
        return incident;
    }

    private static CauseLink LinkOf(Relationship relationship)
    {
        var stored = CauseRelationship.From(relationship.Properties);
        return new CauseLink(
            relationship.Key.From.Key,
            new CauseScores(stored.TemporalScore, stored.DistanceScore, stored.DomainScore),
            stored.RankScore,
            RoleOf(stored.Role),
            (int)stored.Hops,
            stored.Cause,
            stored.Object,
            stored.Workload,
            [.. stored.Path],
            new CauseProof(stored.Rule, [.. stored.Effects], [.. stored.Against]),
            stored.Explanation
        )
        {
            Rank = (int)stored.Rank,
            Confidence = stored.Confidence,
            NextStep = stored.NextStep,
        };
    }

    private static CauseRole RoleOf(string? name) =>
        Enum.TryParse<CauseRole>(name, out var role) ? role : CauseRole.None;
}
