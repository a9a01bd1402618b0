using KgRca.Api.Causes;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;

namespace KgRca.Api.Incidents;

/// <summary>Errors that belong together.</summary>
/// <param name="Id">The incident's id.</param>
/// <param name="Title">One line: what is wrong, and with what.</param>
/// <param name="Status"><c>open</c>, <c>closed</c>, or <c>merged</c> into another incident.</param>
/// <param name="Severity">The highest severity of its errors; <c>critical</c> when five or more workloads
/// fail.</param>
/// <param name="StartedAt">When the earliest error began.</param>
/// <param name="LastErrorAt">When the latest error occurred.</param>
/// <param name="ClosedAt">When it was closed; absent while it is open.</param>
/// <param name="MergedInto">The incident that it was merged into.</param>
/// <param name="ErrorCount">How many errors it has.</param>
/// <param name="ResourceIds">Ids of the first 100 failing objects, in the order in which they started to fail.</param>
/// <param name="ResourceCount">How many objects fail.</param>
/// <param name="Reopenings">How often it was reopened because the same thing failed again.</param>
/// <param name="ReopenedAt">When it was last reopened.</param>
/// <param name="Maintenance">Whether all its errors are about cordoned nodes or Pods on them.</param>
/// <param name="FirstCause">The most likely cause; absent if none was found.</param>
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
    int ResourceCount,
    long Reopenings,
    DateTimeOffset? ReopenedAt,
    bool Maintenance,
    FirstCauseAnswer? FirstCause
)
{
    private const int MaxResources = 100;

    internal static IncidentAnswer Of(IncidentNode incident, FirstCauseAnswer? firstCause) =>
        new(
            incident.Id,
            incident.Title,
            incident.Status,
            WireNames.Of(incident.Severity),
            incident.StartedAt,
            incident.LastErrorAt,
            incident.ClosedAt,
            incident.MergedInto,
            incident.ErrorCount,
            [.. incident.ResourceIds.Take(MaxResources)],
            incident.ResourceIds.Count,
            incident.Reopenings,
            incident.ReopenedAt,
            incident.IsMaintenance,
            firstCause
        );
}

/// <summary>A page of incidents, latest first.</summary>
/// <param name="Incidents">The incidents.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; absent on the last page.</param>
public sealed record IncidentPage(IReadOnlyList<IncidentAnswer> Incidents, string? NextCursor);

/// <summary>An incident with its errors and causes.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Errors">The first page of its errors, earliest first.</param>
/// <param name="ErrorsNextCursor">Pass it as cursor to <c>/incidents/{id}/errors</c> to get more; absent if these are
/// all.</param>
/// <param name="Causes">Its potential causes, the likeliest first.</param>
/// <param name="Unknown">What is not known and might explain more, in sentences.</param>
public sealed record IncidentDetail(
    IncidentAnswer Incident,
    IReadOnlyList<EpisodeAnswer> Errors,
    string? ErrorsNextCursor,
    IReadOnlyList<CauseAnswer> Causes,
    IReadOnlyList<string> Unknown
);

/// <summary>A page of an incident's errors, earliest first.</summary>
/// <param name="Errors">The errors.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; absent on the last page.</param>
public sealed record ErrorPage(IReadOnlyList<EpisodeAnswer> Errors, string? NextCursor);

/// <summary>An event, a log line, an alert or a finding.</summary>
/// <param name="EventId">Its id.</param>
/// <param name="EventTime">When it last occurred.</param>
/// <param name="FirstTime">When it first occurred.</param>
/// <param name="Count">How often it occurred.</param>
/// <param name="Source">What reported it, such as <c>k8s.event</c>, or <c>detector</c> for a finding.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Reason">Its reason, such as <c>BackOff</c>.</param>
/// <param name="Message">Its message. Of one with more than 32,768 characters the middle was left out, and the message
/// says so.</param>
/// <param name="Resource">The id of the object that it is about.</param>
/// <param name="Cause">The known cause that it is evidence of; absent if it is none.</param>
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
        var episode = EpisodicNode.From(node);
        return new EpisodeAnswer(
            episode.EventId,
            episode.EventTime,
            episode.FirstTime ?? episode.EventTime,
            episode.Count,
            episode.Source,
            WireNames.Of(episode.Severity),
            episode.Reason,
            episode.Message,
            episode.ResourceId,
            episode.Cause
        );
    }
}
