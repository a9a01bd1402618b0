using KgRca.Graph.Cypher.Binding;
using KgRca.Graph.Cypher.Parsing;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>
/// The gate that every customer's query passes, whatever store it then runs on: it parses, only reads, makes sense, and
/// calls only procedures and functions that are known.
/// </summary>
internal static class ReadingQuery
{
    /// <summary>A query that may run.</summary>
    /// <param name="text">The customer's query.</param>
    /// <param name="procedures">The procedures that it may call.</param>
    /// <exception cref="CypherException">It may not run; the error says why, and where that stands.</exception>
    public static Query Parse(string text, ICypherProcedures procedures)
    {
        var source = new SourceText(text);
        var query = Parser.Parse(text);
        if (ReadOnly.FirstViolation(query) is var (clause, at))
            throw source.Error(
                "ReadOnly",
                $"{clause} is not allowed: a query only reads",
                at,
                CypherErrorKind.Forbidden
            );
        new QueryCheck(new CheckContext(source, procedures)).Check(query, Scope.Empty, QueryPlace.Top);
        return query;
    }
}
