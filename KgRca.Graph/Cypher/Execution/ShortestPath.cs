using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>For each row, the shortest path between two nodes that are there; or each of the shortest.</summary>
/// <param name="input">The rows.</param>
/// <param name="step">The step that is repeated.</param>
/// <param name="range">How many relationships the path may have.</param>
/// <param name="isSingle">Whether the pattern has exactly one relationship, which is then no list.</param>
/// <param name="element">The slot where <paramref name="condition"/> finds a relationship.</param>
/// <param name="condition">What each relationship must fulfil; null for nothing.</param>
/// <param name="path">The slot of the path; null where it has no name.</param>
/// <param name="all">Whether all of the shortest are wanted.</param>
internal sealed class ShortestPath(
    Operator input,
    ExpandStep step,
    (int Min, int Max) range,
    bool isSingle,
    int element,
    Evaluator? condition,
    int? path,
    bool all
) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            if (ExpandStep.Node(row[step.From]) is not { } from || ExpandStep.Node(row[step.To]) is not { } to)
                continue;
            foreach (var found in Find(from, to, run))
            {
                row[step.Relationship] = isSingle ? found.Relationships[0] : new CypherList(found.Relationships);
                if (path is { } slot)
                    row[slot] = found;
                yield return row;
                if (!all)
                    break;
            }
        }
    }

    private IEnumerable<CypherPath> Find(CypherNode from, CypherNode to, QueryRun run)
    {
        if (from.Id == to.Id)
        {
            if (range.Min == 0)
                yield return new CypherPath([from], []);
            yield break;
        }
        var forward = new Search(from, step.Direction);
        var backward = new Search(to, Opposite(step.Direction));
        while (forward.Depth + backward.Depth < range.Max)
        {
            var side = forward.Frontier.Count <= backward.Frontier.Count ? forward : backward;
            Widen(side, run);
            if (side.Frontier.Count == 0)
                yield break;
            var other = side == forward ? backward : forward;
            if (!side.Frontier.Any(node => other.Reached.ContainsKey(node.Id)))
                continue;
            foreach (var found in Join(forward, backward))
                yield return found;
            yield break;
        }
    }

    // Every shortest path has one node at the depth that was reached from the front.
    private static IEnumerable<CypherPath> Join(Search forward, Search backward)
    {
        var meeting = forward
            .Reached.Values.Where(reached => reached.Depth == forward.Depth)
            .Select(reached => (Front: reached, Back: backward.Reached.GetValueOrDefault(reached.Node.Id)))
            .Where(pair => pair.Back is not null)
            .ToList();
        var shortest = meeting.Min(pair => pair.Back!.Depth);
        return from pair in meeting
            where pair.Back!.Depth == shortest
            from front in forward.WalksTo(pair.Front)
            from back in backward.WalksTo(pair.Back!)
            select PathOf(front, back);
    }

    private static CypherPath PathOf(Walk front, Walk back)
    {
        var (nodes, relationships) = (new List<CypherNode>(), new List<CypherRelationship>());
        for (var at = front; at is not null; at = at.Before)
        {
            nodes.Add(at.Node);
            if (at.Via is { } via)
                relationships.Add(via);
        }
        nodes.Reverse();
        relationships.Reverse();
        for (var at = back; at.Before is { } before; at = before)
        {
            relationships.Add(at.Via!);
            nodes.Add(before.Node);
        }
        return new CypherPath(nodes, relationships);
    }

    private void Widen(Search side, QueryRun run)
    {
        var next = new List<CypherNode>();
        side.Depth++;
        foreach (var node in side.Frontier)
        {
            foreach (var relationship in run.Graph.Expand(node, side.Direction, step.Types))
            {
                run.Budget.Touch();
                run.Row[element] = relationship;
                if (!step.IsNew(relationship, run.Row) || (condition is not null && condition(run) is not true))
                    continue;
                var end = ExpandStep.OtherEnd(relationship, node);
                if (!side.Reached.TryGetValue(end.Id, out var reached))
                {
                    run.Budget.Hold(4);
                    side.Reached.Add(end.Id, reached = new Reached(end, side.Depth));
                    next.Add(end);
                }
                if (reached.Depth == side.Depth)
                    reached.From.Add((relationship, node.Id));
            }
        }
        side.Frontier = next;
    }

    private static Direction Opposite(Direction direction) =>
        direction switch
        {
            Direction.Outgoing => Direction.Incoming,
            Direction.Incoming => Direction.Outgoing,
            _ => Direction.Both,
        };

    private sealed record Walk(CypherNode Node, CypherRelationship? Via, Walk? Before);

    private sealed record Reached(CypherNode Node, int Depth)
    {
        public List<(CypherRelationship Via, long Before)> From { get; } = [];
    }

    private sealed class Search(CypherNode start, Direction direction)
    {
        public Direction Direction => direction;

        public int Depth { get; set; }

        public List<CypherNode> Frontier { get; set; } = [start];

        public Dictionary<long, Reached> Reached { get; } = new() { [start.Id] = new Reached(start, 0) };

        public IEnumerable<Walk> WalksTo(Reached end)
        {
            if (end.Depth == 0)
                return [new Walk(end.Node, null, null)];
            return from step in end.From
                from before in WalksTo(Reached[step.Before])
                select new Walk(end.Node, step.Via, before);
        }
    }
}
