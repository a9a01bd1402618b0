using KgRca.Graph.Cypher.Functions;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>One execution of a query: its row, its parameters and what it may use up. For one thread.</summary>
internal sealed class QueryRun(
    IGraphSnapshot graph,
    int slots,
    IReadOnlyDictionary<string, object?> parameters,
    FunctionContext functions,
    QueryBudget budget,
    bool isProfiled
)
{
    /// <summary>The row that the operators work on.</summary>
    public object?[] Row { get; } = new object?[slots];

    public IGraphSnapshot Graph => graph;

    public IReadOnlyDictionary<string, object?> Parameters => parameters;

    public FunctionContext Functions => functions;

    public QueryBudget Budget => budget;

    /// <summary>Rows given by each operator, where they are counted.</summary>
    public Dictionary<Operator, long>? Counts { get; } = isProfiled ? [] : null;
}

/// <summary>Computes a value from the row of a run.</summary>
internal delegate object? Evaluator(QueryRun run);
