using System.Text.Json;

namespace KgRca.Agent.Logs.Receiving;

/// <summary>What is wrong with an element of a request.</summary>
/// <param name="Element">Its number, from 1.</param>
/// <param name="Offset">Where it begins, in bytes of the body.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record LogElementError(long Element, long Offset, string Message);

/// <summary>
/// What a request's body holds: a JSON array of elements, or one element after the other, a line each or without line
/// ends.
/// </summary>
internal sealed class LogBody
{
    private const int MaxErrors = 100;
    private const int MaxDepth = 64;
    private const string NotJson = "is not valid JSON, or is nested too deeply";

    private readonly LogElement _element = new();
    private readonly List<LogElementError> _errors = [];

    public List<LogLine> Lines { get; } = [];

    /// <summary>Elements that could not be used.</summary>
    public long Rejected { get; private set; }

    /// <summary>What is wrong with the first 100 of them.</summary>
    public IReadOnlyList<LogElementError> Errors => _errors;

    /// <summary>Whether the rest of the body could not be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Reads a body. Never throws for bad input.</summary>
    public static LogBody Read(ReadOnlySpan<byte> body)
    {
        var read = new LogBody();
        var start = SkipBlank(body, 0);
        if (start < body.Length && body[start] == '[')
            read.ReadArray(body, start);
        else
            read.ReadSequence(body, start);
        return read;
    }

    private void ReadArray(ReadOnlySpan<byte> body, int start)
    {
        var reader = new Utf8JsonReader(body[start..], new JsonReaderOptions { MaxDepth = MaxDepth });
        var at = start;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                at = start + (int)reader.TokenStartIndex;
                ReadElement(ref reader, at);
            }
            reader.Read();
        }
        catch (JsonException)
        {
            // After an error, nothing tells where the next element begins.
            Reject(at, NotJson);
            IsBroken = true;
        }
    }

    private void ReadSequence(ReadOnlySpan<byte> body, int start)
    {
        while (start < body.Length)
        {
            var reader = new Utf8JsonReader(
                body[start..],
                new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true }
            );
            var length = 0;
            try
            {
                reader.Read();
                ReadElement(ref reader, start);
                length = (int)reader.BytesConsumed;
            }
            catch (JsonException)
            {
                Reject(start, NotJson);
                length = body[start..].IndexOf((byte)'\n') is >= 0 and var end ? end : body.Length - start;
            }
            start = SkipBlank(body, start + length);
        }
    }

    private void ReadElement(ref Utf8JsonReader reader, int at)
    {
        var depth = reader.CurrentDepth;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            Reject(at, "is not a JSON object");
            return;
        }
        try
        {
            if (_element.Read(ref reader, out var line) is { } error)
                Reject(at, error);
            else
                Lines.Add(line!);
        }
        catch (InvalidOperationException)
        {
            while (reader.CurrentDepth > depth && reader.Read()) { }
            Reject(at, "contains invalid Unicode");
        }
    }

    private void Reject(int at, string message)
    {
        Rejected++;
        if (_errors.Count < MaxErrors)
            _errors.Add(new LogElementError(Lines.Count + Rejected, at, message));
    }

    private static int SkipBlank(ReadOnlySpan<byte> body, int start)
    {
        var next = body[start..].IndexOfAnyExcept(" \t\r\n,"u8);
        return next < 0 ? body.Length : start + next;
    }
}
