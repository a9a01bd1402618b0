using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Contracts.Records;

/// <summary>A record that was read from a topic and found valid: an <see cref="Event"/>, a <see cref="Resource"/>, a
/// <see cref="Listing"/>, an <see cref="Edge"/>, an <see cref="AlertGroup"/>, a <see cref="Heartbeat"/> or a
/// <see cref="CauseVerdict"/>.</summary>
public abstract record WireRecord;

/// <summary>Something that happened to an object at a time. <c>wire-format.md</c>, "Event".</summary>
/// <param name="EventId">The idempotency key: an event sent twice is one event.</param>
/// <param name="EventTime">The last occurrence.</param>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Source">What reported it.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Reason">Why, in one CamelCase word, such as <c>Unhealthy</c>.</param>
/// <param name="Message">The report's text.</param>
/// <param name="Subject">The object that it is about.</param>
/// <param name="FirstTime">The first of several occurrences; absent means <paramref name="EventTime"/>.</param>
/// <param name="Count">How many occurrences the event stands for; at least 1.</param>
/// <param name="Container">The container that logged it.</param>
/// <param name="Labels">More that the source knows, at most <see cref="Parsing.RecordLimits.Labels"/> entries.</param>
public sealed record Event(
    string EventId,
    DateTimeOffset EventTime,
    string Cluster,
    EventSource Source,
    Severity Severity,
    string Reason,
    string Message,
    ObjectReference Subject,
    DateTimeOffset? FirstTime = null,
    int Count = 1,
    string? Container = null,
    IReadOnlyDictionary<string, string>? Labels = null
) : WireRecord
{
    /// <summary>
    /// When it began: <see cref="FirstTime"/>, or <see cref="EventTime"/> where there is none. Not on the wire.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset Onset => FirstTime ?? EventTime;
}

/// <summary>A Kubernetes object as it was at a time. <c>wire-format.md</c>, "Resource".</summary>
/// <param name="Op">Whether the object is there or gone.</param>
/// <param name="ObservedAt">When it was seen so. An older observation never replaces a newer one.</param>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Object">The object as the API server gives it; of a deleted one at least <c>apiVersion</c>, <c>kind</c>
/// and
/// <c>metadata</c>.</param>
public sealed record Resource(StateOperation Op, DateTimeOffset ObservedAt, string Cluster, JsonElement Object)
    : WireRecord
{
    /// <summary>The object's kind, namespace, name and uid, read from <see cref="Object"/> at each call.</summary>
    /// <exception cref="KeyNotFoundException">The record was not parsed, and its object lacks a kind or a
    /// name.</exception>
    public ObjectReference Reference()
    {
        var metadata = Object.GetProperty("metadata"u8);
        return new ObjectReference(
            Object.GetProperty("kind"u8).GetString()!,
            metadata.GetProperty("name"u8).GetString()!,
            metadata.TryGetProperty("namespace"u8, out var value) ? value.GetString() : null,
            metadata.TryGetProperty("uid"u8, out var uid) ? uid.GetString() : null
        );
    }
}

/// <summary>All objects of a kind have been sent. <c>wire-format.md</c>, "Listed". It comes by the topic of resources, and
/// records of a topic overtake each other: the kind is complete once <paramref name="Count"/> objects of it are known
/// that were observed since <paramref name="StartedAt"/>.</summary>
/// <param name="ObservedAt">When the listing was complete.</param>
/// <param name="StartedAt">When the listing began, at most <paramref name="ObservedAt"/>. An object that was observed
/// before and not since is gone.</param>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="ApiVersion">The API group and version that the kind belongs to, such as <c>apps/v1</c>.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many objects were listed; 0 says that there are none.</param>
/// <param name="Namespace">The namespace that was listed; null or empty where the whole cluster was.</param>
public sealed record Listing(
    DateTimeOffset ObservedAt,
    DateTimeOffset StartedAt,
    string Cluster,
    string ApiVersion,
    string Kind,
    int Count,
    string? Namespace = null
) : WireRecord
{
    /// <summary>What <see cref="Op"/> always is, and what tells the record from a <see cref="Resource"/>.</summary>
    public const string Operation = "listed";

    /// <summary>On the wire only: <see cref="Operation"/>.</summary>
    [JsonPropertyOrder(-1)]
    public string Op { get; } = Operation;

    /// <summary>The record's key: the newest listing of a kind replaces those before. Not on the wire.</summary>
    [JsonIgnore]
    public string Key => $"{Cluster}/{Kind}/{Namespace}/*";
}

/// <summary>A dependency between two objects. <c>wire-format.md</c>, "Edge".</summary>
/// <param name="Op">Whether the edge is there or gone.</param>
/// <param name="ObservedAt">When it was seen so. An older observation never replaces a newer one.</param>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Type">What joins them.</param>
/// <param name="From">Where the edge begins.</param>
/// <param name="To">Where it ends; the object need not exist.</param>
/// <param name="Calls">How a <see cref="EdgeType.Calls"/> edge is known; null where the sender does not say, and for
/// every other type.</param>
public sealed record Edge(
    StateOperation Op,
    DateTimeOffset ObservedAt,
    string Cluster,
    EdgeType Type,
    ObjectReference From,
    ObjectReference To,
    CallStatistics? Calls = null
) : WireRecord;

/// <summary>What an agent says of itself, every half minute. <c>wire-format.md</c>, "Heartbeat".</summary>
/// <param name="ObservedAt">When it said so.</param>
/// <param name="Cluster">The cluster that it watches, which is what tells a client's agents apart.</param>
/// <param name="Version">Its version.</param>
/// <param name="LagSeconds">How old the oldest record is that waits in its spool; 0 where none waits.</param>
/// <param name="Dropped">How many records it has given up since its spool was made, for want of room.</param>
/// <param name="Records">How many records it has delivered since it was started.</param>
public sealed record Heartbeat(
    DateTimeOffset ObservedAt,
    string Cluster,
    string Version,
    double LagSeconds,
    long Dropped,
    long Records
) : WireRecord;

/// <summary>
/// What an operator says of a cause. The API writes it to the topic of feedback; agents do not.
/// </summary>
/// <param name="CreatedAt">When it was said.</param>
/// <param name="IncidentId">The incident.</param>
/// <param name="EventId">The cause's episode.</param>
/// <param name="Cause">The cause that is judged.</param>
/// <param name="Verdict"><see cref="Graphs.FeedbackNode.Correct"/>, <see cref="Graphs.FeedbackNode.Incorrect"/> or
/// <see cref="Graphs.FeedbackNode.Withdrawn"/>. The last one on a cause counts.</param>
/// <param name="Rank">The rank that the cause had.</param>
/// <param name="Note">The operator's words.</param>
public sealed record CauseVerdict(
    DateTimeOffset CreatedAt,
    string IncidentId,
    string EventId,
    string Cause,
    string Verdict,
    long? Rank = null,
    string? Note = null
) : WireRecord
{
    /// <summary>The record's key: the newest verdict on a cause replaces those before. Not on the wire.</summary>
    [JsonIgnore]
    public string Key => $"{IncidentId}/{EventId}";
}

/// <summary>How a call from one object to another is known, and how it went of late.</summary>
/// <param name="Source">What has told of it.</param>
/// <param name="Rate">Calls a second that were seen; with sampled traces fewer than there were.</param>
/// <param name="ErrorRatio">The part of them that failed, 0 to 1.</param>
/// <param name="LatencyP50Ms">The median duration in milliseconds, as the caller saw it.</param>
/// <param name="LatencyP95Ms">The duration in milliseconds that 95 of 100 calls did not exceed.</param>
public sealed record CallStatistics(
    CallSource Source,
    double? Rate = null,
    double? ErrorRatio = null,
    double? LatencyP50Ms = null,
    double? LatencyP95Ms = null
);
