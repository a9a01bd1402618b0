using KgRca.Graph.Cypher.Execution;
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
    private const int MaxPlans = 500;

    private readonly RecentlyUsed<(string Text, int Size), PreparedQuery> _plans = new(MaxPlans);

    /// <summary>Makes a query ready to run.</summary>
    /// <param name="text">The query.</param>
    /// <param name="graph">The graph whose counts the plan is made for; the query may run on others.</param>
    /// <exception cref="CypherException">The text is no query that reads.</exception>
    public PreparedQuery Prepare(string text, IGraphSnapshot graph)
    {
        // A plan for a small graph may be a bad one once the graph has grown.
        var key = (text, (int)Math.Log10(graph.CountNodes(null) + 1));
        if (_plans.Find(key) is { } known)
            return known;
        var prepared = Plan(text, graph);
        _plans.Add(key, prepared);
        return prepared;
    }

    private PreparedQuery Plan(string text, IGraphSnapshot graph)
    {
        var query = ReadingQuery.Parse(text, procedures);
        var context = new PlanContext(graph, procedures);
        var plan = new QueryPlanner(context).Plan(query, SlotScope.Empty, isTop: true);
        var root = new OperatorFactory(context).Create(plan);
        return new PreparedQuery(
            query.Mode,
            [.. plan.Scope.Names],
            [.. plan.Scope.Names.Select(name => plan.Scope[name])],
            context,
            root,
            clock
        );
    }
}
