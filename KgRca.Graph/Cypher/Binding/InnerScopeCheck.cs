using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>Checks expressions that have variables of their own.</summary>
internal sealed class InnerScopeCheck(CheckContext context, ExpressionCheck expressions)
{
    /// <summary>What is known of the expression's value.</summary>
    public StaticType Check(Expression expression, Scope scope, Allowed allowed)
    {
        var inner = allowed & ~Allowed.Patterns;
        return expression switch
        {
            ListComprehension list => CheckList(list, scope, inner),
            Quantifier quantifier => CheckQuantifier(quantifier, scope, inner),
            Reduce reduce => CheckReduce(reduce, scope, inner),
            PatternComprehension pattern => CheckPattern(pattern, scope),
            PatternExpression pattern => CheckPattern(pattern, scope, allowed),
            Subquery subquery => CheckSubquery(subquery, scope),
            _ => throw new InvalidOperationException($"No check is known for {expression.GetType().Name}."),
        };
    }

    private StaticType CheckList(ListComprehension list, Scope scope, Allowed allowed)
    {
        var element = CheckSource(list.Source, scope, allowed);
        var inner = scope.With(list.Variable, element);
        if (list.Where is { } where)
            expressions.CheckCondition(where, inner);
        return StaticType.ListOf(
            list.Projection is { } projection
                ? expressions.Check(projection, inner, Allowed.Values).Types
                : element.Types
        );
    }

    private StaticType CheckQuantifier(Quantifier quantifier, Scope scope, Allowed allowed)
    {
        var element = CheckSource(quantifier.Source, scope, allowed);
        expressions.CheckCondition(quantifier.Where, scope.With(quantifier.Variable, element));
        return StaticType.Boolean;
    }

    private StaticType CheckReduce(Reduce reduce, Scope scope, Allowed allowed)
    {
        expressions.Check(reduce.Initial, scope, allowed);
        var element = CheckSource(reduce.Source, scope, allowed);
        var inner = scope.With(reduce.Accumulator, StaticType.Any).With(reduce.Variable, element);
        expressions.Check(reduce.Body, inner, Allowed.Values);
        return StaticType.Any;
    }

    private StaticType CheckSource(Expression source, Scope scope, Allowed allowed)
    {
        var type = expressions.Check(source, scope, allowed);
        context.Require(type, CypherTypes.List, "What follows IN", source.At);
        return new StaticType(type.Types == CypherTypes.List ? type.Elements : CypherTypes.Any);
    }

    private StaticType CheckPattern(PatternComprehension comprehension, Scope scope)
    {
        var inner = new PatternCheck(context, expressions).Bind([comprehension.Pattern], scope);
        if (comprehension.Where is { } where)
            expressions.CheckCondition(where, inner);
        return StaticType.ListOf(expressions.Check(comprehension.Projection, inner, Allowed.Values).Types);
    }

    private StaticType CheckPattern(PatternExpression expression, Scope scope, Allowed allowed)
    {
        var pattern = expression.Pattern;
        if (pattern.Shortest == ShortestKind.None && !allowed.HasFlag(Allowed.Patterns))
            throw context.Error(
                "UnexpectedSyntax",
                "A pattern can only be a condition here; COUNT { } and EXISTS { } are values",
                expression.At
            );
        foreach (var name in SyntaxWalk.Variables(pattern))
            if (scope.Find(name) is null && pattern.Shortest == ShortestKind.None)
                throw context.Undefined(name, scope, expression.At);
        new PatternCheck(context, expressions).Bind([pattern], scope);
        return pattern.Shortest switch
        {
            ShortestKind.None => StaticType.Boolean,
            ShortestKind.One => StaticType.Path,
            _ => StaticType.ListOf(CypherTypes.Path),
        };
    }

    private StaticType CheckSubquery(Subquery subquery, Scope scope)
    {
        var columns = new QueryCheck(context).Check(subquery.Query, scope, QueryPlace.Expression);
        return subquery.Kind switch
        {
            SubqueryKind.Exists => StaticType.Boolean,
            SubqueryKind.Count => StaticType.Integer,
            _ when columns.Names.Count == 1 => StaticType.ListOf(columns.Find(columns.Names[0])!.Value.Types),
            _ => throw context.Error("UnexpectedSyntax", "COLLECT { } returns exactly one column", subquery.At),
        };
    }
}
