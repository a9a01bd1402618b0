using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>Prints queries that the guard has let pass.</summary>
internal static class QueryPrinter
{
    public static string Print(Query query, QueryPrinting printing)
    {
        var mode = query.Mode switch
        {
            QueryMode.Explain => "EXPLAIN ",
            QueryMode.Profile => "PROFILE ",
            _ => "",
        };
        var union = query.KeepsDuplicates ? "\nUNION ALL\n" : "\nUNION\n";
        return mode + string.Join(union, query.Parts.Select(part => Print(part, printing)));
    }

    private static string Print(SingleQuery part, QueryPrinting printing) =>
        string.Join('\n', part.Clauses.Select(clause => Print(clause, printing)));

    private static string Print(Clause clause, QueryPrinting printing) =>
        clause switch
        {
            Match match => Print(match, printing),
            Unwind unwind =>
                $"UNWIND {ExpressionPrinter.Print(unwind.Source, printing)} AS {printing.Variable(unwind.Variable)}",
            Projection projection => Print(projection, printing),
            CallProcedure call => Print(call, printing),
            CallSubquery call => Print(call, printing),
            _ => throw new ArgumentException($"The guard does not let {clause.Name} pass.", nameof(clause)),
        };

    private static string Print(Match match, QueryPrinting printing)
    {
        var patterns = match.Patterns.Select(pattern => PatternPrinter.Print(pattern, printing));
        return $"{match.Name} {string.Join(", ", patterns)}{Suffix(" WHERE ", match.Where, printing)}";
    }

    private static string Print(Projection projection, QueryPrinting printing)
    {
        var items = projection.Entries.Select(item => Print(item, printing));
        var columns = string.Join(", ", projection.IsStar ? items.Prepend("*") : items);
        var orders = projection.OrderBy.Select(item =>
            ExpressionPrinter.Print(item.Value, printing) + (item.IsDescending ? " DESC" : "")
        );
        var order = projection.OrderBy.Count == 0 ? "" : $" ORDER BY {string.Join(", ", orders)}";
        return $"{projection.Name} {(projection.IsDistinct ? "DISTINCT " : "")}{columns}{order}"
            + Suffix(" SKIP ", projection.Skip, printing)
            + Suffix(" LIMIT ", projection.Limit, printing)
            + Suffix(" WHERE ", projection.Where, printing);
    }

    private static string Print(ProjectionItem item, QueryPrinting printing)
    {
        var value = ExpressionPrinter.Print(item.Value, printing);
        if (item.Value is Variable variable && variable.Name == item.Name)
            return value;
        return $"{value} AS {(item.HasAlias ? printing.Variable(item.Name) : printing.Unnamed(item.Name))}";
    }

    private static string Print(CallProcedure call, QueryPrinting printing)
    {
        var arguments = call.Arguments is { } given
            ? $"({string.Join(", ", given.Select(argument => ExpressionPrinter.Print(argument, printing)))})"
            : "";
        var yielded = (call.Yield ?? []).Select(item =>
            $"{QueryPrinting.Quote(item.Column)} AS {printing.Variable(item.Variable)}"
        );
        var yields =
            call.YieldsAll ? " YIELD *"
            : call.Yield is null ? ""
            : $" YIELD {string.Join(", ", yielded)}";
        return $"CALL {printing.Procedure(call.Procedure)}{arguments}{yields}{Suffix(" WHERE ", call.Where, printing)}";
    }

    private static string Print(CallSubquery call, QueryPrinting printing)
    {
        var names = (call.Imports ?? []).Select(printing.Variable);
        var imports =
            call.ImportsAll ? "(*) "
            : call.Imports is null ? ""
            : $"({string.Join(", ", names)}) ";
        return $"CALL {imports}{{\n{Print(call.Query, printing)}\n}}";
    }

    private static string Suffix(string keyword, Expression? expression, QueryPrinting printing) =>
        expression is null ? "" : keyword + ExpressionPrinter.Print(expression, printing);
}
