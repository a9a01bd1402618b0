using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Parsing;

/// <summary>Reads records from their bytes. Pure: the same bytes and time of reception give the same result.</summary>
public static class RecordParser
{
    private static readonly WireJson Json = WireJson.Default;

    /// <summary>Reads one record.</summary>
    /// <param name="topic">The topic it came by, which says what it is.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="receivedAt">When the platform received it; bounds the times that it may bear.</param>
    /// <returns>The record, complete and valid, or the first error that was found. Never throws for bad input.</returns>
    public static ParseResult Parse(DataTopic topic, ReadOnlySpan<byte> value, DateTimeOffset receivedAt)
    {
        if (value.Length > RecordLimits.Bytes)
            return new RecordError(RecordErrorCode.TooLarge, "", $"The record has {value.Length} bytes; at most {RecordLimits.Bytes} are allowed.");
        if (!Utf8.IsValid(value))
            return new RecordError(RecordErrorCode.InvalidUtf8, "", "The record is not valid UTF-8.");
        return topic switch
        {
            DataTopic.Events => Read(value, Json.Event) is var (record, error) && record is null
                ? error! : RecordValidator.Check(record!, isLog: false, receivedAt) ?? (ParseResult)record!,
            DataTopic.Logs => Read(value, Json.Event) is var (record, error) && record is null
                ? error! : RecordValidator.Check(record!, isLog: true, receivedAt) ?? (ParseResult)record!,
            DataTopic.Resources => Read(value, Json.Resource) is var (record, error) && record is null
                ? error! : RecordValidator.Check(record!, value, receivedAt) ?? (ParseResult)record!,
            DataTopic.Topology => Read(value, Json.Edge) is var (record, error) && record is null
                ? error! : RecordValidator.Check(record!, receivedAt) ?? (ParseResult)record!,
            DataTopic.Alerts => Read(value, Json.AlertGroup) is var (record, error) && record is null
                ? error! : RecordValidator.Check(record!, receivedAt) ?? (ParseResult)record!,
            _ => new RecordError(RecordErrorCode.UnknownTopic, "topic", "must be a topic that agents write to"),
        };
    }

    private static (T? Record, RecordError? Error) Read<T>(ReadOnlySpan<byte> value, JsonTypeInfo<T> type) where T : WireRecord
    {
        try
        {
            return JsonSerializer.Deserialize(value, type) is { } record
                ? (record, null)
                : (null, new RecordError(RecordErrorCode.InvalidValue, "", "The record is null; it must be a JSON object."));
        }
        catch (JsonException exception)
        {
            return (null, JsonErrors.Explain(exception, value, type));
        }
    }
}
