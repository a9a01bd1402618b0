using KgRca.Graph.Cypher.Execution;
using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Planning;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher;

/// <summary>A query that is ready to run, any number of times and on any thread.</summary>
public sealed class PreparedQuery
{
    private readonly QueryMode _mode;
    private readonly int[] _columns;
    private readonly int _slots;
    private readonly IReadOnlyDictionary<string, Position> _parameters;
    private readonly Operator _root;
    private readonly TimeProvider _clock;

    internal PreparedQuery(
        QueryMode mode,
        IReadOnlyList<string> columns,
        int[] slots,
        PlanContext context,
        Operator root,
        TimeProvider clock
    )
    {
        (_mode, Columns, _columns, _root, _clock) = (mode, columns, slots, root, clock);
        (_slots, _parameters) = (context.Slots.Count, context.Parameters);
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Begins to run the query.</summary>
    /// <param name="graph">The state of the graph to read.</param>
    /// <param name="parameters">The parameters' values.</param>
    /// <param name="limits">What the query may use up.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="CypherException">A parameter is missing.</exception>
    public CypherResult Run(
        IGraphSnapshot graph,
        IReadOnlyDictionary<string, object?> parameters,
        CypherLimits limits,
        CancellationToken cancellationToken
    )
    {
        foreach (var (name, at) in _parameters)
            if (!parameters.ContainsKey(name))
                throw new CypherException(
                    CypherErrorKind.ParameterMissing,
                    "MissingParameter",
                    $"The parameter ${name} was not given.",
                    at
                );
        var budget = new QueryBudget(limits, _clock, cancellationToken);
        var functions = new FunctionContext(_clock, Random.Shared);
        var run = new QueryRun(graph, _slots, parameters, functions, budget, _mode == QueryMode.Profile);
        return new CypherResult(Columns, _mode == QueryMode.Explain ? [] : Rows(run), () => Plan(run), budget);
    }

    // A query without columns, such as a call of a procedure that returns nothing, has no rows either.
    private IEnumerable<object?[]> Rows(QueryRun run)
    {
        foreach (var row in _root.Rows(run))
        {
            if (_columns.Length == 0)
                continue;
            run.Budget.Return();
            var values = new object?[_columns.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = row[_columns[i]];
            yield return values;
        }
    }

    private PlanStep? Plan(QueryRun run) => _mode == QueryMode.Run ? null : Step(_root, run.Counts);

    private static PlanStep Step(Operator step, Dictionary<Operator, long>? counts) =>
        new(
            step.Name,
            step.Details,
            step.EstimatedRows,
            counts?.GetValueOrDefault(step),
            [.. step.Inputs.Select(input => Step(input, counts))]
        );
}

/// <summary>A step of a plan.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Details">What it works on.</param>
/// <param name="EstimatedRows">How many rows it was thought to give.</param>
/// <param name="ActualRows">How many it gave; null unless the query was profiled.</param>
/// <param name="Inputs">The steps that it takes rows from.</param>
public sealed record PlanStep(
    string Name,
    string Details,
    double EstimatedRows,
    long? ActualRows,
    IReadOnlyList<PlanStep> Inputs
);
