using System.Globalization;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>Prints patterns.</summary>
internal static class PatternPrinter
{
    public static string Print(PathPattern pattern, QueryPrinting printing)
    {
        var name = pattern.Variable is null ? "" : $"{printing.Variable(pattern.Variable)} = ";
        var hops = pattern.Relationships.Select(
            (relationship, i) => Print(relationship, printing) + Print(pattern.Nodes[i + 1], printing)
        );
        var path = Print(pattern.Nodes[0], printing) + string.Concat(hops);
        return pattern.Shortest switch
        {
            ShortestKind.One => $"{name}shortestPath({path})",
            ShortestKind.All => $"{name}allShortestPaths({path})",
            _ => name + path,
        };
    }

    /// <summary>A label expression, without the colon before it.</summary>
    public static string Print(LabelExpression label) =>
        label switch
        {
            LabelName name => QueryPrinting.Quote(name.Name),
            AnyLabel => "%",
            NotLabel not => $"!{Print(not.Operand)}",
            AndLabel and => $"({Print(and.Left)}&{Print(and.Right)})",
            OrLabel or => $"({Print(or.Left)}|{Print(or.Right)})",
            _ => throw new ArgumentException($"{label.GetType()} is no label expression.", nameof(label)),
        };

    private static string Print(NodePattern node, QueryPrinting printing)
    {
        var label = printing.Public(node.Label);
        return $"({Inside(node.Variable, label is null ? "" : $":{Print(label)}", "", node.Properties, node.Where, printing)})";
    }

    private static string Print(RelationshipPattern relationship, QueryPrinting printing)
    {
        var inside = Inside(
            relationship.Variable,
            relationship.Type is null ? "" : $":{PrintType(relationship.Type)}",
            relationship.Hops is null ? "" : Print(relationship.Hops),
            relationship.Properties,
            relationship.Where,
            printing
        );
        var (left, right) = relationship.Direction switch
        {
            PatternDirection.Left => ("<-", "-"),
            PatternDirection.Right => ("-", "->"),
            _ => ("-", "-"),
        };
        return $"{left}[{inside}]{right}";
    }

    /// <summary>Types between bars have no brackets: a relationship of several hops takes nothing else.</summary>
    private static string PrintType(LabelExpression type) =>
        type is OrLabel or ? $"{PrintType(or.Left)}|{PrintType(or.Right)}" : Print(type);

    private static string Print(HopRange hops)
    {
        var from = hops.From?.ToString(CultureInfo.InvariantCulture);
        var to = hops.To?.ToString(CultureInfo.InvariantCulture);
        return from is not null && from == to ? $"*{from}" : $"*{from}{(from is null && to is null ? "" : "..")}{to}";
    }

    private static string Inside(
        string? variable,
        string label,
        string hops,
        Expression? properties,
        Expression? where,
        QueryPrinting printing
    )
    {
        var name = variable is null ? "" : printing.Variable(variable);
        var map = properties is null ? "" : $" {ExpressionPrinter.Print(properties, printing)}";
        var condition = where is null ? "" : $" WHERE {ExpressionPrinter.Print(where, printing)}";
        return $"{name}{label}{hops}{map}{condition}";
    }
}
