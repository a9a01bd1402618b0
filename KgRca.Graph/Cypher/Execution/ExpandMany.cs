using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>
/// For each row, each walk of several relationships from a node, none of them twice; with the node where it ends.
/// </summary>
/// <param name="input">The rows.</param>
/// <param name="step">The step that is repeated.</param>
/// <param name="min">How many relationships at least.</param>
/// <param name="max">How many at most.</param>
/// <param name="element">The slot where <paramref name="condition"/> finds a relationship.</param>
/// <param name="condition">What each relationship must fulfil; null for nothing.</param>
/// <param name="isReversed">Whether the pattern is followed from its right end, so that the list is turned round.
/// </param>
internal sealed class ExpandMany(
    Operator input,
    ExpandStep step,
    int min,
    int max,
    int element,
    Evaluator? condition,
    bool isReversed
) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            if (ExpandStep.Node(row[step.From]) is not { } from)
                continue;
            var to = step.IsInto ? ExpandStep.Node(row[step.To]) : null;
            if (step.IsInto && to is null)
                continue;
            foreach (var (walk, end) in Walks(from, row, run))
            {
                if (walk.Count < min || (to is not null && end.Id != to.Id))
                    continue;
                row[step.Relationship] = ListOf(walk);
                if (to is null)
                    row[step.To] = end;
                yield return row;
            }
        }
    }

    private CypherList ListOf(List<CypherRelationship> walk)
    {
        var list = walk.ToArray<object?>();
        if (isReversed)
            Array.Reverse(list);
        return new CypherList(list);
    }

    // Depth first, without recursion: a walk may be as long as the graph has relationships.
    private IEnumerable<(List<CypherRelationship> Walk, CypherNode End)> Walks(
        CypherNode from,
        object?[] row,
        QueryRun run
    )
    {
        var walk = new List<CypherRelationship>();
        yield return (walk, from);
        if (max == 0)
            yield break;
        var open = new Stack<(CypherNode Node, IEnumerator<CypherRelationship> Ahead)>();
        open.Push((from, Next(from, run)));
        try
        {
            while (open.TryPeek(out var top))
            {
                if (!top.Ahead.MoveNext())
                {
                    open.Pop().Ahead.Dispose();
                    if (walk.Count > 0)
                        walk.RemoveAt(walk.Count - 1);
                    continue;
                }
                run.Budget.Touch();
                var relationship = top.Ahead.Current;
                if (!Fits(relationship, walk, row, run))
                    continue;
                var end = ExpandStep.OtherEnd(relationship, top.Node);
                walk.Add(relationship);
                yield return (walk, end);
                if (walk.Count < max)
                    open.Push((end, Next(end, run)));
                else
                    walk.RemoveAt(walk.Count - 1);
            }
        }
        finally
        {
            foreach (var (_, rest) in open)
                rest.Dispose();
        }
    }

    private IEnumerator<CypherRelationship> Next(CypherNode node, QueryRun run) =>
        run.Graph.Expand(node, step.Direction, step.Types).GetEnumerator();

    private bool Fits(CypherRelationship relationship, List<CypherRelationship> walk, object?[] row, QueryRun run)
    {
        foreach (var before in walk)
            if (before.Id == relationship.Id)
                return false;
        if (!step.IsNew(relationship, row))
            return false;
        row[element] = relationship;
        return condition is null || condition(run) is true;
    }
}
