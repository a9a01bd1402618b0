namespace KgRca.Graph.Cypher.Execution;

/// <summary>For each row, the rows of another plan; where there are none, one with nulls.</summary>
internal sealed class Optional(Operator input, Operator inner, int[] nullable) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input, inner];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            var isEmpty = true;
            foreach (var found in inner.Rows(run))
            {
                isEmpty = false;
                yield return found;
            }
            if (!isEmpty)
                continue;
            foreach (var slot in nullable)
                row[slot] = null;
            yield return row;
        }
    }
}

/// <summary>For each row, the rows of another plan; or the row itself, where that plan returns none.</summary>
internal sealed class Apply(Operator input, Operator inner, bool returnsRows) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input, inner];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            foreach (var found in inner.Rows(run))
                if (returnsRows)
                    yield return found;
            if (!returnsRows)
                yield return row;
        }
    }
}

/// <summary>The rows of several plans, one after the other.</summary>
internal sealed class Union(IReadOnlyList<Operator> parts) : Operator
{
    public override IReadOnlyList<Operator> Inputs => parts;

    protected override IEnumerable<object?[]> Execute(QueryRun run) => parts.SelectMany(part => part.Rows(run));
}

/// <summary>For each row, each row that a procedure returns.</summary>
internal sealed class ProcedureCall(
    Operator input,
    CypherProcedure procedure,
    Evaluator[] arguments,
    (int Column, int Slot)[] columns
) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        foreach (var row in input.Rows(run))
        {
            var values = arguments.Select(argument => argument(run)).ToArray();
            // A procedure that returns nothing lets rows pass.
            if (procedure.Columns.Count == 0)
                yield return row;
            foreach (var result in procedure.Invoke(run.Graph, values))
            {
                run.Budget.Touch();
                foreach (var (column, slot) in columns)
                    row[slot] = result[column];
                if (procedure.Columns.Count > 0)
                    yield return row;
            }
        }
    }
}
