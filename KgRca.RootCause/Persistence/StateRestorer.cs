using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Ranking;
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
                episode.Incident = incident;
                incident.Members.Add(episode);
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
        var deletedAt = TimeOf(node["deleted_at"]);
        // Objects that were only named, or are forgotten, come back with the edges and episodes that name them.
        var isKnown = node["observed_at"].Type != PropertyType.Null && !(deletedAt < cutoff);
        if (!isKnown && node["removed_edges"].Type == PropertyType.Null)
            return;
        if (!ResourceId.TryParse(node.Key.Key, out var id))
            return;
        var resource = topology.GetOrAdd(id, out _);
        foreach (var (edge, at) in EngineState.RemovedEdges(node))
            resource.RemovedEdges[edge] = at;
        if (!isKnown)
            return;
        resource.Uid = node["uid"].AsString;
        resource.FormerUid = node["former_uid"].AsString;
        resource.ObservedAt = TimeOf(node["observed_at"]);
        resource.FirstObservedAt = TimeOf(node["first_observed_at"]);
        resource.CreatedAt = TimeOf(node["created_at"]);
        resource.DeletedAt = deletedAt;
        resource.IsPresumedGone = node["presumed_gone"].AsBoolean == true;
        resource.LogsSince = TimeOf(node["logs_since"]);
        if (node["object"].AsString is { } text)
            resource.Object = JsonElement.Parse(text);
        lines.Restore(resource, node);
        topology.Index(resource);
        if (deletedAt is { } time)
            updater.RestoreDeleted(resource, time);
    }

    private static void RestoreListing(Node node, ClusterTopology topology)
    {
        var scope = new ListingScope(
            node["cluster"].AsString ?? throw Damaged(node.Key),
            node["group"].AsString ?? "",
            node["kind"].AsString ?? throw Damaged(node.Key),
            node["namespace"].AsString ?? ""
        );
        var listing = new KindListing(
            scope,
            TimeOf(node["started_at"]) ?? throw Damaged(node.Key),
            TimeOf(node["observed_at"]) ?? throw Damaged(node.Key),
            (int)(node["count"].AsInteger ?? 0)
        )
        {
            IsComplete = node["complete"].AsBoolean == true,
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
            || TimeOf(relationship["observed_at"]) is not { } observedAt
        )
            return;
        topology.Add(new EdgeState(type, topology.GetOrAdd(from, out _), topology.GetOrAdd(to, out _), observedAt));
    }

    private static Episode? RestoreEpisode(
        Node node,
        ClusterTopology topology,
        EpisodeWindow window,
        DateTimeOffset cutoff
    )
    {
        if (
            !ResourceId.TryParse(node["resource_id"].AsString, out var id)
            || TimeOf(node["event_time"]) is not { } time
            || !WireNames.TryParseSeverity(node["severity"].AsString, out var severity)
        )
            return null;
        var subject = topology.GetOrAdd(id, out _);
        var episode = new Episode(node.Key.Key, subject)
        {
            Time = time,
            Onset = TimeOf(node["first_time"]) ?? time,
            Severity = severity,
            Source = node["source"].AsString ?? "",
            Reason = node["reason"].AsString ?? "",
            Message = node["message"].AsString ?? "",
            Count = (int)(node["count"].AsInteger ?? 1),
            Container = node["container"].AsString,
            IsFromLog =
                node["from_log"].AsBoolean == true || node["source"].AsString == WireNames.Of(EventSource.K8sLog),
            IsBaseline = node["habitual"].AsBoolean == true,
            ResolvedAt = node["finding_state"].AsString == "active" ? null : TimeOf(node["resolved_at"]),
            Assessment = new CauseAssessment(node["cause"].AsString, RoleOf(node["role"])),
        };
        if (node["finding_state"].AsString == "active")
            subject.ActiveFindings.Add(episode);
        if (time < cutoff)
            return episode;
        if (!episode.IsCandidate)
        {
            window.AddId(episode.EventId, time, subject);
            return null;
        }
        window.Add(episode);
        LogFolding.Remember(episode);
        return episode;
    }

    private static Incident IncidentOf(Node node)
    {
        var started = TimeOf(node["started_at"]) ?? throw Damaged(node.Key);
        if (!WireNames.TryParseSeverity(node["severity"].AsString, out var severity))
            throw Damaged(node.Key);
        var incident = new Incident(node.Key.Key)
        {
            StartedAt = started,
            LastErrorAt = TimeOf(node["last_error_at"]) ?? throw Damaged(node.Key),
            Severity = severity,
            Title = node["title"].AsString ?? "",
            ErrorCount = (int)(node["error_count"].AsInteger ?? 0),
            IsClosed = node["status"].AsString == "closed",
            IsStale = node["stale"].AsBoolean == true,
            Reopenings = (int)(node["flares"].AsInteger ?? 1) - 1,
            ReopenedAt = TimeOf(node["flared_at"]),
            ResolvedAt = TimeOf(node["mended_at"]),
            IsMaintenance = node["maintenance"].AsBoolean == true,
        };
        incident.Unknown = node["unknown"].AsStrings ?? [];
        foreach (var resourceId in node["resource_ids"].AsStrings ?? [])
            incident.AddResource(resourceId);
        incident.HasNewResources = false;
        return incident;
    }

    private static CauseLink LinkOf(Relationship link) =>
        new(
            link.Key.From.Key,
            new CauseScores(
                link["temporal_score"].AsFloat ?? 0,
                link["distance_score"].AsFloat ?? 0,
                link["domain_score"].AsFloat ?? 0
            ),
            link["rank_score"].AsFloat ?? 0,
            RoleOf(link["role"]),
            (int)(link["hops"].AsInteger ?? 0),
            link["cause"].AsString ?? "",
            new ObjectReference(
                link["object_kind"].AsString ?? "",
                link["object_name"].AsString ?? "",
                link["object_namespace"].AsString is { Length: > 0 } @namespace ? @namespace : null
            ),
            link["workload_kind"].AsString is { } kind
                ? new ObjectReference(kind, link["workload_name"].AsString ?? "", link["workload_namespace"].AsString)
                : null,
            link["path"].AsStrings ?? [],
            new CauseProof(
                link["rule"].AsString ?? "",
                link["effects"].AsStrings ?? [],
                link["against"].AsStrings ?? []
            ),
            link["explanation"].AsString ?? ""
        )
        {
            Rank = (int)(link["rank"].AsInteger ?? 0),
        };

    private static CauseRole RoleOf(PropertyValue value) =>
        Enum.TryParse<CauseRole>(value.AsString, out var role) ? role : CauseRole.None;

    private static DateTimeOffset? TimeOf(PropertyValue value) =>
        value.AsInteger is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static InvalidDataException Damaged(NodeKey key) =>
        new($"{key} lacks properties that the engine has written.");
}
