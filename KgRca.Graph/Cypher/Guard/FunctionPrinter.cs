using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>Prints calls of functions, by the names that Neo4j 5 has for them.</summary>
internal static class FunctionPrinter
{
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ceiling"] = "ceil",
        ["character_length"] = "char_length",
        ["ln"] = "log",
        ["lower"] = "toLower",
        ["rels"] = "relationships",
        ["upper"] = "toUpper",
    };

    public static string Print(FunctionCall call, QueryPrinting printing)
    {
        var arguments = call.Arguments.Select(argument => ExpressionPrinter.Print(argument, printing)).ToArray();
        var isPresence = call.Name.Equals("exists", StringComparison.OrdinalIgnoreCase);
        if (isPresence && call.Arguments[0] is not PatternExpression)
            return $"({arguments[0]} IS NOT NULL)";
        var inside = call.IsStar ? "*" : string.Join(", ", arguments);
        return $"{Name(call.Name)}({(call.IsDistinct ? "DISTINCT " : "")}{inside})";
    }

    /// <summary>Never the customer's own text: only functions that are known have a name here.</summary>
    private static string Name(string name) =>
        OtherNames.GetValueOrDefault(name)
        ?? CypherFunctions.Find(name)?.Name
        ?? CypherAggregates.Find(name)?.Name
        ?? throw new ArgumentException($"The guard does not let {name}() pass.", nameof(name));
}
