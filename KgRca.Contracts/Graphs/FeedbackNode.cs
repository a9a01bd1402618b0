using KgRca.Contracts.Records;

namespace KgRca.Contracts.Graphs;

/// <summary>An operator's verdict on a cause, as the graph keeps it under <see cref="GraphSchema.Feedback"/>.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="EventId">The cause's episode.</param>
/// <param name="Cause">The cause that was judged.</param>
/// <param name="Verdict"><see cref="Correct"/>, <see cref="Incorrect"/> or <see cref="Withdrawn"/>.</param>
/// <param name="Rank">The rank that the cause had.</param>
/// <param name="Note">The operator's words.</param>
/// <param name="CreatedAt">When it was given.</param>
public sealed record FeedbackNode(
    string IncidentId,
    string EventId,
    string? Cause,
    string Verdict,
    long? Rank,
    string? Note,
    DateTimeOffset? CreatedAt
)
{
    /// <summary>It was the cause.</summary>
    public const string Correct = "correct";

    /// <summary>It was not the cause.</summary>
    public const string Incorrect = "incorrect";

    /// <summary>An earlier verdict was taken back.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>The node: one for each cause of an incident.</summary>
    public NodeKey Key => new(GraphSchema.Feedback, $"{IncidentId}/{EventId}");

    /// <summary>The node of a verdict.</summary>
    public static FeedbackNode Of(CauseVerdict verdict) =>
        new(
            verdict.IncidentId,
            verdict.EventId,
            verdict.Cause,
            verdict.Verdict,
            verdict.Rank,
            verdict.Note,
            verdict.CreatedAt
        );

    /// <summary>Everything but the id.</summary>
    public Property[] ToProperties() =>
        [
            new(Names.IncidentId, IncidentId),
            new(Names.EventId, EventId),
            new(Names.Cause, Cause),
            new(Names.Verdict, Verdict),
            new(Names.Rank, Rank),
            new(Names.Note, Note),
            new(Names.CreatedAt, CreatedAt),
        ];

    /// <summary>Reads a node.</summary>
    public static FeedbackNode From(Node node) =>
        new(
            node[Names.IncidentId].AsString ?? "",
            node[Names.EventId].AsString ?? "",
            node[Names.Cause].AsString,
            node[Names.Verdict].AsString ?? "",
            node[Names.Rank].AsInteger,
            node[Names.Note].AsString,
            node[Names.CreatedAt].AsTime
        );

    /// <summary>How the properties are spelled.</summary>
    public static class Names
    {
        /// <summary>See <see cref="FeedbackNode.IncidentId"/>.</summary>
        public const string IncidentId = "incident_id";

        /// <summary>See <see cref="FeedbackNode.CreatedAt"/>.</summary>
        public const string CreatedAt = "created_at";

        internal const string EventId = "event_id";
        internal const string Cause = "cause";
        internal const string Verdict = "verdict";
        internal const string Rank = "rank";
        internal const string Note = "note";
    }
}
