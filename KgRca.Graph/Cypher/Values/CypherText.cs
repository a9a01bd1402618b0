using System.Globalization;
using System.Text;

namespace KgRca.Graph.Cypher.Values;

/// <summary>Writes values as Cypher would have them written in a query.</summary>
public static class CypherText
{
    /// <summary>
    /// The literal of a value, as openCypher's conformance tests write results: <c>'text'</c>, <c>1.0</c>,
    /// <c>[1, {a: null}]</c>, <c>(:A {x: 1})</c>, <c>[:T {x: 1}]</c>, <c>&lt;(:A)-[:T]->(:B)></c>, and temporal values
    /// as texts by ISO 8601.
    /// </summary>
    public static string Format(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case string quoted:
                AppendQuoted(text, quoted);
                break;
            case CypherList list:
                text.Append('[');
                AppendAll(text, list, item => Append(text, item));
                text.Append(']');
                break;
            case CypherMap map:
                AppendMap(text, map);
                break;
            case CypherNode node:
                AppendNode(text, node);
                break;
            case CypherRelationship relationship:
                AppendRelationship(text, relationship);
                break;
            case CypherPath path:
                AppendPath(text, path);
                break;
            default:
                text.Append(FormatScalar(value));
                break;
        }
    }

    private static string FormatScalar(object? value) =>
        value switch
        {
            null => "null",
            bool truth => truth ? "true" : "false",
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => FloatText.Format(number),
            _ => $"'{value}'",
        };

    private static void AppendMap(StringBuilder text, CypherMap map)
    {
        text.Append('{');
        AppendAll(
            text,
            map,
            entry =>
            {
                AppendName(text, entry.Key);
                text.Append(": ");
                Append(text, entry.Value);
            }
        );
        text.Append('}');
    }

    private static void AppendNode(StringBuilder text, CypherNode node)
    {
        text.Append('(');
        foreach (var label in node.Labels)
            AppendName(text.Append(':'), label);
        if (node.Properties.Count > 0)
            AppendMap(node.Labels.Count > 0 ? text.Append(' ') : text, node.Properties);
        text.Append(')');
    }

    private static void AppendRelationship(StringBuilder text, CypherRelationship relationship)
    {
        AppendName(text.Append("[:"), relationship.Type);
        if (relationship.Properties.Count > 0)
            AppendMap(text.Append(' '), relationship.Properties);
        text.Append(']');
    }

    private static void AppendPath(StringBuilder text, CypherPath path)
    {
        AppendNode(text.Append('<'), path.Nodes[0]);
        for (var i = 0; i < path.Relationships.Count; i++)
        {
            var relationship = path.Relationships[i];
            var isForward = relationship.StartId == path.Nodes[i].Id;
            AppendRelationship(text.Append(isForward ? "-" : "<-"), relationship);
            AppendNode(text.Append(isForward ? "->" : "-"), path.Nodes[i + 1]);
        }
        text.Append('>');
    }

    private static void AppendAll<T>(StringBuilder text, IEnumerable<T> items, Action<T> append)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
                text.Append(", ");
            isFirst = false;
            append(item);
        }
    }

    private static void AppendName(StringBuilder text, string name)
    {
        var isPlain =
            name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c == '_');
        if (isPlain)
            text.Append(name);
        else
            text.Append('`').Append(name.Replace("`", "``", StringComparison.Ordinal)).Append('`');
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('\'');
        foreach (var character in value)
        {
            var escaped = character switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                '\'' => "\\'",
                _ => null,
            };
            _ = escaped is null ? text.Append(character) : text.Append(escaped);
        }
        text.Append('\'');
    }
}
