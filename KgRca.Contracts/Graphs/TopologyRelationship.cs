using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Graphs;

/// <summary>What the graph keeps of a relationship between two Kubernetes objects.</summary>
/// <param name="ObservedAt">When it was last seen.</param>
/// <param name="Calls">Of a <c>CALLS</c> relationship: how it is known and how the calls went; null where the sender
/// does not say.</param>
public sealed record TopologyRelationship(DateTimeOffset ObservedAt, CallStatistics? Calls = null)
{
    /// <summary>The properties of a relationship of a type.</summary>
    public Property[] ToProperties(EdgeType type) =>
        type != EdgeType.Calls
            ? [new(Names.ObservedAt, ObservedAt)]
            :
            [
                new(Names.ObservedAt, ObservedAt),
                new(Names.Source, Calls is null ? null : WireNames.Of(Calls.Source)),
                new(Names.Rate, Calls?.Rate),
                new(Names.ErrorRatio, Calls?.ErrorRatio),
                new(Names.LatencyP50Ms, Calls?.LatencyP50Ms),
                new(Names.LatencyP95Ms, Calls?.LatencyP95Ms),
            ];

    /// <summary>Reads a relationship; null where it is none between Kubernetes objects.</summary>
    public static TopologyRelationship? From(Relationship relationship) =>
        relationship[Names.ObservedAt].AsTime is { } observedAt
            ? new TopologyRelationship(observedAt, CallsOf(relationship))
            : null;

    private static CallStatistics? CallsOf(Relationship relationship) =>
        WireNames.TryParseCallSource(relationship[Names.Source].AsString, out var source)
            ? new CallStatistics(
                source,
                relationship[Names.Rate].AsFloat,
                relationship[Names.ErrorRatio].AsFloat,
                relationship[Names.LatencyP50Ms].AsFloat,
                relationship[Names.LatencyP95Ms].AsFloat
            )
            : null;

    private static class Names
    {
        public const string ObservedAt = "observed_at";
        public const string Source = "source";
        public const string Rate = "rate";
        public const string ErrorRatio = "error_ratio";
        public const string LatencyP50Ms = "latency_p50_ms";
        public const string LatencyP95Ms = "latency_p95_ms";
    }
}
