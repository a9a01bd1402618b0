using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>The rows in an order; where only the first ones are wanted, no more than those are kept.</summary>
/// <param name="input">The rows.</param>
/// <param name="keys">What they are ordered by, first the most important.</param>
/// <param name="kept">The slots that later steps read.</param>
/// <param name="wanted">How many rows later steps take; null for all.</param>
internal sealed class Sort(
    Operator input,
    (Evaluator Value, bool IsDescending)[] keys,
    int[] kept,
    Func<QueryRun, long>? wanted
) : Operator
{
    public override string Name => wanted is null ? "Sort" : "Top";

    public override IReadOnlyList<Operator> Inputs => [input];

    protected override IEnumerable<object?[]> Execute(QueryRun run)
    {
        var limit = wanted?.Invoke(run) ?? long.MaxValue;
        if (limit == 0)
            yield break;
        var rows = limit < int.MaxValue ? Top(run, (int)limit) : All(run);
        foreach (var saved in rows)
        {
            for (var i = 0; i < kept.Length; i++)
                run.Row[kept[i]] = saved.Values[i];
            yield return run.Row;
        }
        run.Budget.Release(rows.Count * Size);
    }

    private long Size => kept.Length + keys.Length + 1;

    private List<Saved> All(QueryRun run)
    {
        var rows = new List<Saved>();
        foreach (var row in input.Rows(run))
        {
            run.Budget.Hold(Size);
            rows.Add(Save(row, Keys(run), rows.Count));
        }
        rows.Sort(Compare);
        return rows;
    }

    // A heap with the last of the best on top.
    private List<Saved> Top(QueryRun run, int limit)
    {
        var worstFirst = Comparer<Saved>.Create((left, right) => Compare(right, left));
        var best = new PriorityQueue<Saved, Saved>(worstFirst);
        var order = 0L;
        foreach (var row in input.Rows(run))
        {
            var candidate = new Saved([], Keys(run), order++);
            if (best.Count == limit && Compare(candidate, best.Peek()) >= 0)
                continue;
            var saved = Save(row, candidate.Keys, candidate.Order);
            if (best.Count < limit)
            {
                run.Budget.Hold(Size);
                best.Enqueue(saved, saved);
            }
            else
                best.EnqueueDequeue(saved, saved);
        }
        var rows = best.UnorderedItems.Select(item => item.Element).ToList();
        rows.Sort(Compare);
        return rows;
    }

    private object?[] Keys(QueryRun run)
    {
        var brief = run.Budget.Brief;
        var values = new object?[keys.Length];
        for (var i = 0; i < keys.Length; i++)
            values[i] = keys[i].Value(run);
        run.Budget.Brief = brief;
        return values;
    }

    private Saved Save(object?[] row, object?[] sortKeys, long order)
    {
        var values = new object?[kept.Length];
        for (var i = 0; i < kept.Length; i++)
            values[i] = row[kept[i]];
        return new Saved(values, sortKeys, order);
    }

    private int Compare(Saved left, Saved right)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            var order = CypherCompare.Order(left.Keys[i], right.Keys[i]);
            if (order != 0)
                return keys[i].IsDescending ? -order : order;
        }
        return left.Order.CompareTo(right.Order);
    }

    private sealed record Saved(object?[] Values, object?[] Keys, long Order);
}
