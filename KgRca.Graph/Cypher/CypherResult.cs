using KgRca.Graph.Cypher.Execution;

namespace KgRca.Graph.Cypher;

/// <summary>What a query answers. For one thread, and to be read once.</summary>
public sealed class CypherResult
{
    private readonly Func<PlanStep?> _plan;
    private readonly QueryBudget _budget;

    internal CypherResult(
        IReadOnlyList<string> columns,
        IEnumerable<object?[]> rows,
        Func<PlanStep?> plan,
        QueryBudget budget
    ) => (Columns, Rows, _plan, _budget) = (columns, rows, plan, budget);

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>
    /// The rows, each computed when it is asked for, with a value for each column. None for <c>EXPLAIN</c>.
    /// </summary>
    /// <exception cref="CypherException">The query failed, or used up what it may.</exception>
    /// <exception cref="OperationCanceledException">The query was cancelled.</exception>
    public IEnumerable<object?[]> Rows { get; }

    /// <summary>
    /// The plan, for <c>EXPLAIN</c> and <c>PROFILE</c>; with the rows of each step as far as they were read.
    /// </summary>
    public PlanStep? Plan => _plan();

    /// <summary>How many nodes, relationships and rows were looked at so far.</summary>
    public long Touched => _budget.Touched;
}
