using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Planning;
using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>Makes operators of logical plans.</summary>
internal sealed class OperatorFactory
{
    private readonly ExpressionCompiler _expressions;

    public OperatorFactory(PlanContext context) => _expressions = new ExpressionCompiler(this, context);

    /// <summary>The operator that carries out a plan, with those that it takes rows from.</summary>
    public Operator Create(LogicalPlan plan) =>
        plan switch
        {
            LogicalArgument => new Argument { EstimatedRows = 1 },
            LogicalScope scope => Create(scope.Input),
            LogicalNodeScan or LogicalNodeSeek or LogicalNodeById => CreateScan(plan),
            LogicalExpand or LogicalEnds or LogicalShortestPath or LogicalPath => CreateStep(plan),
            LogicalSort sort => CreateSort(sort),
            LogicalAggregate aggregate => CreateAggregate(aggregate),
            LogicalUnion union => new Union([.. union.Parts.Select(Create)]) { EstimatedRows = plan.Rows },
            LogicalOptional or LogicalApply or LogicalCall => CreateNested(plan),
            _ => CreateRowOperator(plan),
        };

    private Evaluator Compile(Expression expression, SlotScope scope) => _expressions.Compile(expression, scope);

    private NodeScan CreateScan(LogicalPlan plan)
    {
        var (input, node) = plan switch
        {
            LogicalNodeScan all => (all.Input, all.Node),
            LogicalNodeSeek found => (found.Input, found.Node),
            _ => (((LogicalNodeById)plan).Input, ((LogicalNodeById)plan).Node),
        };
        var (name, details, nodes) = plan switch
        {
            LogicalNodeScan { Label: null } => ("AllNodesScan", "", run => run.Graph.Nodes()),
            LogicalNodeScan scan => ("LabelScan", $":{scan.Label}", run => run.Graph.Nodes(scan.Label!)),
            LogicalNodeSeek seek => ("IndexSeek", $":{seek.Label}({seek.Property})", Seek(seek)),
            _ => ("NodeById", "", ById((LogicalNodeById)plan)),
        };
        return new NodeScan(Create(input), plan.Scope[node], name, nodes)
        {
            Details = $"({Shown(node)}{details})",
            EstimatedRows = plan.Rows,
        };
    }

    private Func<QueryRun, IEnumerable<CypherNode>> Seek(LogicalNodeSeek seek)
    {
        var value = Compile(seek.Value, seek.Scope);
        return run => value(run) is { } wanted ? run.Graph.Seek(seek.Label, seek.Property, wanted) : [];
    }

    private Func<QueryRun, IEnumerable<CypherNode>> ById(LogicalNodeById seek)
    {
        var id = Compile(seek.ElementId, seek.Scope);
        return run => id(run) is string text && run.Graph.FindNode(text) is { } node ? [node] : [];
    }

    private Operator CreateStep(LogicalPlan plan) =>
        plan switch
        {
            LogicalExpand expand => CreateExpand(expand),
            LogicalEnds ends => new Ends(
                Create(ends.Input),
                Step(ends.Hop, ends.Hop.Left, ends.Hop.Right, false, ends.Others, ends.Scope),
                ends.BoundNodes.Contains(ends.Hop.Left),
                ends.BoundNodes.Contains(ends.Hop.Right),
                ends.Hop.Range is { } range ? (range.Min, range.Max) : null
            )
            {
                Details = Shown(ends.Hop, ends.Hop.Left, ends.Hop.Right),
                EstimatedRows = plan.Rows,
            },
            LogicalShortestPath path => CreateShortest(path),
            _ => CreatePath((LogicalPath)plan),
        };

    private BuildPath CreatePath(LogicalPath path) =>
        new(
            Create(path.Input),
            path.Scope[path.Path],
            [.. path.Nodes.Select(node => path.Scope[node])],
            [.. path.Hops.Select(hop => path.Scope[hop.Name])]
        )
        {
            Details = Shown(path.Path),
            EstimatedRows = path.Rows,
        };

    private Operator CreateExpand(LogicalExpand expand)
    {
        var hop = expand.Hop;
        var step = Step(hop, expand.From, expand.To, expand.IsInto, expand.Others, expand.Scope);
        var details = Shown(hop, expand.From, expand.To);
        if (hop.Range is not { } range)
            return new Expand(Create(expand.Input), step) { Details = details, EstimatedRows = expand.Rows };
        var (element, condition) = Condition(hop, expand.Scope);
        return new ExpandMany(
            Create(expand.Input),
            step,
            range.Min,
            range.Max,
            element,
            condition,
            isReversed: expand.From != hop.Left
        )
        {
            Details = details,
            EstimatedRows = expand.Rows,
        };
    }

    private ShortestPath CreateShortest(LogicalShortestPath path)
    {
        var hop = path.Hop;
        var (element, condition) = Condition(hop, path.Scope);
        return new ShortestPath(
            Create(path.Input),
            Step(hop, hop.Left, hop.Right, true, [], path.Scope),
            hop.Range is { } range ? (range.Min, range.Max) : (1, 1),
            hop.Range is null,
            element,
            condition,
            path.Path is { } name ? path.Scope[name] : null,
            path.All
        )
        {
            Details = Shown(hop, hop.Left, hop.Right),
            EstimatedRows = path.Rows,
        };
    }

    // What each of several relationships must fulfil, and the slot where it looks at one.
    private (int Slot, Evaluator? Condition) Condition(Hop hop, SlotScope scope)
    {
        var slot = _expressions.NewSlot();
        var conditions = hop.Conditions.Select(each => Compile(each, scope.With(hop.Element, slot))).ToArray();
        return (slot, conditions.Length == 0 ? null : run => conditions.All(each => each(run) is true));
    }

    private static ExpandStep Step(
        Hop hop,
        string from,
        string to,
        bool isInto,
        IEnumerable<string> others,
        SlotScope scope
    ) =>
        new(
            scope[from],
            scope[to],
            isInto,
            scope[hop.Name],
            from == hop.Left ? hop.Direction : hop.From(from),
            hop.Types,
            [.. others.Select(other => scope[other])]
        );

    private Sort CreateSort(LogicalSort sort)
    {
        var keys = sort.Keys.Select(key => (Compile(key.Value, sort.Scope), key.IsDescending)).ToArray();
        var kept = sort.Kept.Select(name => sort.Scope[name]).Distinct().ToArray();
        Func<QueryRun, long>? wanted = null;
        if (sort.Top is { } top)
        {
            var limit = Compile(top, sort.Scope);
            var skip = _expressions.CompileOptional(sort.Skip, sort.Scope, 0L);
            wanted = run => RowCount.Of(limit(run), "LIMIT") + RowCount.Of(skip(run), "SKIP");
        }
        return new Sort(Create(sort.Input), keys, kept, wanted) { EstimatedRows = sort.Rows };
    }

    private Aggregate CreateAggregate(LogicalAggregate aggregate)
    {
        var scope = aggregate.Input.Scope;
        var keys = aggregate.Keys.Select(key => (key.Slot, Compile(key.Value, scope))).ToArray();
        return new Aggregate(
            Create(aggregate.Input),
            keys,
            [.. aggregate.Aggregates.Select(column => Column(column, scope))]
        )
        {
            Details = string.Join(", ", aggregate.Keys.Select(key => key.Name)),
            EstimatedRows = aggregate.Rows,
        };
    }

    private AggregateColumn Column(ComputedAggregate column, SlotScope scope) =>
        new(
            column.Slot,
            column.Call.IsStar ? CypherAggregates.CountRows : column.Aggregate.Create,
            column.Call.IsStar ? null : Compile(column.Call.Arguments[0], scope),
            column.Call.Arguments.Count > 1 ? Compile(column.Call.Arguments[1], scope) : null,
            column.Call.IsDistinct
        );

    private Operator CreateNested(LogicalPlan plan) =>
        plan switch
        {
            LogicalOptional optional => new Optional(
                Create(optional.Input),
                Create(optional.Inner),
                [.. optional.Nullable.Select(name => optional.Scope[name])]
            )
            {
                EstimatedRows = plan.Rows,
            },
            LogicalApply apply => new Apply(Create(apply.Input), Create(apply.Inner), apply.ReturnsRows)
            {
                EstimatedRows = plan.Rows,
            },
            _ => CreateCall((LogicalCall)plan),
        };

    private ProcedureCall CreateCall(LogicalCall call)
    {
        var columns = call.Procedure.Columns.Select(column => column.Name).ToList();
        return new ProcedureCall(
            Create(call.Input),
            call.Procedure,
            [.. call.Arguments.Select(argument => Compile(argument, call.Input.Scope))],
            [.. call.Yield.Select(item => (columns.IndexOf(item.Column), call.Scope[item.Variable]))]
        )
        {
            Details = call.Procedure.Name,
            EstimatedRows = call.Rows,
        };
    }

    private Operator CreateRowOperator(LogicalPlan plan) =>
        plan switch
        {
            LogicalFilter filter => new Filter(Create(filter.Input), Compile(filter.Condition, filter.Scope))
            {
                EstimatedRows = plan.Rows,
            },
            LogicalProject project => new Project(
                Create(project.Input),
                [.. project.Columns.Select(column => (column.Slot, Compile(column.Value, project.Input.Scope)))]
            )
            {
                Details = string.Join(", ", project.Scope.Names.Where(name => !PlanContext.IsHidden(name))),
                EstimatedRows = plan.Rows,
            },
            LogicalUnwind unwind => new Unwind(
                Create(unwind.Input),
                unwind.Scope[unwind.Variable],
                Compile(unwind.Source, unwind.Input.Scope)
            )
            {
                Details = unwind.Variable,
                EstimatedRows = plan.Rows,
            },
            LogicalDistinct distinct => new Distinct(
                Create(distinct.Input),
                [.. distinct.Columns.Select(name => distinct.Scope[name])]
            )
            {
                EstimatedRows = plan.Rows,
            },
            LogicalSkip skip => new Skip(Create(skip.Input), Compile(skip.Count, skip.Scope))
            {
                EstimatedRows = plan.Rows,
            },
            LogicalLimit limit => new Limit(Create(limit.Input), Compile(limit.Count, limit.Scope))
            {
                EstimatedRows = plan.Rows,
            },
            _ => throw new InvalidOperationException($"No operator carries out {plan.GetType().Name}."),
        };

    private static string Shown(string name) => PlanContext.IsHidden(name) ? "" : name;

    private static string Shown(Hop hop, string from, string to)
    {
        var types = hop.Types is { } known ? ":" + string.Join('|', known) : "";
        var range = hop.Range is { } hops ? $"*{hops.Min}..{(hops.To is null ? "" : hops.Max)}" : "";
        var direction = from == hop.Left ? hop.Direction : hop.From(from);
        var (left, right) = direction switch
        {
            Direction.Outgoing => ("-", "->"),
            Direction.Incoming => ("<-", "-"),
            _ => ("-", "-"),
        };
        return $"({Shown(from)}){left}[{Shown(hop.Name)}{types}{range}]{right}({Shown(to)})";
    }
}
