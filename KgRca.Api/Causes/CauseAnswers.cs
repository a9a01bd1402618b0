using System.ComponentModel.DataAnnotations;
using KgRca.Api.Findings;

namespace KgRca.Api.Causes;

/// <summary>Why an incident happened.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Causes">Its potential causes, the likeliest first, at most ten.</param>
/// <param name="Unknown">What was not known when they were ranked and might have said more, in sentences.</param>
public sealed record RcaAnswer(string IncidentId, IReadOnlyList<CauseAnswer> Causes, IReadOnlyList<string> Unknown);

/// <summary>A potential cause.</summary>
/// <param name="EventId">The episode that is evidence of it.</param>
/// <param name="Rank">From 1, the likeliest.</param>
/// <param name="Confidence">
/// From 0 to 1: 0.4 · temporal + 0.3 · distance + 0.3 · domain, times what is known beyond them: whether it can be an
/// origin, what speaks against it, and operators' verdicts.
/// </param>
/// <param name="Reason">The episode's reason.</param>
/// <param name="Message">The episode's report.</param>
/// <param name="Resource">The id of the object that the episode is about.</param>
/// <param name="Timestamp">When it last occurred, in seconds since 1970 UTC.</param>
/// <param name="Cause">The cause, of the platform's list of causes; the episode's reason where it is evidence of
/// none.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Meaning">What the cause means; absent where it is not on the list.</param>
/// <param name="NextStep">What to do next; absent where it is not on the list.</param>
/// <param name="Object">Whom to mend.</param>
/// <param name="Scores">The parts of the published score, from which the confidence is made.</param>
/// <param name="Path">Ids of the objects from the cause's to the one in error.</param>
/// <param name="Explanation">What the answer rests on, in plain words.</param>
/// <param name="Proof">The same, to be checked.</param>
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
    CauseScoresAnswer Scores,
    IReadOnlyList<string> Path,
    string Explanation,
    CauseProofAnswer Proof
);

/// <summary>What an answer rests on.</summary>
/// <param name="Rule">The rule that read the cause from its episode, with the version of the rules behind an at
/// sign.</param>
/// <param name="Facts">Ids of episodes: the cause's own, and then the errors that it explains.</param>
/// <param name="Evidence">The members and values of objects that the rule saw, where a detector found the
/// cause.</param>
/// <param name="Against">What speaks against it, in sentences.</param>
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
public sealed record CauseObject(string Kind, string? Namespace, string Name);

/// <summary>The published score's parts, each from 0 to 1.</summary>
/// <param name="Temporal">1 − Δt / 900 s.</param>
/// <param name="Distance">1 / (hops + 1).</param>
/// <param name="Domain">How well kinds and reasons fit.</param>
public sealed record CauseScoresAnswer(double Temporal, double Distance, double Domain);

/// <summary>What an operator found out about a cause.</summary>
public enum Verdict
{
    /// <summary>It was the cause.</summary>
    Correct,

    /// <summary>It was not.</summary>
    Incorrect,

    /// <summary>An earlier verdict is taken back.</summary>
    Withdrawn,
}

/// <summary>A verdict on a cause.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="EventId">The cause's episode.</param>
/// <param name="Verdict"><c>correct</c>, <c>incorrect</c>, or <c>withdrawn</c> to take an earlier one back.</param>
/// <param name="Note">Anything to remember, at most 2,000 characters.</param>
public sealed record FeedbackRequest(
    [property: Required, StringLength(100, MinimumLength = 1)] string? IncidentId,
    [property: Required, StringLength(256, MinimumLength = 1)] string? EventId,
    [property: Required] Verdict? Verdict,
    [property: StringLength(2_000)] string? Note = null
);

/// <summary>A verdict as it was stored. A later one on the same cause replaces it.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="EventId">The cause's episode.</param>
/// <param name="Verdict">Whether it was the cause.</param>
/// <param name="Rank">The rank that the cause has.</param>
public sealed record FeedbackAnswer(string IncidentId, string EventId, Verdict Verdict, long Rank);
