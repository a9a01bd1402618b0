using System.Globalization;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Neo4j;

/// <summary>Pages of a label's nodes.</summary>
internal sealed class Neo4jSearch
{
    private const int MaxLimit = 10_000;

    // Where a page ends by its bytes, so few nodes are read at once.
    private const int NodesAtOnce = 64;

    private readonly NodeQuery _query;
    private readonly NodeType _type;

    /// <exception cref="ArgumentException">The query cannot be.</exception>
    public Neo4jSearch(NodeQuery query, NodeType type)
    {
        if (query.Limit is < 1 or > MaxLimit)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"The limit must be 1 to {MaxLimit}.");
        if (type.TimeProperty is null && (query.From ?? query.To) is not null)
            throw new ArgumentException($"Nodes labelled {query.Label} have no time to range over.", nameof(query));
        (_query, _type) = (query, type);
        PageSize = query.MaxBytes is null ? query.Limit : Math.Min(query.Limit, NodesAtOnce);
        if (query.Cursor is not null)
            _ = Parse(query.Cursor);
        Text = Statement();
    }

    /// <summary>How many nodes are read at once. The statement gives one more where there are more.</summary>
    public int PageSize { get; }

    /// <summary>The statement. Its rows are properties, time and key.</summary>
    public string Text { get; }

    /// <summary>Writes its parameters.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    public void WriteParameters(Utf8JsonWriter json, string? cursor)
    {
        for (var i = 0; i < _query.Where?.Count; i++)
        {
            json.WritePropertyName($"where{i}");
            Neo4jValues.Write(json, _query.Where[i].Value);
        }
        if (_query.From is { } from)
            json.WriteNumber("from", from.ToUnixTimeMilliseconds());
        if (_query.To is { } to)
            json.WriteNumber("to", to.ToUnixTimeMilliseconds());
        json.WriteBoolean("isFirst", cursor is null);
        var (time, key) = cursor is null ? (0, "") : Parse(cursor);
        json.WriteNumber("time", time);
        json.WriteString("key", key);
    }

    /// <summary>The cursor after a row.</summary>
    public static string Cursor(JsonElement row) =>
        PageCursor.Of(row[1].ValueKind == JsonValueKind.Number ? row[1].GetInt64() : 0, row[2].GetString()!);

    /// <summary>About how many bytes a node's properties take.</summary>
    public static long Bytes(Node node)
    {
        var bytes = 0L;
        foreach (var (_, value) in node.Properties)
            bytes += value.Type switch
            {
                PropertyType.String => Encoding.UTF8.GetByteCount(value.AsString!),
                PropertyType.StringList => value.AsStrings!.Sum(text => (long)Encoding.UTF8.GetByteCount(text)),
                _ => sizeof(long),
            };
        return bytes;
    }

    private static (long Time, string Key) Parse(string cursor) =>
        PageCursor.TryParse(cursor, out var time, out var key)
            ? (time, Encoding.UTF8.GetString(key))
            : throw new FormatException("The cursor is not one that a page has given.");

    private string Statement()
    {
        var key = $"n.{Neo4jNames.Quote(_type.KeyProperty)}";
        var time = _type.TimeProperty is { } property ? $"n.{Neo4jNames.Quote(property)}" : null;
        var (than, order) = _query.Descending ? ("<", " DESC") : (">", "");
        var conditions = new List<string>();
        for (var i = 0; i < _query.Where?.Count; i++)
            conditions.Add($"n.{Neo4jNames.Quote(_query.Where[i].Name)} = $where{i}");
        if (_query.From is not null)
            conditions.Add($"{time} >= $from");
        if (_query.To is not null)
            conditions.Add($"{time} < $to");
        conditions.Add(
            time is null
                ? $"($isFirst OR {key} {than} $key)"
                : $"($isFirst OR {time} {than} $time OR ({time} = $time AND {key} {than} $key))"
        );
        var sort = time is null ? $"{key}{order}" : $"{time}{order}, {key}{order}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"MATCH (n:{Neo4jNames.Quote(_query.Label)}) WHERE {string.Join(" AND ", conditions)} RETURN {Properties()}, {time ?? "null"}, {key} ORDER BY {sort} LIMIT {PageSize + 1}"
        );
    }

    private string Properties() =>
        _query.Properties is not { } wanted
            ? "properties(n)"
            : $"n {{{string.Join(", ", wanted.Append(_type.KeyProperty).Distinct().Select(name => $".{Neo4jNames.Quote(name)}"))}}}";
}
