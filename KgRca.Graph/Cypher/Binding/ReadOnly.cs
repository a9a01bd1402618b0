using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>Finds what in a query does more than read.</summary>
internal static class ReadOnly
{
    /// <summary>The first clause that does, by its name, with its place; null where there is none.</summary>
    public static (string Clause, Position At)? FirstViolation(Query query)
    {
        foreach (var clause in query.Parts.SelectMany(part => part.Clauses))
            if (FirstViolation(clause) is { } found)
                return found;
        return null;
    }

    private static (string Clause, Position At)? FirstViolation(Clause clause)
    {
        if (clause is WritingClause or OtherClause or CallSubquery { InTransactions: true })
            return (clause.Name, clause.At);
        if (clause is CallSubquery call && FirstViolation(call.Query) is { } called)
            return called;
        return SyntaxWalk
            .ClauseExpressions(clause)
            .SelectMany(SyntaxWalk.SelfAndInside)
            .OfType<Subquery>()
            .Select(subquery => FirstViolation(subquery.Query))
            .FirstOrDefault(found => found is not null);
    }
}
