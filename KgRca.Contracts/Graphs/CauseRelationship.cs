using KgRca.Contracts.Records;

namespace KgRca.Contracts.Graphs;

/// <summary>
/// That an episode may have caused an incident, as the graph keeps it under <see cref="GraphSchema.PotentialCause"/>.
/// </summary>
public sealed record CauseRelationship
{
    /// <summary>From 1, the likeliest.</summary>
    public required long Rank { get; init; }

    /// <summary>How likely it is the cause, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>0.4 · temporal + 0.3 · distance + 0.3 · domain.</summary>
    public double PublishedScore { get; init; }

    /// <summary>1 − Δt / 900 s.</summary>
    public double TemporalScore { get; init; }

    /// <summary>1 / (hops + 1).</summary>
    public double DistanceScore { get; init; }

    /// <summary>How well kinds and reasons fit, 0 to 1.</summary>
    public double DomainScore { get; init; }

    /// <summary>What the order rests on.</summary>
    public double RankScore { get; init; }

    /// <summary>The part that the episode plays.</summary>
    public string? Role { get; init; }

    /// <summary>Relationships between the cause's object and the one in error.</summary>
    public long Hops { get; init; }

    /// <summary>The cause, of the list of causes; else the episode's reason.</summary>
    public required string Cause { get; init; }

    /// <summary>The object to fix.</summary>
    public required ObjectReference Object { get; init; }

    /// <summary>The workload that suffers; null where it is not known.</summary>
    public ObjectReference? Workload { get; init; }

    /// <summary>What to do next, made from the case; null where there is only the cause's general advice.</summary>
    public string? NextStep { get; init; }

    /// <summary>Ids of the objects from the cause's to the one in error.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>What read the cause from its episode, with the version of the rules.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Ids of the errors that it explains, the earliest of each reason.</summary>
    public IReadOnlyList<string> Effects { get; init; } = [];

    /// <summary>What speaks against it, in sentences.</summary>
    public IReadOnlyList<string> Against { get; init; } = [];

    /// <summary>What happened, why that leads to the symptom, and how long before.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>The relationship between an episode and an incident.</summary>
    public static RelationshipKey KeyOf(string eventId, string incidentId) =>
        new(GraphSchema.PotentialCause, EpisodicNode.KeyOf(eventId), IncidentNode.KeyOf(incidentId));

    /// <summary>Everything but <see cref="Names.CreatedAt"/>. Absent values are null, which removes them.</summary>
    public Property[] ToProperties() =>
        [
            new(Names.Rank, Rank),
            new(Names.Confidence, Confidence),
            new(Names.PublishedScore, PublishedScore),
            new(Names.TemporalScore, TemporalScore),
            new(Names.DistanceScore, DistanceScore),
            new(Names.DomainScore, DomainScore),
            new(Names.RankScore, RankScore),
            new(Names.Role, Role),
            new(Names.Hops, Hops),
            new(Names.Cause, Cause),
            Names.Object.KindOf(Object),
            Names.Object.NamespaceOf(Object),
            Names.Object.NameOf(Object),
            Names.Workload.KindOf(Workload),
            Names.Workload.NamespaceOf(Workload),
            Names.Workload.NameOf(Workload),
            new(Names.NextStep, NextStep),
            new(Names.Path, (string[])[.. Path]),
            new(Names.Rule, Rule),
            new(Names.Effects, (string[])[.. Effects]),
            new(Names.Against, PropertyValue.NonEmpty([.. Against])),
            new(Names.Explanation, Explanation),
        ];

    /// <summary>Reads a relationship's properties.</summary>
    public static CauseRelationship From(IReadOnlyList<Property> link) =>
        new()
        {
            Rank = link.Find(Names.Rank).AsInteger ?? 0,
            Confidence = link.Find(Names.Confidence).AsFloat ?? 0,
            PublishedScore = link.Find(Names.PublishedScore).AsFloat ?? 0,
            TemporalScore = link.Find(Names.TemporalScore).AsFloat ?? 0,
            DistanceScore = link.Find(Names.DistanceScore).AsFloat ?? 0,
            DomainScore = link.Find(Names.DomainScore).AsFloat ?? 0,
            RankScore = link.Find(Names.RankScore).AsFloat ?? 0,
            Role = link.Find(Names.Role).AsString,
            Hops = link.Find(Names.Hops).AsInteger ?? 0,
            Cause = link.Find(Names.Cause).AsString ?? "",
            Object = Names.Object.Find(link) ?? new ObjectReference("", ""),
            Workload = Names.Workload.Find(link),
            NextStep = link.Find(Names.NextStep).AsString,
            Path = link.Find(Names.Path).AsStrings ?? [],
            Rule = link.Find(Names.Rule).AsString ?? "",
            Effects = link.Find(Names.Effects).AsStrings ?? [],
            Against = link.Find(Names.Against).AsStrings ?? [],
            Explanation = link.Find(Names.Explanation).AsString ?? "",
        };

    /// <summary>How the properties are spelled.</summary>
    public static class Names
    {
        /// <summary>See <see cref="CauseRelationship.Rank"/>.</summary>
        public const string Rank = "rank";

        /// <summary>When the link was made.</summary>
        public const string CreatedAt = "created_at";

        internal static readonly ObjectProperties Object = new("object_kind", "object_namespace", "object_name");
        internal static readonly ObjectProperties Workload = new(
            "workload_kind",
            "workload_namespace",
            "workload_name"
        );

        internal const string Confidence = "confidence";
        internal const string PublishedScore = "published_score";
        internal const string TemporalScore = "temporal_score";
        internal const string DistanceScore = "distance_score";
        internal const string DomainScore = "domain_score";
        internal const string RankScore = "rank_score";
        internal const string Role = "role";
        internal const string Hops = "hops";
        internal const string Cause = "cause";
        internal const string NextStep = "next_step";
        internal const string Path = "path";
        internal const string Rule = "rule";
        internal const string Effects = "effects";
        internal const string Against = "against";
        internal const string Explanation = "explanation";
    }
}
