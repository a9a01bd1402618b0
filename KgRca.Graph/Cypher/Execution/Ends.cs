using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>
/// For each row whose relationship, or list of them, is there already: the nodes at its ends, each way round that the
/// pattern allows.
/// </summary>
/// <param name="input">The rows.</param>
/// <param name="step">The pattern, from its left node to its right one.</param>
/// <param name="leftIsBound">Whether the left node is there.</param>
/// <param name="rightIsBound">Whether the right node is there.</param>
/// <param name="range">How many relationships the list may have; null where it is a single relationship.</param>
internal sealed class Ends(
    Operator input,
    ExpandStep step,
    bool leftIsBound,
    bool rightIsBound,
    (int Min, int Max)? range
) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            if (Relationships(row[step.Relationship]) is not { } relationships)
                continue;
            if (relationships.Any(relationship => !Fits(relationship, row)))
                continue;
            var (left, right) = (row[step.From], row[step.To]);
            foreach (var (from, to) in Walk(relationships, left as CypherNode))
            {
                run.Budget.Touch();
                if (leftIsBound && !Equals(left, from) || rightIsBound && !Equals(right, to))
                    continue;
                row[step.From] = from;
                row[step.To] = to;
                yield return row;
            }
        }
    }

    private List<CypherRelationship>? Relationships(object? value) =>
        value switch
        {
            CypherRelationship relationship when range is null => [relationship],
            CypherList list when range is { } hops && list.Count >= hops.Min && list.Count <= hops.Max =>
            [
                .. list.Cast<CypherRelationship>(),
            ],
            _ => null,
        };

    private bool Fits(CypherRelationship relationship, object?[] row) =>
        (step.Types is null || step.Types.Contains(relationship.Type)) && step.IsNew(relationship, row);

    private IEnumerable<(CypherNode From, CypherNode To)> Walk(List<CypherRelationship> relationships, CypherNode? left)
    {
        if (relationships.Count == 0)
        {
            if (left is not null)
                yield return (left, left);
            yield break;
        }
        var first = relationships[0];
        if (step.Direction != Direction.Incoming && End(relationships, first.Start) is { } to)
            yield return (first.Start, to);
        if (step.Direction == Direction.Outgoing || (step.Direction == Direction.Both && first.StartId == first.EndId))
            yield break;
        if (End(relationships, first.End) is { } back)
            yield return (first.End, back);
    }

    // Where a walk along the relationships ends; null where they do not hang together.
    private CypherNode? End(List<CypherRelationship> relationships, CypherNode at)
    {
        foreach (var relationship in relationships)
        {
            if (relationship.StartId == at.Id && step.Direction != Direction.Incoming)
                at = relationship.End;
            else if (relationship.EndId == at.Id && step.Direction != Direction.Outgoing)
                at = relationship.Start;
            else
                return null;
        }
        return at;
    }
}
