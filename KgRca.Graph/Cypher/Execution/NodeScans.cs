using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>One row: the one that there is.</summary>
internal sealed class Argument : Operator
{
    public override IReadOnlyList<Operator> Inputs => [];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        yield return run.Row;
    }
}

/// <summary>For each row, nodes that the graph gives.</summary>
internal sealed class NodeScan(Operator input, int slot, string name, Func<QueryRun, IEnumerable<CypherNode>> nodes)
    : Operator
{
    public override string Name => name;

    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            foreach (var node in nodes(run))
            {
                run.Budget.Touch();
                row[slot] = node;
                yield return row;
            }
        }
    }
}
