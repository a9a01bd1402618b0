namespace KgRca.Graph.Cypher;

/// <summary>What a query may use up.</summary>
/// <param name="MaxRows">Rows returned.</param>
/// <param name="MaxTouched">Nodes, relationships and rows looked at.</param>
/// <param name="MaxHeld">Values held at one time for sorting, grouping and collecting, roughly 32 bytes each.</param>
/// <param name="MaxTime">Time from start to last row.</param>
public sealed record CypherLimits(
    long MaxRows = long.MaxValue,
    long MaxTouched = long.MaxValue,
    long MaxHeld = 10_000_000,
    TimeSpan? MaxTime = null
);
