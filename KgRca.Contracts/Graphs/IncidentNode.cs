using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Graphs;

/// <summary>Errors that belong together, as the graph keeps them under <see cref="GraphSchema.Incident"/>.</summary>
public sealed record IncidentNode
{
    /// <summary>The status of an incident that has errors within the window.</summary>
    public const string Open = "open";

    /// <summary>The status of an incident that has been quiet for the window.</summary>
    public const string Closed = "closed";

    /// <summary>The status of an incident whose errors another one has taken.</summary>
    public const string Merged = "merged";

    /// <summary>Its identity.</summary>
    public required string Id { get; init; }

    /// <summary>Onset of the earliest error.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Time of the latest error.</summary>
    public required DateTimeOffset LastErrorAt { get; init; }

    /// <summary><see cref="Open"/>, <see cref="Closed"/> or <see cref="Merged"/>.</summary>
    public required string Status { get; init; }

    /// <summary>When it became quiet for the window; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The incident that took its errors; null unless it is merged.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The worst of its errors; critical where five workloads or more are in error.</summary>
    public required Severity Severity { get; init; }

    /// <summary>One line for a person: the first cause and the object to fix.</summary>
    public required string Title { get; init; }

    /// <summary>Errors that belong to it, including those beyond the links that are kept.</summary>
    public required long ErrorCount { get; init; }

    /// <summary>What is not known and might explain more, in sentences.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Whether its causes are due to be ranked again.</summary>
    public bool IsStale { get; init; }

    /// <summary>The objects in error, in order of onset.</summary>
    public IReadOnlyList<string> ResourceIds { get; init; } = [];

    /// <summary>How often it was opened again after it was closed.</summary>
    public long Reopenings { get; init; }

    /// <summary>When it was opened again the last time.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>When what failed was seen to work again; null while it does not.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Whether all its errors are about cordoned nodes or Pods on them.</summary>
    public bool IsMaintenance { get; init; }

    /// <summary>The node of an incident.</summary>
    public static NodeKey KeyOf(string id) => new(GraphSchema.Incident, id);

    /// <summary>Everything but the id. Absent values are null, which removes them.</summary>
    /// <param name="withResources">Whether <see cref="ResourceIds"/> are written; they may be long, and seldom
    /// change.</param>
    public Property[] ToProperties(bool withResources = true) =>
        withResources
            ? [.. WithoutResources(), new(Names.ResourceIds, PropertyValue.NonEmpty([.. ResourceIds]))]
            : WithoutResources();

    private Property[] WithoutResources() =>
        [
            new(Names.StartedAt, StartedAt),
            new(Names.LastErrorAt, LastErrorAt),
            new(Names.Status, Status),
            new(Names.ClosedAt, ClosedAt),
            new(Names.MergedInto, MergedInto),
            new(Names.Severity, WireNames.Of(Severity)),
            new(Names.Title, Title),
            new(Names.ErrorCount, ErrorCount),
            new(Names.Unknown, PropertyValue.NonEmpty([.. Unknown])),
            new(Names.Stale, PropertyValue.Flag(IsStale)),
            new(Names.Reopenings, Reopenings > 0 ? Reopenings : (long?)null),
            new(Names.ReopenedAt, ReopenedAt),
            new(Names.ResolvedAt, ResolvedAt),
            new(Names.Maintenance, PropertyValue.Flag(IsMaintenance)),
        ];

    /// <summary>What changes on an incident whose errors another one takes.</summary>
    public static Property[] MergedProperties(string into) =>
        [
            new(Names.Status, Merged),
            new(Names.MergedInto, into),
            new(Names.ClosedAt, PropertyValue.Null),
            new(Names.Stale, PropertyValue.Null),
        ];

    /// <summary>Reads a node.</summary>
    /// <exception cref="InvalidDataException">It lacks what every incident has.</exception>
    public static IncidentNode From(Node node) =>
        new()
        {
            Id = node.Key.Key,
            StartedAt = node[Names.StartedAt].AsTime ?? throw Damage.Of(node.Key, Names.StartedAt),
            LastErrorAt = node[Names.LastErrorAt].AsTime ?? throw Damage.Of(node.Key, Names.LastErrorAt),
            Status = node[Names.Status].AsString ?? throw Damage.Of(node.Key, Names.Status),
            ClosedAt = node[Names.ClosedAt].AsTime,
            MergedInto = node[Names.MergedInto].AsString,
            Severity = WireNames.TryParseSeverity(node[Names.Severity].AsString, out var severity)
                ? severity
                : throw Damage.Of(node.Key, Names.Severity),
            Title = node[Names.Title].AsString ?? "",
            ErrorCount = node[Names.ErrorCount].AsInteger ?? 0,
            Unknown = node[Names.Unknown].AsStrings ?? [],
            IsStale = node[Names.Stale].AsBoolean == true,
            ResourceIds = node[Names.ResourceIds].AsStrings ?? [],
            Reopenings = node[Names.Reopenings].AsInteger ?? 0,
            ReopenedAt = node[Names.ReopenedAt].AsTime,
            ResolvedAt = node[Names.ResolvedAt].AsTime,
            IsMaintenance = node[Names.Maintenance].AsBoolean == true,
        };

    /// <summary>How the properties are spelled.</summary>
    public static class Names
    {
        /// <summary>See <see cref="IncidentNode.StartedAt"/>.</summary>
        public const string StartedAt = "started_at";

        /// <summary>See <see cref="IncidentNode.LastErrorAt"/>.</summary>
        public const string LastErrorAt = "last_error_at";

        /// <summary>See <see cref="IncidentNode.Status"/>.</summary>
        public const string Status = "status";

        /// <summary>See <see cref="IncidentNode.ResourceIds"/>.</summary>
        public const string ResourceIds = "resource_ids";

        /// <summary>See <see cref="IncidentNode.Unknown"/>.</summary>
        public const string Unknown = "unknown";

        internal const string ClosedAt = "closed_at";
        internal const string MergedInto = "merged_into";
        internal const string Severity = "severity";
        internal const string Title = "title";
        internal const string ErrorCount = "error_count";
        internal const string Stale = "stale";
        internal const string Reopenings = "reopenings";
        internal const string ReopenedAt = "reopened_at";
        internal const string ResolvedAt = "resolved_at";
        internal const string Maintenance = "maintenance";
    }
}
