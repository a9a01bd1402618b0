namespace KgRca.Graph.Cypher.Syntax;

/// <summary>
/// Nodes with the relationships between them, in the order written: one node more than relationships.
/// </summary>
/// <param name="Variable">The path's name.</param>
/// <param name="Shortest">Whether only shortest paths are wanted.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Relationships">The relationships.</param>
internal sealed record PathPattern(
    string? Variable,
    ShortestKind Shortest,
    Items<NodePattern> Nodes,
    Items<RelationshipPattern> Relationships
)
{
    /// <summary>Where it begins.</summary>
    public Place At { get; init; }
}

/// <summary><c>(variable:Label {property: value} WHERE condition)</c>.</summary>
internal sealed record NodePattern(string? Variable, LabelExpression? Label, Expression? Properties, Expression? Where)
{
    /// <summary>Where it begins.</summary>
    public Place At { get; init; }
}

/// <summary><c>-[variable:TYPE*1..3 {property: value} WHERE condition]-></c>.</summary>
internal sealed record RelationshipPattern(
    string? Variable,
    LabelExpression? Type,
    PatternDirection Direction,
    HopRange? Hops,
    Expression? Properties,
    Expression? Where
)
{
    /// <summary>Where it begins.</summary>
    public Place At { get; init; }
}

/// <summary>How many relationships in a row: <c>*1..3</c>. No end means any number.</summary>
internal sealed record HopRange(long? From, long? To)
{
    public int Min => (int)Math.Min(From ?? 1, int.MaxValue);

    public int Max => (int)Math.Min(To ?? int.MaxValue, int.MaxValue);
}

internal enum PatternDirection
{
    Right,
    Left,
    Either,
}

internal enum ShortestKind
{
    None,
    One,
    All,
}

/// <summary>What a node's labels or a relationship's type must be.</summary>
internal abstract record LabelExpression;

/// <summary>One label or type.</summary>
internal sealed record LabelName(string Name) : LabelExpression;

/// <summary>Any label or type: <c>%</c>.</summary>
internal sealed record AnyLabel : LabelExpression;

/// <summary><c>!label</c>.</summary>
internal sealed record NotLabel(LabelExpression Operand) : LabelExpression;

/// <summary><c>a&amp;b</c>, and <c>a:b</c>, which <paramref name="IsColon"/> tells.</summary>
internal sealed record AndLabel(LabelExpression Left, LabelExpression Right, bool IsColon) : LabelExpression;

/// <summary><c>a|b</c>.</summary>
internal sealed record OrLabel(LabelExpression Left, LabelExpression Right) : LabelExpression;
