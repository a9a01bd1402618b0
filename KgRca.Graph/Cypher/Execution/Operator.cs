namespace KgRca.Graph.Cypher.Execution;

/// <summary>
/// A step of a plan. It holds nothing of a run: many runs may use it at one time. All steps of a run work on one row;
/// each writes slots of its own and hands the row on, and whoever keeps rows copies what it needs.
/// </summary>
internal abstract class Operator
{
    /// <summary>What the plan shows: the step's name.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>What the plan shows: what the step works on.</summary>
    public string Details { get; init; } = "";

    /// <summary>How many rows it is thought to give.</summary>
    public double EstimatedRows { get; init; }

    /// <summary>The steps that it takes rows from.</summary>
    public abstract IReadOnlyList<Operator> Inputs { get; }

    /// <summary>Gives the row again and again, as often as there are results.</summary>
    public IEnumerable<object?[]> Rows(QueryRun run) => run.Counts is null ? Execute(run) : Counted(run, run.Counts);

    protected abstract IEnumerable<object?[]> Execute(QueryRun run);

    private IEnumerable<object?[]> Counted(QueryRun run, Dictionary<Operator, long> counts)
    {
        counts.TryAdd(this, 0);
        foreach (var row in Execute(run))
        {
            counts[this]++;
            yield return row;
        }
    }
}
