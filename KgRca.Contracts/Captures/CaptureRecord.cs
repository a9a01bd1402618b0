using System.Buffers;
using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Captures;

/// <summary>
/// A line of a capture, and of the body that the ingest endpoint takes. <c>wire-format.md</c>, "Capture".
/// </summary>
/// <param name="Topic">The topic, without a tenant: whoever replays the line names it.</param>
/// <param name="Key">The record's key.</param>
/// <param name="Time">When the record was made.</param>
/// <param name="Value">The record's JSON, as it stands in the line; a slice of the line's memory.</param>
public readonly record struct CaptureRecord(
    DataTopic Topic,
    string Key,
    DateTimeOffset Time,
    ReadOnlyMemory<byte> Value
)
{
    // The line's own object holds the record, which may nest as deep as any.
    private const int MaxDepth = RecordLimits.Depth + 1;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    /// <summary>
    /// Reads a line without its line end. The value is found, not parsed: it is JSON, but perhaps no record.
    /// </summary>
    /// <param name="line">The line's bytes, which <see cref="Value"/> will refer to.</param>
    /// <param name="record">The record, where the result is null.</param>
    /// <returns>What is wrong with the line, or null. Never throws for bad input.</returns>
    public static RecordError? TryRead(ReadOnlyMemory<byte> line, out CaptureRecord record)
    {
        record = default;
        try
        {
            return Read(line, out record);
        }
        catch (JsonException exception)
        {
            return JsonErrors.Malformed("line", exception, line.Span, MaxDepth);
        }
        catch (InvalidOperationException)
        {
            return new RecordError(RecordErrorCode.InvalidUtf8, "", "The line has text that is not valid Unicode.");
        }
    }

    /// <summary>
    /// Writes the record as a JSON object. A <see cref="Value"/> that spans lines is written on one; its validity is
    /// not checked. The line end is left to the caller.
    /// </summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("topic"u8, TopicName.Suffix(Topic));
        writer.WriteString("key"u8, Key);
        writer.WriteString("time"u8, WireTimeConverter.ToText(Time));
        writer.WritePropertyName("value"u8);
        writer.WriteRawValue(OnOneLine(Value.Span), skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static RecordError? Read(ReadOnlyMemory<byte> line, out CaptureRecord record)
    {
        record = default;
        var reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return RecordError.Invalid("", "The line must be a JSON object.");
        var members = new CaptureLine(line);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (members.ReadMember(ref reader) is { } error)
                return error;
        // Throws where more follows than white space.
        reader.Read();
        return members.Complete(out record);
    }

    // JSON has no line ends but between its tokens, where a space means the same.
    private static ReadOnlySpan<byte> OnOneLine(ReadOnlySpan<byte> json)
    {
        if (!json.ContainsAny(LineEnds))
            return json;
        var copy = json.ToArray();
        copy.AsSpan().ReplaceAny(LineEnds, (byte)' ');
        return copy;
    }
}
