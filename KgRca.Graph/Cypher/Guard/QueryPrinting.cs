using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Guard;

/// <summary>What is known and gathered while a query is printed.</summary>
/// <param name="procedures">The procedures that there are.</param>
/// <param name="privateLabels">The labels of nodes that no pattern may find.</param>
internal sealed class QueryPrinting(ICypherProcedures procedures, IReadOnlyCollection<string> privateLabels)
{
    private readonly Dictionary<string, string> _unnamed = new(StringComparer.Ordinal);

    /// <summary>The parameters that the text has.</summary>
    public PrintedParameters Parameters { get; } = new();

    /// <summary>What the customer calls columns without a name of their own.</summary>
    public IReadOnlyDictionary<string, string> Columns =>
        _unnamed.ToDictionary(entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

    /// <summary>
    /// A name between backticks. One with a backslash is refused: Neo4j reads <c>\u0060</c> as a backtick, even there.
    /// </summary>
    /// <exception cref="CypherException">The name has a character that no name in a graph has.</exception>
    public static string Quote(string name)
    {
        if (name.Length == 0 || name.Any(c => c == '\\' || char.IsControl(c)))
            throw new CypherException(
                CypherErrorKind.Forbidden,
                "ForbiddenName",
                "Names must not be empty and must have neither backslashes nor control characters."
            );
        return $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
    }

    /// <summary>A variable between backticks; a column that the customer left unnamed has a new name.</summary>
    public string Variable(string name) => Quote(_unnamed.GetValueOrDefault(name, name));

    /// <summary>The new name of a column that is called by its text.</summary>
    public string Unnamed(string text)
    {
        if (!_unnamed.TryGetValue(text, out var name))
            _unnamed.Add(text, name = $"_column_{_unnamed.Count}");
        return Quote(name);
    }

    /// <summary>The name of a procedure that the guard has let pass.</summary>
    public string Procedure(string name) => procedures.Find(name)!.Name;

    /// <summary>What a node's labels must be so that it is none of the private ones.</summary>
    public LabelExpression? Public(LabelExpression? label) =>
        privateLabels.Aggregate(label, (all, name) => And(all, new NotLabel(new LabelName(name))));

    private static LabelExpression And(LabelExpression? left, LabelExpression right) =>
        left is null ? right : new AndLabel(left, right, IsColon: false);
}
