using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>Checks <c>WITH</c> and <c>RETURN</c>.</summary>
internal sealed class ProjectionCheck(CheckContext context, ExpressionCheck expressions)
{
    /// <summary>The scope of the projection's columns.</summary>
    public Scope Check(Projection projection, Scope scope)
    {
        if (projection is { IsStar: true, IsReturn: true } && scope.Names.Count == 0)
            throw context.Error("NoVariablesInScope", "There is no variable that * could stand for", projection.At);
        var shape = ProjectionShape.Of(projection, scope.Names);
        var columns = CheckColumns(shape, scope);
        CheckGroups(shape);
        var after = AfterColumns(shape, scope, columns);
        CheckOrderAggregates(shape, columns);
        for (var i = 0; i < projection.OrderBy.Count; i++)
            CheckOrder(shape, projection.OrderBy[i].Value, shape.OrderBy[i].Value, after);
        CheckCount(projection.Skip, "SKIP");
        CheckCount(projection.Limit, "LIMIT");
        if (shape.Where is { } where)
            expressions.CheckCondition(where, after);
        var unnamed = shape.Written.FirstOrDefault(item => !item.HasAlias && item.Value is not Variable);
        if (unnamed is not null && !projection.IsReturn)
            throw context.Error("NoExpressionAlias", "An expression in WITH needs a name: add AS", unnamed.At);
        return columns;
    }

    private Scope CheckColumns(ProjectionShape shape, Scope scope)
    {
        var columns = Scope.Empty;
        foreach (var item in shape.Written)
        {
            var type = expressions.Check(item.Value, scope, Allowed.Aggregates);
            if (columns.Find(item.Name) is not null)
                throw context.Error("ColumnNameConflict", $"Two columns are called '{item.Name}'", item.At);
            columns = columns.With(item.Name, type);
        }
        return columns;
    }

    // Beside an aggregation, only what the rows are grouped by has a value.
    private void CheckGroups(ProjectionShape shape)
    {
        var keys = shape.Columns.Where(column => !column.IsAggregated).Select(column => column.Name);
        HashSet<string> known = [.. keys, .. shape.AggregateCalls.Select(aggregate => aggregate.Name)];
        foreach (var column in shape.Columns.Where(column => column.IsAggregated))
            if (SyntaxWalk.FreeVariables(column.Value).Except(known).FirstOrDefault() is { } name)
                throw Ambiguous(name, column.Value.At);
    }

    // Rows are ordered by aggregations only that are in some column.
    private void CheckOrderAggregates(ProjectionShape shape, Scope columns)
    {
        foreach (var (_, call) in shape.AggregateCalls.Skip(shape.ColumnAggregates))
        {
            if (SyntaxWalk.FreeVariables(call).FirstOrDefault(name => columns.Find(name) is null) is { } name)
                throw context.Undefined(name, columns, call.At);
            throw context.Error("InvalidAggregation", $"{call.Name}() is in no column to order by", call.At);
        }
    }

    private static Scope AfterColumns(ProjectionShape shape, Scope scope, Scope columns)
    {
        var after = shape.IsClosed ? Scope.Empty : scope;
        after = columns.Names.Aggregate(after, (all, name) => all.With(name, columns.Find(name)!.Value));
        return shape.AggregateCalls.Aggregate(after, (all, call) => all.With(call.Name, StaticType.Any));
    }

    private void CheckOrder(ProjectionShape shape, Expression written, Expression shaped, Scope after)
    {
        var aggregates = ProjectionShape.Contains(written);
        if (aggregates && shape.Aggregates)
        {
            var missing = SyntaxWalk.FreeVariables(shaped).Where(name => after.Find(name) is null).ToList();
            if (missing.Count > 0 && IsWithinColumns(shape, written))
                throw Ambiguous(missing[0], written.At);
        }
        expressions.Check(shaped, after, Allowed.Patterns);
    }

    // Whether it would have a value if columns could be repeated beside an aggregation, however complex they are.
    private static bool IsWithinColumns(ProjectionShape shape, Expression written)
    {
        var names = shape.Written.Select(item => item.Name).ToHashSet();
        var rest = SyntaxRewrite.Replace(
            written,
            part =>
                part is FunctionCall && ProjectionShape.Contains(part) ? new Literal(null)
                : shape.Written.FirstOrDefault(item => item.Value.Equals(part)) is { } item ? new Variable(item.Name)
                : null
        );
        return SyntaxWalk.FreeVariables(rest).IsSubsetOf(names);
    }

    private void CheckCount(Expression? count, string clause)
    {
        if (count is null)
            return;
        if (SyntaxWalk.FreeVariables(count).Count > 0)
            throw context.Error("NonConstantExpression", $"{clause} cannot depend on variables", count.At);
        var type = expressions.Check(count, Scope.Empty, Allowed.Values);
        if (count is Literal { Value: long and < 0 })
            throw context.Error("NegativeIntegerArgument", $"{clause} takes no negative number", count.At);
        context.Require(type, CypherTypes.Integer, $"What follows {clause}", count.At);
    }

    private CypherException Ambiguous(string name, Position at) =>
        context.Error(
            "AmbiguousAggregationExpression",
            $"'{name}' has no single value beside an aggregation unless it is a column by itself",
            at
        );
}
