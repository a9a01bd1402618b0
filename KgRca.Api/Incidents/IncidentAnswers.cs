using KgRca.Api.Causes;
using KgRca.Contracts.Graphs;

namespace KgRca.Api.Incidents;

/// <summary>Errors that belong together.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Title">One line for a person: what is wrong, and with what.</param>
/// <param name="Status"><c>open</c>, <c>closed</c>, or <c>merged</c> into another.</param>
/// <param name="Severity">The worst of its errors; <c>critical</c> where five workloads or more are in error.</param>
/// <param name="StartedAt">When the earliest error began.</param>
/// <param name="LastErrorAt">When the latest error occurred.</param>
/// <param name="ClosedAt">When it was quiet for the window; absent while it is open.</param>
/// <param name="MergedInto">The incident that took its errors over.</param>
/// <param name="ErrorCount">How many errors belong to it.</param>
/// <param name="ResourceIds">The objects in error, in the order in which they joined.</param>
/// <param name="Flares">How often it has begun: more than 1 where the same failed again after the incident was
/// closed.</param>
/// <param name="FlaredAt">When it began the last time; absent while it has begun once.</param>
/// <param name="Maintenance">Whether all its errors are about cordoned nodes or Pods on them.</param>
public sealed record IncidentAnswer(
    string Id,
    string Title,
    string Status,
    string Severity,
    DateTimeOffset StartedAt,
    DateTimeOffset LastErrorAt,
    DateTimeOffset? ClosedAt,
    string? MergedInto,
    long ErrorCount,
    IReadOnlyList<string> ResourceIds,
    long Flares,
    DateTimeOffset? FlaredAt,
    bool Maintenance
)
{
    internal static IncidentAnswer Of(Node node) =>
        new(
            node.Key.Key,
            node["title"].AsString ?? "",
            node["status"].AsString ?? "",
            node["severity"].AsString ?? "",
            Times.Of(node["started_at"]) ?? default,
            Times.Of(node["last_error_at"]) ?? default,
            Times.Of(node["closed_at"]),
            node["merged_into"].AsString,
            node["error_count"].AsInteger ?? 0,
            node["resource_ids"].AsStrings ?? [],
            node["flares"].AsInteger ?? 1,
            Times.Of(node["flared_at"]),
            node["maintenance"].AsBoolean == true
        );
}

/// <summary>A page of incidents, the latest first.</summary>
/// <param name="Incidents">The incidents.</param>
/// <param name="NextCursor">Asks for the next page; absent on the last one.</param>
public sealed record IncidentPage(IReadOnlyList<IncidentAnswer> Incidents, string? NextCursor);

/// <summary>An incident with its errors and its causes.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Errors">Its errors, the earliest first, at most 1,000.</param>
/// <param name="Causes">Its potential causes, the likeliest first.</param>
public sealed record IncidentDetail(
    IncidentAnswer Incident,
    IReadOnlyList<EpisodeAnswer> Errors,
    IReadOnlyList<CauseAnswer> Causes
);

/// <summary>Something that happened.</summary>
/// <param name="EventId">Its identity.</param>
/// <param name="EventTime">When it last occurred.</param>
/// <param name="FirstTime">When it first occurred.</param>
/// <param name="Count">How often.</param>
/// <param name="Source">What reported it.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Message">The report.</param>
/// <param name="Resource">The id of the object that it is about.</param>
/// <param name="Cause">The cause that it is evidence of.</param>
public sealed record EpisodeAnswer(
    string EventId,
    DateTimeOffset EventTime,
    DateTimeOffset FirstTime,
    long Count,
    string Source,
    string Severity,
    string Reason,
    string Message,
    string Resource,
    string? Cause
)
{
    internal static EpisodeAnswer Of(Node node)
    {
        var time = Times.Of(node["event_time"]) ?? default;
        return new EpisodeAnswer(
            node.Key.Key,
            time,
            Times.Of(node["first_time"]) ?? time,
            node["count"].AsInteger ?? 1,
            node["source"].AsString ?? "",
            node["severity"].AsString ?? "",
            node["reason"].AsString ?? "",
            node["message"].AsString ?? "",
            node["resource_id"].AsString ?? "",
            node["cause"].AsString
        );
    }
}

/// <summary>Times as the graph keeps them.</summary>
internal static class Times
{
    public static DateTimeOffset? Of(PropertyValue value) =>
        value.AsInteger is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
