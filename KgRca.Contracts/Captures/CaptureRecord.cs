using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Captures;

/// <summary>A line of a capture, and of the body that the ingest endpoint takes. <c>wire-format.md</c>, "Capture".</summary>
/// <param name="Topic">The topic, without a tenant: whoever replays the line names it.</param>
/// <param name="Key">The record's key.</param>
/// <param name="Time">When the record was made.</param>
/// <param name="Value">The record's JSON, as it stands in the line; a slice of the line's memory.</param>
public readonly record struct CaptureRecord(DataTopic Topic, string Key, DateTimeOffset Time, ReadOnlyMemory<byte> Value)
{
    private static readonly WireTimeConverter TimeConverter = new();

    /// <summary>Reads a line without its line end. The value is found, not parsed.</summary>
    /// <param name="line">The line's bytes, which <see cref="Value"/> will refer to.</param>
    /// <param name="record">The record, where the result is null.</param>
    /// <returns>What is wrong with the line, or null.</returns>
    public static RecordError? TryRead(ReadOnlyMemory<byte> line, out CaptureRecord record)
    {
        record = default;
        try
        {
            return Read(line, out record);
        }
        catch (JsonException exception)
        {
            return exception.Message.StartsWith("must be", StringComparison.Ordinal)
                ? new RecordError(RecordErrorCode.InvalidValue, "time", exception.Message)
                : new RecordError(RecordErrorCode.MalformedJson, "", $"The line is not valid JSON (byte {exception.BytePositionInLine}).");
        }
        catch (InvalidOperationException)
        {
            return new RecordError(RecordErrorCode.InvalidUtf8, "", "The line has text that is not valid UTF-8.");
        }
    }

    /// <summary>Writes the record as a line, with its line end.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("topic"u8, TopicName.Suffix(Topic));
        writer.WriteString("key"u8, Key);
        writer.WriteString("time"u8, WireTimeConverter.ToText(Time));
        writer.WritePropertyName("value"u8);
        writer.WriteRawValue(Value.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static RecordError? Read(ReadOnlyMemory<byte> line, out CaptureRecord record)
    {
        record = default;
        var reader = new Utf8JsonReader(line.Span, new JsonReaderOptions { MaxDepth = RecordLimits.Depth + 1 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return new RecordError(RecordErrorCode.InvalidValue, "", "The line must be a JSON object.");
        DataTopic? topic = null;
        string? key = null;
        DateTimeOffset? time = null;
        ReadOnlyMemory<byte>? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("topic"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String || !TopicName.TryParseSuffix(reader.GetString(), out var parsed) || parsed == DataTopic.DeadLetter)
                    return new RecordError(RecordErrorCode.UnknownTopic, "topic", $"must be one of {string.Join(", ", TopicName.Inputs.Select(TopicName.Suffix))}");
                topic = parsed;
            }
            else if (reader.ValueTextEquals("key"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String) return new RecordError(RecordErrorCode.InvalidValue, "key", "must be a string");
                key = reader.GetString();
            }
            else if (reader.ValueTextEquals("time"u8))
            {
                reader.Read();
                time = TimeConverter.Read(ref reader, typeof(DateTimeOffset), WireJson.Default.Options);
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                value = line[start..(int)reader.BytesConsumed];
            }
            else
            {
                reader.Skip();
            }
        }
        if (reader.Read()) return new RecordError(RecordErrorCode.MalformedJson, "", "The line has more after its JSON object.");
        if (topic is null) return Missing("topic");
        if (key is null) return Missing("key");
        if (time is null) return Missing("time");
        if (value is null) return Missing("value");
        record = new CaptureRecord(topic.Value, key, time.Value, value.Value);
        return null;
    }

    private static RecordError Missing(string member) => new(RecordErrorCode.MissingMember, member, "is required");
}
