using KgRca.Graph.Cypher.Binding;
using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Planning;

/// <summary>Plans <c>WITH</c> and <c>RETURN</c>.</summary>
internal sealed class ProjectionPlanner(PlanContext context)
{
    /// <summary>The plan of a projection of another plan's rows.</summary>
    public LogicalPlan Plan(Projection projection, LogicalPlan input)
    {
        var names = input.Scope.Names.Where(name => !PlanContext.IsHidden(name));
        var shape = ProjectionShape.Of(projection, names);
        Items<string> columns = [.. shape.Columns.Select(column => column.Name)];
        LogicalPlan plan = shape.Aggregates
            ? Aggregate(shape, input)
            : Project(shape, shape.Columns, input, input.Scope);
        if (projection.IsDistinct)
            plan = new LogicalDistinct(plan, columns, Math.Max(1, plan.Rows / 2));
        plan = Order(projection, shape, plan, columns);
        plan = SyntaxWalk
            .Conjuncts(shape.Where)
            .Aggregate(
                plan,
                (all, condition) => new LogicalFilter(all, all.Rows * Cardinality.Selectivity(condition), condition)
            );
        var scope = columns.Aggregate(SlotScope.Empty, (all, name) => all.With(name, plan.Scope[name]));
        return new LogicalScope(plan, scope);
    }

    // A column that is a variable stays where it is.
    private LogicalProject Project(
        ProjectionShape shape,
        IEnumerable<ShapedItem> items,
        LogicalPlan input,
        SlotScope scope
    )
    {
        var computed = new List<Computed>();
        var columns = SlotScope.Empty;
        foreach (var item in items)
        {
            if (item.Value is Variable variable)
            {
                columns = columns.With(item.Name, input.Scope[variable.Name]);
                continue;
            }
            var slot = context.Slots.New();
            computed.Add(new Computed(item.Name, item.Value, slot));
            columns = columns.With(item.Name, slot);
        }
        var outside = shape.IsClosed && !shape.Aggregates ? SlotScope.Empty : scope;
        return new LogicalProject(input, outside.With(columns), [.. computed]);
    }

    private LogicalProject Aggregate(ProjectionShape shape, LogicalPlan input)
    {
        Items<Computed> keys =
        [
            .. shape
                .Columns.Where(column => !column.IsAggregated)
                .Select(column => new Computed(column.Name, column.Value, context.Slots.New())),
        ];
        var scope = keys.Aggregate(SlotScope.Empty, (all, key) => all.With(key.Name, key.Slot));
        var aggregates = new List<ComputedAggregate>();
        foreach (var aggregate in shape.AggregateCalls)
        {
            var slot = context.Slots.New();
            scope = scope.With(aggregate.Name, slot);
            aggregates.Add(new ComputedAggregate(aggregate.Call, CypherAggregates.Find(aggregate.Call.Name)!, slot));
        }
        var rows = keys.Count == 0 ? 1 : Math.Max(1, Math.Sqrt(input.Rows));
        var grouped = new LogicalAggregate(input, scope, rows, keys, [.. aggregates]);
        return Project(shape, shape.Columns.Where(column => column.IsAggregated), grouped, scope);
    }

    private static LogicalPlan Order(
        Projection projection,
        ProjectionShape shape,
        LogicalPlan plan,
        Items<string> columns
    )
    {
        if (shape.OrderBy.Count > 0)
        {
            Items<string> kept = shape.Where is null ? columns : [.. plan.Scope.Names];
            plan = new LogicalSort(plan, plan.Rows, [.. shape.OrderBy], kept, projection.Skip, projection.Limit);
        }
        if (projection.Skip is { } skip)
            plan = new LogicalSkip(plan, plan.Rows, skip);
        if (projection.Limit is { } limit)
            plan = new LogicalLimit(
                plan,
                Math.Min(plan.Rows, limit is Literal { Value: long count } ? count : 100),
                limit
            );
        return plan;
    }
}
