using System.Text.RegularExpressions;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Neo4j;

/// <summary>Names in statements, and what the store keeps beside a tenant's nodes.</summary>
internal static partial class Neo4jNames
{
    /// <summary>The one node that says whose graph this is and where it stands.</summary>
    public const string Graph = "KgGraph";

    /// <summary>The counters of hours.</summary>
    public const string Usage = "KgUsage";

    /// <summary>The property of every node that says which batch changed it last.</summary>
    public const string Revision = "kg_revision";

    // No relationship has it.
    private const string None = "KgNone";

    /// <summary>A name between back quotes.</summary>
    /// <exception cref="InvalidGraphChangeException">It is no name of letters, digits and underscores.</exception>
    public static string Quote(string name) =>
        Name().IsMatch(name) ? $"`{name}`" : throw new InvalidGraphChangeException($"'{name}' is no name.");

    /// <summary>The pattern's part that says which types relationships may have.</summary>
    /// <param name="types">Null for any; an empty list lets none through.</param>
    public static string Types(IReadOnlyCollection<string>? types) =>
        types switch
        {
            null => "",
            { Count: 0 } => $":{None}",
            _ => $":{string.Join('|', types.Select(Quote))}",
        };

    /// <summary>The types of nodes by their labels.</summary>
    public static Dictionary<string, NodeType> ByLabel(IEnumerable<NodeType> types) =>
        types.ToDictionary(type => type.Label, StringComparer.Ordinal);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
