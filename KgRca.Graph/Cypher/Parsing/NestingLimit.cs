using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

/// <summary>
/// Refuses syntax trees so deep that a walk through them could use up the stack, which would end the process. A chain
/// of operators is as deep as it is long, and each operand may be another.
/// </summary>
internal static class NestingLimit
{
    /// <summary>How deep: found by test to fit a stack of 1 MB in each walk, with a wide margin.</summary>
    public const int MaxDepth = 500;

    /// <summary>Passes a query that is not too deep.</summary>
    /// <exception cref="CypherException">It is too deep.</exception>
    public static void Check(Query query, SourceText source)
    {
        var pending = new Stack<(Expression Expression, int Depth)>();
        var queries = new Stack<(Query Query, int Depth)>([(query, 0)]);
        while (queries.TryPop(out var next))
        {
            foreach (var clause in next.Query.Parts.SelectMany(part => part.Clauses))
            {
                if (clause is CallSubquery call)
                    queries.Push((call.Query, next.Depth + 1));
                foreach (var expression in SyntaxWalk.ClauseExpressions(clause))
                    pending.Push((expression, next.Depth + 1));
                CheckExpressions(pending, queries, source);
            }
        }
    }

    private static void CheckExpressions(
        Stack<(Expression Expression, int Depth)> pending,
        Stack<(Query Query, int Depth)> queries,
        SourceText source
    )
    {
        while (pending.TryPop(out var next))
        {
            var (expression, depth) = next;
            if (depth > MaxDepth)
                throw source.Error(
                    "QueryTooDeep",
                    $"The query is nested more than {MaxDepth} levels deep; use IN instead of a long chain of OR",
                    expression.At,
                    CypherErrorKind.LimitExceeded
                );
            if (expression is Subquery subquery)
                queries.Push((subquery.Query, depth + 1));
            foreach (var child in SyntaxWalk.Children(expression))
                pending.Push((child, depth + 1));
        }
    }
}
