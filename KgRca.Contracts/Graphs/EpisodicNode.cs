using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Graphs;

/// <summary>
/// An event, a high-signal log line, an alert, an escalation or a finding, as the graph keeps it under
/// <see cref="GraphSchema.Episodic"/>.
/// </summary>
public sealed record EpisodicNode
{
    /// <summary>The state of a finding that holds.</summary>
    public const string Active = "active";

    /// <summary>The state of a finding that no longer holds.</summary>
    public const string Resolved = "resolved";

    /// <summary>Its identity.</summary>
    public required string EventId { get; init; }

    /// <summary>When it last occurred.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>When it first occurred; stored only where it differs from <see cref="EventTime"/>.</summary>
    public DateTimeOffset? FirstTime { get; init; }

    /// <summary>How often it occurred; stored only above 1.</summary>
    public long Count { get; init; } = 1;

    /// <summary>A source of the wire format, or <c>escalation</c> or <c>detector</c>.</summary>
    public required string Source { get; init; }

    /// <summary>As recorded; never rewritten.</summary>
    public required Severity Severity { get; init; }

    /// <summary>As recorded.</summary>
    public required string Reason { get; init; }

    /// <summary>As recorded.</summary>
    public required string Message { get; init; }

    /// <summary>The id of the object that it is about.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Of a log line: the container that wrote it.</summary>
    public string? Container { get; init; }

    /// <summary>Of an escalation: whether a log line was repeated.</summary>
    public bool IsFromLog { get; init; }

    /// <summary>Of a log line: whether the container has said the same before.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Whether an error was there before the platform first looked; it opens no incident by itself.</summary>
    public bool IsPreexisting { get; init; }

    /// <summary>Of a finding that says something is absent: the kinds that had to be known completely.</summary>
    public IReadOnlyList<string> AbsentFrom { get; init; } = [];

    /// <summary>The cause that it is evidence of; null for none.</summary>
    public string? Cause { get; init; }

    /// <summary>The part it can play: <c>Origin</c>, <c>Change</c>, <c>Latent</c> or <c>Symptom</c>; null where nothing
    /// is known.</summary>
    public string? Role { get; init; }

    /// <summary>Of a finding: <see cref="Active"/> or <see cref="Resolved"/>.</summary>
    public string? FindingState { get; init; }

    /// <summary>When a finding, an alert or a silence ended; null while it holds, and for all else.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Of a finding or a change: id of an object, field and value, separated by tabs.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The node of an event.</summary>
    public static NodeKey KeyOf(string eventId) => new(GraphSchema.Episodic, eventId);

    /// <summary>Everything but the id. Absent values are null, which removes them.</summary>
    public Property[] ToProperties() =>
        [
            new(Names.EventTime, EventTime),
            new(Names.FirstTime, FirstTime == EventTime ? null : FirstTime),
            new(Names.Count, Count > 1 ? Count : (long?)null),
            new(Names.Source, Source),
            new(Names.Severity, WireNames.Of(Severity)),
            new(Names.Reason, Reason),
            new(Names.Message, Message),
            new(Names.ResourceId, ResourceId),
            new(Names.Container, Container),
            new(Names.FromLog, PropertyValue.Flag(IsFromLog)),
            new(Names.Baseline, PropertyValue.Flag(IsBaseline)),
            new(Names.Preexisting, PropertyValue.Flag(IsPreexisting)),
            new(Names.AbsentFrom, PropertyValue.NonEmpty([.. AbsentFrom])),
            new(Names.Cause, Cause),
            new(Names.Role, Role),
            new(Names.FindingState, FindingState),
            new(Names.ResolvedAt, ResolvedAt),
            new(Names.Evidence, PropertyValue.NonEmpty([.. Evidence])),
        ];

    /// <summary>Reads a node.</summary>
    /// <exception cref="InvalidDataException">It lacks what every episode has.</exception>
    public static EpisodicNode From(Node node) =>
        new()
        {
            EventId = node.Key.Key,
            EventTime = node[Names.EventTime].AsTime ?? throw Damage.Of(node.Key, Names.EventTime),
            FirstTime = node[Names.FirstTime].AsTime,
            Count = node[Names.Count].AsInteger ?? 1,
            Source = node[Names.Source].AsString ?? "",
            Severity = WireNames.TryParseSeverity(node[Names.Severity].AsString, out var severity)
                ? severity
                : throw Damage.Of(node.Key, Names.Severity),
            Reason = node[Names.Reason].AsString ?? "",
            Message = node[Names.Message].AsString ?? "",
            ResourceId = node[Names.ResourceId].AsString ?? throw Damage.Of(node.Key, Names.ResourceId),
            Container = node[Names.Container].AsString,
            IsFromLog = node[Names.FromLog].AsBoolean == true,
            IsBaseline = node[Names.Baseline].AsBoolean == true,
            IsPreexisting = node[Names.Preexisting].AsBoolean == true,
            AbsentFrom = node[Names.AbsentFrom].AsStrings ?? [],
            Cause = node[Names.Cause].AsString,
            Role = node[Names.Role].AsString,
            FindingState = node[Names.FindingState].AsString,
            ResolvedAt = node[Names.ResolvedAt].AsTime,
            Evidence = node[Names.Evidence].AsStrings ?? [],
        };

    /// <summary>How the properties are spelled.</summary>
    public static class Names
    {
        /// <summary>See <see cref="EpisodicNode.EventTime"/>.</summary>
        public const string EventTime = "event_time";

        /// <summary>See <see cref="EpisodicNode.FirstTime"/>.</summary>
        public const string FirstTime = "first_time";

        /// <summary>See <see cref="EpisodicNode.Count"/>.</summary>
        public const string Count = "count";

        /// <summary>See <see cref="EpisodicNode.Cause"/>.</summary>
        public const string Cause = "cause";

        /// <summary>See <see cref="EpisodicNode.Role"/>.</summary>
        public const string Role = "role";

        /// <summary>See <see cref="EpisodicNode.FindingState"/>.</summary>
        public const string FindingState = "finding_state";

        /// <summary>See <see cref="EpisodicNode.ResolvedAt"/>.</summary>
        public const string ResolvedAt = "resolved_at";

        internal const string Source = "source";
        internal const string Severity = "severity";
        internal const string Reason = "reason";
        internal const string Message = "message";
        internal const string ResourceId = "resource_id";
        internal const string Container = "container";
        internal const string FromLog = "from_log";
        internal const string Baseline = "baseline";
        internal const string Preexisting = "preexisting";
        internal const string AbsentFrom = "absent_from";
        internal const string Evidence = "evidence";
    }
}
