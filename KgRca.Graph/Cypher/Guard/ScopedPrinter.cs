using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>Prints expressions that have variables of their own.</summary>
internal static class ScopedPrinter
{
    public static string Print(Expression expression, QueryPrinting printing)
    {
        return expression switch
        {
            ListComprehension list =>
                $"[{Element(list.Variable, list.Source)}{Optional(" WHERE ", list.Where)}{Optional(" | ", list.Projection)}]",
            Quantifier quantifier =>
                $"{quantifier.Kind.ToString().ToLowerInvariant()}({Element(quantifier.Variable, quantifier.Source)}"
                    + $" WHERE {Inner(quantifier.Where)})",
            Reduce reduce => $"reduce({printing.Variable(reduce.Accumulator)} = {Inner(reduce.Initial)}, "
                + $"{Element(reduce.Variable, reduce.Source)} | {Inner(reduce.Body)})",
            PatternComprehension comprehension =>
                $"[{PatternPrinter.Print(comprehension.Pattern, printing)}{Optional(" WHERE ", comprehension.Where)}"
                    + $" | {Inner(comprehension.Projection)}]",
            MapProjection map =>
                $"{printing.Variable(map.Source.Name)} {{{string.Join(", ", map.Entries.Select(Entry))}}}",
            _ => throw new ArgumentException($"{expression.GetType()} is no expression.", nameof(expression)),
        };

        string Inner(Expression inner) => ExpressionPrinter.Print(inner, printing);

        string Optional(string before, Expression? inner) => inner is null ? "" : before + Inner(inner);

        string Element(string variable, Expression source) => $"{printing.Variable(variable)} IN {Inner(source)}";

        string Entry(MapProjectionItem item) =>
            item.Key is null ? ".*" : $"{QueryPrinting.Quote(item.Key)}: {Inner(item.Value!)}";
    }
}
