using System.Text;
using System.Text.Json;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Reading;

/// <summary>
/// Gathers what the members of a JSON log line mean, whichever library has written it: zap, logrus, pino, bunyan,
/// winston, structlog, logback, log4j, Serilog, .NET, ECS, GELF, Google's, MongoDB's, tracing. Not thread-safe; used
/// again after <see cref="Clear"/>.
/// </summary>
internal sealed class JsonLog
{
    private const int NameLength = 32;

    // A log's text may stand one object deeper ("fields", "attr"), and so may an error's.
    private const int MaxNesting = 2;

    // What a text is called tells how likely it is the message.
    private const int WrappedRank = 1,
        LooseRank = 2,
        MessageRank = 3;

    private byte[] _utf8 = [];
    private int _rank;

    public Severity? Severity { get; set; }

    public DateTimeOffset? Time { get; set; }

    /// <summary>What happened; null where no member says.</summary>
    public string? Text { get; private set; }

    public string? Error { get; private set; }

    public string? Stack { get; private set; }

    /// <summary>
    /// The text of an object that only wraps what a program has written, as Docker's files do; null of others.
    /// </summary>
    public string? Envelope => _rank == WrappedRank && Severity is null && Error is null ? Text : null;

    /// <summary>All that is said, in one text; null where no member says anything.</summary>
    public string? Message()
    {
        var message =
            Text is null || Error is null || Text.Contains(Error, StringComparison.Ordinal) ? Text ?? Error
            : Stack?.Contains(Error, StringComparison.Ordinal) == true ? Text
            : $"{Text}: {Error}";
        return Stack is null || message?.Contains(Stack, StringComparison.Ordinal) == true ? message
            : message is null ? Stack
            : $"{message}\n{Stack}";
    }

    public void Clear() => (_rank, Severity, Time, Text, Error, Stack) = (0, null, null, null, null, null);

    /// <summary>Reads a line; false where it is no JSON object.</summary>
    public bool TryRead(ReadOnlySpan<char> text)
    {
        Clear();
        if (!text[1..].TrimStart().StartsWith('"'))
            return false;
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_utf8.Length < size)
            _utf8 = new byte[Math.Max(size, 4 * 1024)];
        return TryRead(_utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, _utf8)));
    }

    private bool TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 64 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                ReadMember(ref reader);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is not Unicode.
            return false;
        }
    }

    /// <summary>Reads the member whose name the reader is at.</summary>
    public void ReadMember(ref Utf8JsonReader reader) => ReadMember(ref reader, 0);

    private void ReadMember(ref Utf8JsonReader reader, int nesting)
    {
        Span<char> buffer = stackalloc char[NameLength];
        ReadOnlySpan<char> name = buffer[..Name(ref reader, buffer)];
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, name, nesting);
            return;
        }
        switch (name)
        {
            case "message" or "msg" or "@m" or "short_message":
                TakeText(ref reader, MessageRank);
                break;
            case "@mt" or "event" or "text" or "body":
                TakeText(ref reader, LooseRank);
                break;
            case "log":
                TakeText(ref reader, WrappedRank);
                break;
            case "level"
            or "severity"
            or "lvl"
            or "loglevel"
            or "log_level"
            or "log.level"
            or "levelname"
            or "level_name"
            or "@l"
            or "severity_text"
            or "s"
            or "priority":
                Severity ??= SeverityOf(ref reader);
                break;
            case "time" or "timestamp" or "ts" or "@timestamp" or "@t" or "datetime" or "asctime" or "$date" or "date":
                Time = TimeOf(ref reader) ?? Time;
                break;
            case "error"
            or "err"
            or "exception"
            or "exc_info"
            or "@x"
            or "cause"
            or "reason"
            or "detail"
            or "error.message"
            or "error_message"
            or "errmsg" when Error is null:
                Error = TextOf(ref reader);
                break;
            case "stack"
            or "stacktrace"
            or "stack_trace"
            or "error.stack_trace"
            or "error.stack"
            or "exception.stacktrace"
            or "traceback"
            or "extendedstacktrace":
                Stack = TextOf(ref reader) ?? Stack;
                break;
        }
        // Of a list nothing is taken.
        reader.Skip();
    }

    private void ReadObject(ref Utf8JsonReader reader, scoped ReadOnlySpan<char> name, int nesting)
    {
        var isError = name is "error" or "err" or "exception" or "thrown";
        if (nesting >= MaxNesting || !isError && name is not ("log" or "fields" or "attr" or "t"))
        {
            reader.Skip();
            return;
        }
        // An error's own text is no log's text.
        var (rank, text) = (_rank, Text);
        if (isError)
            (_rank, Text) = (0, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ReadMember(ref reader, nesting + 1);
        if (!isError)
            return;
        Error ??= Text;
        (_rank, Text) = (rank, text);
    }

    private void TakeText(ref Utf8JsonReader reader, int rank)
    {
        if (rank <= _rank || TextOf(ref reader) is not { } text)
            return;
        (_rank, Text) = (rank, text);
    }

    private static string? TextOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text ? text : null;

    private static Severity? SeverityOf(ref Utf8JsonReader reader)
    {
        Span<char> buffer = stackalloc char[NameLength];
        if (reader.TokenType == JsonTokenType.Number)
            return SeverityNames.OfNumber(reader.GetDouble());
        if (reader.TokenType != JsonTokenType.String || Copy(ref reader, buffer) is not (> 0 and var length))
            return null;
        var text = buffer[..length];
        if (length > 2)
            return SeverityNames.Parse(text);
        return char.IsAsciiDigit(text[0])
            ? LineTimes.Digits(text, 0, length) is >= 0 and var number
                ? SeverityNames.OfNumber(number)
                : null
            : SeverityNames.OfLetter(text[0]);
    }

    private static DateTimeOffset? TimeOf(ref Utf8JsonReader reader)
    {
        Span<char> buffer = stackalloc char[NameLength + 8];
        if (reader.TokenType == JsonTokenType.Number)
            return LineTimes.OfEpoch(reader.GetDouble());
        return
            reader.TokenType == JsonTokenType.String
            && LineTimes.TryRead(buffer[..Copy(ref reader, buffer)], out var read)
            && read.HasZone
            ? read.Time
            : null;
    }

    private static int Name(ref Utf8JsonReader reader, scoped Span<char> buffer)
    {
        var length = Copy(ref reader, buffer);
        for (var i = 0; i < length; i++)
            buffer[i] = char.ToLowerInvariant(buffer[i]);
        return length;
    }

    /// <returns>How many characters were copied: none where there are more than the buffer takes.</returns>
    private static int Copy(ref Utf8JsonReader reader, scoped Span<char> buffer)
    {
        if (reader.HasValueSequence || reader.ValueSpan.Length > buffer.Length)
            return 0;
        return reader.ValueIsEscaped ? reader.CopyString(buffer) : Encoding.UTF8.GetChars(reader.ValueSpan, buffer);
    }
}
