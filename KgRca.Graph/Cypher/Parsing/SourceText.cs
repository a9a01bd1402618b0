namespace KgRca.Graph.Cypher.Parsing;

/// <summary>A query's text, for messages that point into it.</summary>
internal sealed class SourceText(string text)
{
    private const int MaxShown = 100;

    public string Text => text;

    /// <summary>A mistake at a place, with the line and a caret below it.</summary>
    public CypherException Error(
        string detail,
        string message,
        Position position,
        CypherErrorKind kind = CypherErrorKind.SyntaxError
    ) => new(kind, detail, $"{message} (line {position.Line}, column {position.Column})\n{Shown(position)}", position);

    private string Shown(Position position)
    {
        var start = Math.Min(position.Offset - (position.Column - 1), text.Length);
        var end = text.IndexOfAny(['\n', '\r'], start);
        var line = text[start..(end < 0 ? text.Length : end)].Replace('\t', ' ');
        var from = Math.Max(0, position.Column - 1 - MaxShown / 2);
        var part = line.Substring(Math.Min(from, line.Length), Math.Clamp(line.Length - from, 0, MaxShown));
        return $"\"{part}\"\n{new string(' ', position.Column - from)}^";
    }
}
