using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Planning;

/// <summary>
/// Plans a MATCH: begins at the cheapest node, follows the hop that is thought to give the fewest rows, and applies
/// each condition as soon as its variables are there.
/// </summary>
internal sealed class MatchPlanner
{
    private readonly PlanContext _context;
    private readonly PatternGraph _pattern;
    private readonly Cardinality _cardinality;
    private readonly SlotScope _scope;
    private readonly HashSet<string> _bound;
    private readonly List<Expression> _conditions;
    private readonly List<Hop> _hops;
    private readonly List<Hop> _placed = [];
    private readonly List<NamedPath> _paths;
    private LogicalPlan _plan;

    private MatchPlanner(LogicalPlan input, PatternGraph pattern, PlanContext context)
    {
        _context = context;
        _pattern = pattern;
        _cardinality = new Cardinality(context.Graph, pattern.Conditions);
        _bound = [.. input.Scope.Names];
        _paths = [.. pattern.Paths];
        _hops = [.. pattern.Paths.Where(path => path.Shortest == ShortestKind.None).SelectMany(path => path.Hops)];
        _scope = context.Declare(input.Scope, pattern.Paths.SelectMany(Names));
        _conditions = [.. pattern.Conditions];
        _plan = input;
    }

    /// <summary>The plan that matches patterns for each row of another.</summary>
    public static LogicalPlan Plan(
        LogicalPlan input,
        Items<PathPattern> patterns,
        Expression? where,
        PlanContext context
    ) => new MatchPlanner(input, PatternGraph.Of(patterns, where, context), context).Plan();

    private static IEnumerable<string> Names(NamedPath path) =>
        [.. path.Nodes, .. path.Hops.Select(hop => hop.Name), .. new[] { path.Path }.OfType<string>()];

    private LogicalPlan Plan()
    {
        ApplyConditions();
        foreach (var hop in _hops.Where(hop => _bound.Contains(hop.Name)).ToList())
            TakeEnds(hop);
        while (NextHop() is { } next)
            Expand(next.Hop, next.From);
        while (NextAnchor() is { } anchor)
        {
            Bind(anchor);
            while (NextHop() is { } next)
                Expand(next.Hop, next.From);
        }
        PlacePaths();
        return _plan with { Scope = _scope };
    }

    private (Hop Hop, string From)? NextHop() =>
        _hops
            .SelectMany(hop => new[] { (Hop: hop, From: hop.Left), (Hop: hop, From: hop.Right) })
            .Where(step => _bound.Contains(step.From))
            .OrderBy(step => Cost(step.Hop, step.From))
            .Select(step => ((Hop, string)?)step)
            .FirstOrDefault();

    private double Cost(Hop hop, string from)
    {
        var to = hop.Left == from ? hop.Right : hop.Left;
        return _cardinality.Degree(hop, from) * (_bound.Contains(to) ? 0.01 : _cardinality.Share(to) * Filtered(to));
    }

    // Which part of the nodes is left by the conditions on a node alone.
    private double Filtered(string node) =>
        _conditions
            .Where(condition => Needs(condition) is [var only] && only == node)
            .Aggregate(1.0, (all, condition) => all * Cardinality.Selectivity(condition));

    private string? NextAnchor() =>
        _pattern
            .Nodes.Where(node => !_bound.Contains(node))
            .OrderBy(node => Anchor(node).Rows * Filtered(node))
            .FirstOrDefault();

    private void Bind(string node)
    {
        var anchor = Anchor(node);
        _plan = anchor with { Rows = anchor.Rows * _plan.Rows };
        _bound.Add(node);
        ApplyConditions();
    }

    private LogicalPlan Anchor(string node)
    {
        foreach (var (property, value) in _cardinality.EqualitiesOf(node))
        {
            if (!Needs(value).All(_bound.Contains))
                continue;
            if (property is FunctionCall)
                return new LogicalNodeById(_plan, _scope, 0.1, node, value);
            var name = ((PropertyAccess)property).Name;
            foreach (var label in _cardinality.LabelsOf(node).Where(label => _context.Graph.HasIndex(label, name)))
                return new LogicalNodeSeek(_plan, _scope, _cardinality.Seek(label), node, label, name, value);
        }
        var best = _cardinality.LabelsOf(node).OrderBy(label => _context.Graph.CountNodes(label)).FirstOrDefault();
        return new LogicalNodeScan(_plan, _scope, _cardinality.Nodes(node), node, best);
    }

    private void Expand(Hop hop, string from)
    {
        var to = hop.Left == from ? hop.Right : hop.Left;
        var rows = Math.Max(0.01, _plan.Rows * Cost(hop, from));
        _plan = new LogicalExpand(_plan, _scope, rows, hop, from, to, _bound.Contains(to), Others(hop));
        Place(hop);
        _bound.UnionWith([hop.Name, to]);
        ApplyConditions();
    }

    private void TakeEnds(Hop hop)
    {
        Items<string> known = [.. new[] { hop.Left, hop.Right }.Where(_bound.Contains)];
        _plan = new LogicalEnds(_plan, _scope, _plan.Rows, hop, known, Others(hop));
        Place(hop);
        _bound.UnionWith([hop.Left, hop.Right]);
        ApplyConditions();
    }

    private void Place(Hop hop)
    {
        _hops.Remove(hop);
        _placed.Add(hop);
        PlacePaths();
    }

    // No relationship matches twice in one MATCH. Those of other types are others anyway.
    private Items<string> Others(Hop hop) =>
        [
            .. _placed
                .Where(other => other.Types is not { } a || hop.Types is not { } b || a.Intersect(b).Any())
                .Select(other => other.Name),
        ];

    private void PlacePaths()
    {
        foreach (var path in _paths.Where(path => path.Nodes.All(_bound.Contains)).ToList())
        {
            if (path.Shortest != ShortestKind.None)
                PlaceShortest(path);
            else if (path.Path is { } name && path.Hops.All(_placed.Contains))
                _plan = new LogicalPath(_plan, _scope, name, path.Nodes, path.Hops);
            else
                continue;
            _paths.Remove(path);
            _bound.UnionWith(Names(path));
            ApplyConditions();
        }
    }

    private void PlaceShortest(NamedPath path)
    {
        var all = path.Shortest == ShortestKind.All;
        _plan = new LogicalShortestPath(_plan, _scope, _plan.Rows, path.Hops[0], all, path.Path);
    }

    private void ApplyConditions()
    {
        foreach (var condition in _conditions.Where(condition => Needs(condition).All(_bound.Contains)).ToList())
        {
            _conditions.Remove(condition);
            var rows = _plan.Rows * Cardinality.Selectivity(condition);
            if (!IsGivenByScan(condition))
                _plan = new LogicalFilter(_plan with { Scope = _scope }, rows, condition);
        }
    }

    private bool IsGivenByScan(Expression condition) =>
        condition is HasLabel { Target: Variable variable, Label: LabelName label }
        && _plan switch
        {
            LogicalNodeScan scan => scan.Node == variable.Name && scan.Label == label.Name,
            LogicalNodeSeek seek => seek.Node == variable.Name && seek.Label == label.Name,
            _ => false,
        };

    // The variables that a condition waits for. Those of its own, as a subquery has, are not in the scope.
    private List<string> Needs(Expression expression) => [.. SyntaxWalk.FreeVariables(expression).Where(_scope.Has)];
}
