using System.ComponentModel.DataAnnotations;
using KgRca.Api.Findings;
using KgRca.Contracts.Records;

namespace KgRca.Api.Causes;

/// <summary>Why an incident happened.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Causes">Up to ten potential causes, the likeliest first.</param>
/// <param name="Unknown">What is not known and might explain more, in sentences.</param>
public sealed record RcaAnswer(string IncidentId, IReadOnlyList<CauseAnswer> Causes, IReadOnlyList<string> Unknown);

/// <summary>A potential cause.</summary>
/// <param name="EventId">The event, log line, alert or finding that shows it.</param>
/// <param name="Rank">1 is the likeliest.</param>
/// <param name="Confidence">
/// How likely this is the root cause, 0 to 1. It starts from 0.4 · temporal + 0.3 · distance + 0.3 · domain and is
/// adjusted by whether this can be a root cause at all, by evidence against it, and by your feedback.
/// </param>
/// <param name="Reason">The event's reason, such as OOMKilled.</param>
/// <param name="Message">The event's message.</param>
/// <param name="Resource">The id of the object that the event is about.</param>
/// <param name="Timestamp">When it last occurred, in seconds since 1970 UTC.</param>
/// <param name="Cause">The cause's id, or the event's reason if it matches no known cause.</param>
/// <param name="Title">The cause in a few words.</param>
/// <param name="Meaning">What the cause means; absent if it is not a known cause.</param>
/// <param name="NextStep">What to do next; absent if it is not a known cause.</param>
/// <param name="Object">The object to change.</param>
/// <param name="Workload">The workload that is affected; absent if it is not known.</param>
/// <param name="Scores">The parts of the published score.</param>
/// <param name="Path">Ids of the objects on the way from the cause to the failing object.</param>
/// <param name="Explanation">What happened, how it leads to the symptom, and how long before.</param>
/// <param name="Proof">The evidence behind it.</param>
public sealed record CauseAnswer(
    string EventId,
    long Rank,
    double Confidence,
    string Reason,
    string Message,
    string Resource,
    long Timestamp,
    string Cause,
    string Title,
    string? Meaning,
    string? NextStep,
    CauseObject Object,
    CauseObject? Workload,
    CauseScoresAnswer Scores,
    IReadOnlyList<string> Path,
    string Explanation,
    CauseProofAnswer Proof
);

/// <summary>The first cause of an incident.</summary>
/// <param name="EventId">The event, log line, alert or finding that shows it.</param>
/// <param name="Cause">The cause's id, or the event's reason if it matches no known cause.</param>
/// <param name="Title">The cause in a few words.</param>
/// <param name="Confidence">How likely it is the root cause, 0 to 1.</param>
/// <param name="Object">The object to change.</param>
/// <param name="Workload">The workload that is affected; absent if it is not known.</param>
public sealed record FirstCauseAnswer(
    string EventId,
    string Cause,
    string Title,
    double Confidence,
    CauseObject Object,
    CauseObject? Workload
);

/// <summary>The evidence behind a cause.</summary>
/// <param name="Rule">The rule that found the cause, and the version of the rules after an @.</param>
/// <param name="Facts">Ids of events: the cause's own, then those of the errors that it explains.</param>
/// <param name="Evidence">The fields and values of Kubernetes objects that the rule looked at.</param>
/// <param name="Against">Evidence against it, in sentences.</param>
public sealed record CauseProofAnswer(
    string Rule,
    IReadOnlyList<string> Facts,
    IReadOnlyList<EvidenceAnswer> Evidence,
    IReadOnlyList<string> Against
);

/// <summary>A Kubernetes object.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; absent for a cluster-scoped object.</param>
/// <param name="Name">Its name.</param>
public sealed record CauseObject(string Kind, string? Namespace, string Name)
{
    internal static CauseObject Of(ObjectReference item) => new(item.Kind, item.Namespace, item.Name);
}

/// <summary>The published score's parts, each from 0 to 1.</summary>
/// <param name="Temporal">1 − Δt / 900 s.</param>
/// <param name="Distance">1 / (hops + 1).</param>
/// <param name="Domain">How well the kinds and reasons of cause and symptom fit.</param>
public sealed record CauseScoresAnswer(double Temporal, double Distance, double Domain);

/// <summary>An operator's verdict on a cause.</summary>
public enum Verdict
{
    /// <summary>It was the root cause.</summary>
    Correct,

    /// <summary>It was not.</summary>
    Incorrect,

    /// <summary>Takes back an earlier verdict.</summary>
    Withdrawn,
}

/// <summary>A verdict on a cause.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="EventId">The cause's event_id.</param>
/// <param name="Verdict"><c>correct</c>, <c>incorrect</c>, or <c>withdrawn</c> to take back an earlier verdict.</param>
/// <param name="Note">A comment, up to 2,000 characters.</param>
public sealed record FeedbackRequest(
    [property: Required(ErrorMessage = "incident_id is required.")]
    [property: StringLength(100, ErrorMessage = "incident_id must have at most 100 characters.")]
        string? IncidentId,
    [property: Required(ErrorMessage = "event_id is required.")]
    [property: StringLength(256, ErrorMessage = "event_id must have at most 256 characters.")]
        string? EventId,
    [property: Required(ErrorMessage = "verdict is required.")] Verdict? Verdict,
    [property: StringLength(2_000, ErrorMessage = "note must have at most 2000 characters.")] string? Note = null
);

/// <summary>The verdict as stored. A later verdict on the same cause replaces it.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="EventId">The cause's event_id.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Rank">The cause's rank.</param>
public sealed record FeedbackAnswer(string IncidentId, string EventId, Verdict Verdict, long Rank);
