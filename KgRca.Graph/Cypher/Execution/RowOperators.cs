using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>The rows for which a condition holds.</summary>
internal sealed class Filter(Operator input, Evaluator condition) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var brief = run.Budget.Brief;
        foreach (var row in input.Rows(run))
        {
            var holds = condition(run);
            run.Budget.Brief = brief;
            if (holds is true)
                yield return row;
            else if (holds is not (null or false))
                throw new CypherException(
                    CypherErrorKind.TypeError,
                    "InvalidArgumentType",
                    $"A condition is a Boolean, not a {CypherType.Name(holds)}."
                );
        }
    }
}

/// <summary>Values computed from a row.</summary>
internal sealed class Project(Operator input, (int Slot, Evaluator Value)[] columns) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var brief = run.Budget.Brief;
        foreach (var row in input.Rows(run))
        {
            foreach (var (slot, value) in columns)
                row[slot] = value(run);
            yield return row;
            run.Budget.Brief = brief;
        }
    }
}

/// <summary>For each row, each element of a list; of a value that is no list, that value; of null, nothing.</summary>
internal sealed class Unwind(Operator input, int slot, Evaluator source) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var brief = run.Budget.Brief;
        foreach (var row in input.Rows(run))
        {
            run.Budget.Brief = brief;
            var value = source(run);
            if (value is null)
                continue;
            foreach (var element in value as IEnumerable<object?> ?? [value])
            {
                run.Budget.Touch();
                row[slot] = element;
                yield return row;
            }
        }
    }
}

/// <summary>The rows that differ in some column from all before.</summary>
internal sealed class Distinct(Operator input, int[] columns) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var seen = new HashSet<RowKey>();
        foreach (var row in input.Rows(run))
        {
            if (!seen.Add(RowKey.Of(row, columns)))
                continue;
            run.Budget.Hold(columns.Length + 1);
            yield return row;
        }
        run.Budget.Release(seen.Count * (columns.Length + 1));
    }
}

/// <summary>The rows after the first ones.</summary>
internal sealed class Skip(Operator input, Evaluator count) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var left = RowCount.Of(count(run), "SKIP");
        foreach (var row in input.Rows(run))
            if (left-- <= 0)
                yield return row;
    }
}

/// <summary>The first rows.</summary>
internal sealed class Limit(Operator input, Evaluator count) : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var left = RowCount.Of(count(run), "LIMIT");
        if (left == 0)
            yield break;
        foreach (var row in input.Rows(run))
        {
            yield return row;
            if (--left == 0)
                yield break;
        }
    }
}

/// <summary>Reads what follows SKIP and LIMIT.</summary>
internal static class RowCount
{
    /// <summary>The number of rows.</summary>
    /// <exception cref="CypherException">It is no integer, or negative.</exception>
    public static long Of(object? value, string clause) =>
        value is long and >= 0 ? (long)value
        : value is long
            ? throw new CypherException(
                CypherErrorKind.SyntaxError,
                "NegativeIntegerArgument",
                $"{clause} takes no negative number."
            )
        : throw new CypherException(
            CypherErrorKind.SyntaxError,
            "InvalidArgumentType",
            $"{clause} takes an integer, not a {CypherType.Name(value)}."
        );
}
