using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Persistence;

/// <summary>
/// Says in changes of the graph what the engine has decided. The properties are listed in <c>docs/graph.md</c>.
/// </summary>
internal sealed class GraphWriter
{
    private static readonly Property[] None = [];

    /// <summary>Where the changes of the record in hand go.</summary>
    public ICollection<GraphChange> Changes { get; set; } = [];

    public void WriteName(ResourceState resource) =>
        Changes.Add(
            new UpsertNode(
                resource.NodeKey,
                [
                    new("cluster", resource.Cluster),
                    new("kind", resource.Kind),
                    new("namespace", resource.Namespace),
                    new("name", resource.Name),
                ]
            )
        );

    public void WriteState(ResourceState resource) =>
        Changes.Add(
            new UpsertNode(
                resource.NodeKey,
                [
                    new("cluster", resource.Cluster),
                    new("kind", resource.Kind),
                    new("namespace", resource.Namespace),
                    new("name", resource.Name),
                    new("uid", resource.Uid),
                    new("former_uid", resource.FormerUid),
                    new(
                        "api_version",
                        resource.Object is { } item && item.TryGetProperty("apiVersion"u8, out var version)
                            ? version.GetString()
                            : default(PropertyValue)
                    ),
                    new("observed_at", Time(resource.ObservedAt)),
                    new("first_observed_at", Time(resource.FirstObservedAt)),
                    new("created_at", Time(resource.CreatedAt)),
                    new("deleted_at", Time(resource.DeletedAt)),
                    new("presumed_gone", resource.IsPresumedGone ? true : default(PropertyValue)),
                    new("logs_since", Time(resource.LogsSince)),
                    new("object", resource.Object?.GetRawText()),
                ]
            )
        );

    public void WriteListing(KindListing listing) =>
        Changes.Add(
            new UpsertNode(
                listing.NodeKey,
                [
                    new("cluster", listing.Scope.Cluster),
                    new("group", listing.Scope.Group),
                    new("kind", listing.Scope.Kind),
                    new("namespace", listing.Scope.Namespace),
                    new("started_at", listing.StartedAt),
                    new("observed_at", listing.ObservedAt),
                    new("count", listing.Count),
                    new("complete", listing.IsComplete),
                ]
            )
        );

    public void DeleteListing(KindListing listing) => Changes.Add(new DeleteNode(listing.NodeKey));

    public void WriteRemovedEdges(ResourceState resource) =>
        Changes.Add(
            new UpsertNode(
                resource.NodeKey,
                [
                    new(
                        "removed_edges",
                        resource.RemovedEdges.Count == 0
                            ? default(PropertyValue)
                            : resource
                                .RemovedEdges.Select(entry => $"{entry.Value.ToUnixTimeMilliseconds()} {entry.Key}")
                                .ToArray()
                    ),
                ]
            )
        );

    public void WriteEdge(EdgeState edge, CallStatistics? calls) =>
        Changes.Add(
            new UpsertRelationship(
                edge.RelationshipKey,
                edge.Type != EdgeType.Calls
                    ? [new("observed_at", edge.ObservedAt)]
                    :
                    [
                        new("observed_at", edge.ObservedAt),
                        new("source", calls is null ? default(PropertyValue) : WireNames.Of(calls.Source)),
                        new("rate", Number(calls?.Rate)),
                        new("error_ratio", Number(calls?.ErrorRatio)),
                        new("latency_p50_ms", Number(calls?.LatencyP50Ms)),
                        new("latency_p95_ms", Number(calls?.LatencyP95Ms)),
                    ]
            )
        );

    public void DeleteEdge(EdgeState edge) => Changes.Add(new DeleteRelationship(edge.RelationshipKey));

    public void WriteEvent(Event record, ResourceState subject, CauseAssessment assessment, bool isBaseline)
    {
        var properties = new List<Property>(12)
        {
            new("event_time", record.EventTime),
            new("source", WireNames.Of(record.Source)),
            new("severity", WireNames.Of(record.Severity)),
            new("reason", record.Reason),
            new("message", record.Message),
            new("resource_id", subject.NodeKey.Key),
        };
        if (record.FirstTime is { } first && first != record.EventTime)
            properties.Add(new("first_time", first));
        if (record.Count > 1)
            properties.Add(new("count", (long)record.Count));
        if (record.Container is not null)
            properties.Add(new("container", record.Container));
        if (isBaseline)
            properties.Add(new("habitual", true));
        AddAssessment(properties, assessment);
        WriteEpisodic(new NodeKey(GraphSchema.Episodic, record.EventId), properties, subject);
    }

    /// <summary>Writes an episode that the engine itself made.</summary>
    public void WriteEpisode(Episode episode, params ReadOnlySpan<Property> more)
    {
        var properties = new List<Property>(14)
        {
            new("event_time", episode.Time),
            new("source", episode.Source),
            new("severity", WireNames.Of(episode.Severity)),
            new("reason", episode.Reason),
            new("message", episode.Message),
            new("resource_id", episode.Subject.NodeKey.Key),
        };
        if (episode.Onset != episode.Time)
            properties.Add(new("first_time", episode.Onset));
        if (episode.Count > 1)
            properties.Add(new("count", (long)episode.Count));
        if (episode.Container is not null)
            properties.Add(new("container", episode.Container));
        if (episode.IsFromLog)
            properties.Add(new("from_log", true));
        if (episode.IsBaseline)
            properties.Add(new("habitual", true));
        AddAssessment(properties, episode.Assessment);
        properties.AddRange(more);
        WriteEpisodic(episode.NodeKey, properties, episode.Subject);
    }

    /// <summary>Writes that an episode has occurred again.</summary>
    public void WriteRepeat(Episode episode) =>
        Changes.Add(
            new UpsertNode(
                episode.NodeKey,
                [new("event_time", episode.Time), new("first_time", episode.Onset), new("count", (long)episode.Count)]
            )
        );

    /// <summary>Writes what an episode has turned out to be evidence of.</summary>
    public void WriteAssessment(Episode episode)
    {
        var properties = new List<Property>(2);
        AddAssessment(properties, episode.Assessment);
        Changes.Add(new UpsertNode(episode.NodeKey, properties));
    }

    public void WriteProperties(NodeKey node, params Property[] properties) =>
        Changes.Add(new UpsertNode(node, properties));

    public void Write(Incident incident)
    {
        var properties = new List<Property>(14)
        {
            new("started_at", incident.StartedAt),
            new("last_error_at", incident.LastErrorAt),
            new("status", incident.IsClosed ? "closed" : "open"),
            new("closed_at", incident.IsClosed ? incident.ClosesAt : default(PropertyValue)),
            new("severity", WireNames.Of(incident.Severity)),
            new("title", incident.Title),
            new("error_count", (long)incident.ErrorCount),
            new("stale", incident.IsStale ? true : default(PropertyValue)),
            new("unknown", incident.Unknown.Length == 0 ? default(PropertyValue) : incident.Unknown),
            new("flares", incident.Reopenings == 0 ? default(PropertyValue) : incident.Reopenings + 1),
            new("flared_at", Time(incident.ReopenedAt)),
            new("mended_at", Time(incident.ResolvedAt)),
            new("maintenance", incident.IsMaintenance ? true : default(PropertyValue)),
        };
        if (incident.HasNewResources)
            properties.Add(new("resource_ids", incident.ResourceIds.ToArray()));
        incident.HasNewResources = false;
        Upsert(incident, [.. properties]);
    }

    public void WriteMerged(Incident from, Incident into)
    {
        Upsert(
            from,
            [
                new("status", "merged"),
                new("merged_into", into.Id),
                new("closed_at", PropertyValue.Null),
                new("stale", PropertyValue.Null),
            ]
        );
    }

    // A link to an incident may be made before the incident is written; so that it finds its node, the incident's is
    // written first.
    public void WriteMember(Incident incident, Episode error)
    {
        if (incident.Members.Count == 1)
            Write(incident);
        Changes.Add(new UpsertRelationship(new(GraphSchema.SameIncident, error.NodeKey, incident.NodeKey), None));
    }

    public void DeleteMember(Incident incident, Episode error) =>
        Changes.Add(new DeleteRelationship(new(GraphSchema.SameIncident, error.NodeKey, incident.NodeKey)));

    public void WriteCause(Incident incident, CauseLink link, DateTimeOffset? createdAt)
    {
        var properties = new List<Property>(20)
        {
            new("confidence", link.Confidence),
            new("published_score", link.Scores.Published),
            new("temporal_score", link.Scores.Temporal),
            new("distance_score", link.Scores.Distance),
            new("domain_score", link.Scores.Domain),
            new("rank", (long)link.Rank),
            new("rank_score", link.RankScore),
            new("role", link.Role.ToString()),
            new("hops", (long)link.Hops),
            new("cause", link.Cause),
            new("object_kind", link.Target.Kind),
            new("object_namespace", link.Target.Namespace ?? ""),
            new("object_name", link.Target.Name),
            new("workload_kind", link.Workload?.Kind),
            new("workload_namespace", link.Workload?.Namespace),
            new("workload_name", link.Workload?.Name),
            new("path", link.Path),
            new("rule", link.Proof.Rule),
            new("effects", link.Proof.Effects),
            new("against", link.Proof.Against.Length == 0 ? default(PropertyValue) : link.Proof.Against),
            new("explanation", link.Explanation),
        };
        if (createdAt is { } time)
            properties.Add(new("created_at", time));
        Changes.Add(new UpsertRelationship(CauseKey(incident, link.EventId), [.. properties]));
    }

    public void DeleteCause(Incident incident, string eventId) =>
        Changes.Add(new DeleteRelationship(CauseKey(incident, eventId)));

    private void WriteEpisodic(NodeKey key, List<Property> properties, ResourceState subject)
    {
        Changes.Add(new UpsertNode(key, properties));
        Changes.Add(new UpsertRelationship(new(GraphSchema.About, key, subject.NodeKey), None));
    }

    private static void AddAssessment(List<Property> properties, CauseAssessment assessment)
    {
        if (assessment.Cause is not null)
            properties.Add(new("cause", assessment.Cause));
        if (assessment.Role != CauseRole.None)
            properties.Add(new("role", assessment.Role.ToString()));
    }

    private void Upsert(Incident incident, Property[] properties) =>
        Changes.Add(new UpsertNode(incident.NodeKey, properties));

    private static RelationshipKey CauseKey(Incident incident, string eventId) =>
        new(GraphSchema.PotentialCause, new NodeKey(GraphSchema.Episodic, eventId), incident.NodeKey);

    private static PropertyValue Number(double? number) => number is { } value ? value : default(PropertyValue);

    private static PropertyValue Time(DateTimeOffset? time) => time is { } value ? value : default(PropertyValue);
}
