using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>The path that a row's nodes and relationships make; null where one of them is.</summary>
internal sealed class BuildPath(Operator input, int slot, int[] nodes, int[] relationships) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            row[slot] = Build(row);
            yield return row;
        }
    }

    private CypherPath? Build(object?[] row)
    {
        if (row[nodes[0]] is not CypherNode at)
            return null;
        var (visited, followed) = (new List<CypherNode> { at }, new List<CypherRelationship>());
        foreach (var relationship in relationships)
        {
            switch (row[relationship])
            {
                case CypherRelationship one:
                    Follow(one);
                    break;
                case CypherList many:
                    foreach (var one in many)
                        Follow((CypherRelationship)one!);
                    break;
                default:
                    return null;
            }
        }
        return new CypherPath(visited, followed);

        void Follow(CypherRelationship next)
        {
            at = ExpandStep.OtherEnd(next, at);
            visited.Add(at);
            followed.Add(next);
        }
    }
}
