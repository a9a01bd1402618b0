using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>Prints constants. Strings become parameters.</summary>
internal static class LiteralPrinter
{
    public static string Print(object? value, QueryPrinting printing) =>
        value switch
        {
            string text => $"${printing.Parameters.OfString(text)}",
            < 0L or < 0.0 => $"({CypherText.Format(value)})",
            null or bool or long or double => CypherText.Format(value),
            _ => throw new ArgumentException($"{value.GetType()} is no constant of a query.", nameof(value)),
        };
}
