using System.Globalization;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Tck;

/// <summary>
/// Brings values and the TCK's texts of values into one form: keys and labels in order, and the elements of lists too
/// where their order does not matter.
/// </summary>
internal static class TckValue
{
    /// <summary>The form of a value.</summary>
    public static string Of(object? value, bool ignoresListOrder) =>
        value switch
        {
            string text => $"'{text}'",
            0.0 => "0.0", // which equals -0.0
            CypherList list => List(list.Select(item => Of(item, ignoresListOrder)), ignoresListOrder),
            CypherMap map => Map(map.Select(entry => (entry.Key, Of(entry.Value, ignoresListOrder)))),
            CypherNode node => $"({Labels(node.Labels)}{Of(node.Properties, ignoresListOrder)})",
            CypherRelationship relationship => $"[:{relationship.Type}{Of(relationship.Properties, ignoresListOrder)}]",
            CypherPath path => PathOf(path, ignoresListOrder),
            _ => CypherText.Format(value),
        };

    /// <summary>The form of a value that the TCK writes.</summary>
    public static string Parse(string text, bool ignoresListOrder)
    {
        var at = 0;
        var result = new Reader(text, ignoresListOrder).Value(ref at);
        return at == text.Length ? result : throw new FormatException($"'{text}' is no value, from {at}.");
    }

    private static string PathOf(CypherPath path, bool ignoresListOrder)
    {
        var text = "<" + Of(path.Nodes[0], ignoresListOrder);
        for (var i = 0; i < path.Relationships.Count; i++)
        {
            var relationship = Of(path.Relationships[i], ignoresListOrder);
            text += path.Relationships[i].StartId == path.Nodes[i].Id ? $"-{relationship}->" : $"<-{relationship}-";
            text += Of(path.Nodes[i + 1], ignoresListOrder);
        }
        return text + ">";
    }

    private static string Labels(IEnumerable<string> labels) =>
        string.Concat(labels.Order(StringComparer.Ordinal).Select(label => ":" + label));

    private static string List(IEnumerable<string> items, bool ignoresOrder) =>
        $"[{string.Join(", ", ignoresOrder ? items.Order(StringComparer.Ordinal) : items)}]";

    private static string Map(IEnumerable<(string Key, string Value)> entries) =>
        $"{{{string.Join(", ", entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {e.Value}"))}}}";

    private sealed class Reader(string text, bool ignoresListOrder)
    {
        public string Value(ref int at)
        {
            Skip(ref at);
            return Peek(at) switch
            {
                '\'' => Text(ref at),
                '[' when Peek(at + 1) == ':' => Relationship(ref at),
                '[' => List(Sequence('[', ']', ref at, Value), ignoresListOrder),
                '{' => Properties(ref at),
                '(' => Node(ref at),
                '<' => Path(ref at),
                _ => Scalar(ref at),
            };
        }

        private char Peek(int at) => at < text.Length ? text[at] : '\0';

        private void Skip(ref int at)
        {
            while (Peek(at) == ' ')
                at++;
        }

        private string Text(ref int at)
        {
            var value = "";
            for (at++; text[at] != '\''; at++)
                value += text[at] == '\\' ? text[++at] : text[at];
            at++;
            return $"'{value}'";
        }

        private string Scalar(ref int at)
        {
            var start = at;
            while (at < text.Length && !",]}) ".Contains(text[at]))
                at++;
            var word = text[start..at];
            return
                !long.TryParse(word, CultureInfo.InvariantCulture, out _)
                && double.TryParse(word, CultureInfo.InvariantCulture, out var number)
                ? Of(number, ignoresListOrder)
                : word;
        }

        private delegate T ReadOne<T>(ref int at);

        private List<T> Sequence<T>(char open, char close, ref int at, ReadOne<T> read)
        {
            var items = new List<T>();
            if (Peek(at) != open)
                throw new FormatException($"'{open}' is missing in '{text}' at {at}.");
            at++;
            for (Skip(ref at); Peek(at) != close; Skip(ref at))
            {
                items.Add(read(ref at));
                Skip(ref at);
                if (Peek(at) == ',')
                    at++;
            }
            at++;
            return items;
        }

        private string Properties(ref int at) =>
            Map(
                Sequence(
                    '{',
                    '}',
                    ref at,
                    (ref int at) =>
                    {
                        var key = Name(ref at);
                        at++;
                        return (key, Value(ref at));
                    }
                )
            );

        private string Name(ref int at)
        {
            Skip(ref at);
            var start = at;
            while (char.IsLetterOrDigit(Peek(at)) || Peek(at) == '_')
                at++;
            return text[start..at];
        }

        private string Node(ref int at)
        {
            at++;
            var labels = new List<string>();
            while (Peek(at) == ':')
            {
                at++;
                labels.Add(Name(ref at));
            }
            Skip(ref at);
            var properties = Peek(at) == '{' ? Properties(ref at) : "{}";
            at++;
            return $"({Labels(labels)}{properties})";
        }

        private string Relationship(ref int at)
        {
            at += 2;
            var type = Name(ref at);
            Skip(ref at);
            var properties = Peek(at) == '{' ? Properties(ref at) : "{}";
            at++;
            return $"[:{type}{properties}]";
        }

        private string Path(ref int at)
        {
            at++;
            var path = "<" + Node(ref at);
            while (Peek(at) != '>')
            {
                var isLeft = Peek(at) == '<';
                at += isLeft ? 2 : 1;
                var relationship = Relationship(ref at);
                at += isLeft ? 1 : 2;
                path += (isLeft ? $"<-{relationship}-" : $"-{relationship}->") + Node(ref at);
            }
            at++;
            return path + ">";
        }
    }
}
