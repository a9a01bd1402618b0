using KgRca.Graph.Cypher.Execution;
using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Guard;
using KgRca.Graph.Cypher.Planning;

namespace KgRca.Graph.Cypher;

/// <summary>
/// Answers Cypher over snapshots of a graph: parses, checks, plans and runs. It only reads. Thread-safe.
/// </summary>
/// <param name="procedures">The procedures that queries may call.</param>
/// <param name="clock">The clock that measures time limits and tells queries the time.</param>
public sealed class CypherEngine(ICypherProcedures procedures, TimeProvider clock)
{
    /// <summary>Makes a query ready to run.</summary>
    /// <param name="text">The query.</param>
    /// <param name="graph">The graph whose counts the plan is made for; the query may run on others.</param>
    /// <exception cref="CypherException">The text is no query that reads.</exception>
    public PreparedQuery Prepare(string text, IGraphSnapshot graph)
    {
        var query = ReadingQuery.Parse(text, procedures);
        var context = new PlanContext(graph, procedures);
        var plan = new QueryPlanner(context).Plan(query, SlotScope.Empty, isTop: true);
        var root = new OperatorFactory(context).Create(plan);
        return new PreparedQuery(
            [.. plan.Scope.Names],
            [.. plan.Scope.Names.Select(name => plan.Scope[name])],
            context,
            root,
            clock
        );
    }
}

/// <summary>A query that is ready to run, any number of times and on any thread.</summary>
public sealed class PreparedQuery
{
    private readonly int[] _columns;
    private readonly int _slots;
    private readonly IReadOnlyDictionary<string, Position> _parameters;
    private readonly Operator _root;
    private readonly TimeProvider _clock;

    internal PreparedQuery(
        IReadOnlyList<string> columns,
        int[] slots,
        PlanContext context,
        Operator root,
        TimeProvider clock
    )
    {
        (Columns, _columns, _root, _clock) = (columns, slots, root, clock);
        (_slots, _parameters) = (context.Slots.Count, context.Parameters);
    }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Runs the query; each row is computed when it is asked for.</summary>
    /// <param name="graph">The state of the graph to read.</param>
    /// <param name="parameters">The parameters' values.</param>
    /// <param name="limits">What the query may use up.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="CypherException">The query failed, or used up what it may; thrown while rows are read.</exception>
    public IEnumerable<object?[]> Run(
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
        var run = new QueryRun(graph, _slots, parameters, functions, budget, isProfiled: false);
        return Rows(run);
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
}
