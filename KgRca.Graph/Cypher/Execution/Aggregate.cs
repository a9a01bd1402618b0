using KgRca.Graph.Cypher.Functions;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>An aggregation of a group's rows.</summary>
/// <param name="Slot">Where its result goes.</param>
/// <param name="Create">Makes an accumulator for a group.</param>
/// <param name="Value">The first argument; null for <c>count(*)</c>.</param>
/// <param name="Parameter">The second argument, if there is one.</param>
/// <param name="IsDistinct">Whether equal values count once.</param>
internal sealed record AggregateColumn(
    int Slot,
    Func<ICypherAccumulator> Create,
    Evaluator? Value,
    Evaluator? Parameter,
    bool IsDistinct
);

/// <summary>Groups of rows with equal keys, one row for each, in the order of their first rows.</summary>
internal sealed class Aggregate(Operator input, (int Slot, Evaluator Value)[] keys, AggregateColumn[] columns)
    : Operator
{
    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var groups = new Dictionary<RowKey, Group>();
        var held = 0L;
        if (keys.Length == 0)
            groups.Add(new RowKey([]), new Group(columns));
        var brief = run.Budget.Brief;
        foreach (var _ in input.Rows(run))
        {
            run.Budget.Brief = brief;
            var key = new RowKey(new object?[keys.Length]);
            for (var i = 0; i < keys.Length; i++)
                key.Values[i] = keys[i].Value(run);
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = new Group(columns));
                Hold(keys.Length + columns.Length + 1);
            }
            Hold(group.Add(columns, run));
        }
        foreach (var (key, group) in groups)
        {
            for (var i = 0; i < keys.Length; i++)
                run.Row[keys[i].Slot] = key.Values[i];
            group.Write(columns, run.Row);
            yield return run.Row;
        }
        run.Budget.Release(held);

        void Hold(long values)
        {
            held += values;
            run.Budget.Hold(values);
        }
    }

    private sealed class Group(AggregateColumn[] columns)
    {
        private readonly ICypherAccumulator[] _accumulators = [.. columns.Select(column => column.Create())];
        private readonly HashSet<RowKey>?[] _seen =
        [
            .. columns.Select(column => column.IsDistinct ? new HashSet<RowKey>() : null),
        ];

        // How many values are kept for the row.
        public int Add(AggregateColumn[] columns, QueryRun run)
        {
            var kept = 0;
            for (var i = 0; i < columns.Length; i++)
            {
                var value = columns[i].Value?.Invoke(run);
                if (_seen[i] is { } seen && value is not null && !seen.Add(new RowKey([value])))
                    continue;
                _accumulators[i].Add(value, columns[i].Parameter?.Invoke(run));
                kept += _seen[i] is null ? 0 : 1;
                kept += _accumulators[i] is Collect or Percentile ? 1 : 0;
            }
            return kept;
        }

        public void Write(AggregateColumn[] columns, object?[] row)
        {
            for (var i = 0; i < columns.Length; i++)
                row[columns[i].Slot] = _accumulators[i].Result;
        }
    }
}
