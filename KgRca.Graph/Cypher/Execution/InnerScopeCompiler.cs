using KgRca.Graph.Cypher.Planning;
using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>Compiles expressions that have variables of their own.</summary>
internal sealed class InnerScopeCompiler(ExpressionCompiler expressions, OperatorFactory factory, PlanContext context)
{
    /// <summary>A function for the expression.</summary>
    public Evaluator Compile(Expression expression, SlotScope scope) =>
        expression switch
        {
            ListComprehension list => Compile(list, scope),
            Quantifier quantifier => Compile(quantifier, scope),
            Reduce reduce => Compile(reduce, scope),
            PatternComprehension pattern => Compile(pattern, scope),
            PatternExpression pattern => Compile(pattern, scope),
            Subquery subquery => Compile(subquery, scope),
            _ => throw new InvalidOperationException($"{expression.GetType().Name} cannot be computed."),
        };

    private Evaluator Compile(ListComprehension list, SlotScope scope)
    {
        var source = expressions.Compile(list.Source, scope);
        var slot = context.Slots.New();
        var inner = scope.With(list.Variable, slot);
        var where = list.Where is null ? null : expressions.Compile(list.Where, inner);
        var projection = list.Projection is null ? null : expressions.Compile(list.Projection, inner);
        return run =>
        {
            if (Elements(source(run)) is not { } elements)
                return null;
            var result = new List<object?>();
            foreach (var element in elements)
            {
                run.Budget.Touch();
                run.Row[slot] = element;
                if (where is not null && where(run) is not true)
                    continue;
                run.Budget.HoldBriefly();
                result.Add(projection is null ? element : projection(run));
            }
            return new CypherList(result);
        };
    }

    private Evaluator Compile(Quantifier quantifier, SlotScope scope)
    {
        var source = expressions.Compile(quantifier.Source, scope);
        var slot = context.Slots.New();
        var where = expressions.Compile(quantifier.Where, scope.With(quantifier.Variable, slot));
        return run =>
        {
            if (Elements(source(run)) is not { } elements)
                return null;
            var (yes, no, unknown) = (0, 0, 0);
            foreach (var element in elements)
            {
                run.Budget.Touch();
                run.Row[slot] = element;
                var holds = where(run);
                yes += holds is true ? 1 : 0;
                no += holds is false ? 1 : 0;
                unknown += holds is null ? 1 : 0;
            }
            return Decide(quantifier.Kind, yes, no, unknown);
        };
    }

    private static bool? Decide(QuantifierKind kind, int yes, int no, int unknown)
    {
        var open = unknown > 0 ? default(bool?) : true;
        return kind switch
        {
            QuantifierKind.All => no > 0 ? false : open,
            QuantifierKind.Any => yes > 0 ? true : !open,
            QuantifierKind.None => yes > 0 ? false : open,
            _ => yes > 1 ? false
            : unknown > 0 ? null
            : yes == 1,
        };
    }

    private Evaluator Compile(Reduce reduce, SlotScope scope)
    {
        var initial = expressions.Compile(reduce.Initial, scope);
        var source = expressions.Compile(reduce.Source, scope);
        var (accumulator, slot) = (context.Slots.New(), context.Slots.New());
        var body = expressions.Compile(
            reduce.Body,
            scope.With(reduce.Accumulator, accumulator).With(reduce.Variable, slot)
        );
        return run =>
        {
            if (Elements(source(run)) is not { } elements)
                return null;
            var value = initial(run);
            foreach (var element in elements)
            {
                run.Budget.Touch();
                run.Row[accumulator] = value;
                run.Row[slot] = element;
                value = body(run);
            }
            return value;
        };
    }

    private Evaluator Compile(PatternComprehension comprehension, SlotScope scope)
    {
        var plan = MatchPlanner.Plan(new LogicalArgument(scope), [comprehension.Pattern], comprehension.Where, context);
        var rows = factory.Create(plan);
        var projection = expressions.Compile(comprehension.Projection, plan.Scope);
        return run => Collect(rows, projection, run);
    }

    private Evaluator Compile(PatternExpression expression, SlotScope scope)
    {
        var pattern = expression.Pattern;
        if (pattern.Shortest == ShortestKind.None)
        {
            var match = factory.Create(MatchPlanner.Plan(new LogicalArgument(scope), [pattern], null, context));
            return run => match.Rows(run).Any();
        }
        var name = context.NewName("path");
        var named = pattern with { Variable = name };
        var plan = MatchPlanner.Plan(new LogicalArgument(scope), [named], null, context);
        var paths = factory.Create(plan);
        var path = expressions.Compile(new Variable(name), plan.Scope);
        return pattern.Shortest == ShortestKind.All
            ? run => Collect(paths, path, run)
            : run => paths.Rows(run).Any() ? path(run) : null;
    }

    private Evaluator Compile(Subquery subquery, SlotScope scope)
    {
        var plan = new QueryPlanner(context).Plan(subquery.Query, scope, isTop: false);
        var rows = factory.Create(plan);
        if (subquery.Kind == SubqueryKind.Exists)
            return run => rows.Rows(run).Any();
        if (subquery.Kind == SubqueryKind.Count)
            return run => rows.Rows(run).LongCount();
        var column = expressions.Compile(new Variable(plan.Scope.Names[0]), plan.Scope);
        return run => Collect(rows, column, run);
    }

    private static CypherList Collect(Operator rows, Evaluator value, QueryRun run)
    {
        var values = new List<object?>();
        foreach (var _ in rows.Rows(run))
        {
            run.Budget.HoldBriefly();
            values.Add(value(run));
        }
        return new CypherList(values);
    }

    private static CypherList? Elements(object? value) =>
        value switch
        {
            null => null,
            CypherList list => list,
            _ => throw new CypherException(
                CypherErrorKind.TypeError,
                "InvalidArgumentType",
                $"IN takes a list, not a {CypherType.Name(value)}."
            ),
        };
}
