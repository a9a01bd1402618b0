using System.Diagnostics.CodeAnalysis;
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

    private static ReadOnlySpan<byte> ListedText => "listed"u8;

    /// <summary>Reads one record. Members that the wire format does not know are ignored; of members with one name, the
    /// last counts.</summary>
    /// <param name="topic">The topic it came by, which says what it is.</param>
    /// <param name="value">Its bytes. They are not kept.</param>
    /// <param name="receivedAt">When the platform received it; bounds the times that it may bear.</param>
    /// <returns>The record, complete and valid, or the first error that was found. Never throws for bad
    /// input.</returns>
    public static ParseResult Parse(DataTopic topic, ReadOnlySpan<byte> value, DateTimeOffset receivedAt)
    {
        if (value.Length > RecordLimits.Bytes)
            return new RecordError(
                RecordErrorCode.TooLarge,
                "",
                $"The record has {value.Length} bytes; at most {RecordLimits.Bytes} are allowed."
            );
        if (!Utf8.IsValid(value))
            return new RecordError(RecordErrorCode.InvalidUtf8, "", "The record is not valid UTF-8.");
        return topic switch
        {
            DataTopic.Events => TryRead(value, Json.Event, out var record, out var error)
                ? Result(Shortened(record), RecordValidator.Check(record, isLog: false, receivedAt))
                : error,
            DataTopic.Logs => TryRead(value, Json.Event, out var record, out var error)
                ? Result(Shortened(record), RecordValidator.Check(record, isLog: true, receivedAt))
                : error,
            DataTopic.Resources when IsListing(value) => TryRead(value, Json.Listing, out var record, out var error)
                ? Result(record, RecordValidator.Check(record, receivedAt))
                : error,
            DataTopic.Resources => TryRead(value, Json.Resource, out var record, out var error)
                ? Result(record, RecordValidator.Check(record, value, receivedAt))
                : WithListed(error),
            DataTopic.Topology => TryRead(value, Json.Edge, out var record, out var error)
                ? Result(record, RecordValidator.Check(record, receivedAt))
                : error,
            DataTopic.Alerts => TryRead(value, Json.AlertGroup, out var record, out var error)
                ? Result(record with { ReceivedAt = receivedAt }, RecordValidator.Check(record, receivedAt))
                : error,
            DataTopic.Heartbeats => TryRead(value, Json.Heartbeat, out var record, out var error)
                ? Result(record, RecordValidator.Check(record, receivedAt))
                : error,
            DataTopic.Feedback => TryRead(value, Json.CauseVerdict, out var record, out var error)
                ? Result(record, RecordValidator.Check(record, receivedAt))
                : error,
            _ => new RecordError(RecordErrorCode.UnknownTopic, "topic", "must be a topic that agents write to"),
        };
    }

    /// <summary>
    /// Whether the record says <c>"op": "listed"</c>. Few do, so the members are only walked where the word stands
    /// somewhere; of several <c>op</c>, the last counts, as it does for the serializer.
    /// </summary>
    private static bool IsListing(ReadOnlySpan<byte> value)
    {
        if (value.IndexOf(ListedText) < 0)
            return false;
        try
        {
            var isListing = false;
            var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = RecordLimits.Depth });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isOp = reader.ValueTextEquals("op"u8);
                reader.Read();
                if (isOp)
                    isListing = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(ListedText);
                reader.Skip();
            }
            return isListing;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever reads it as a resource says what is wrong.
            return false;
        }
    }

    // A resource's own operations are two; the third makes it a listing.
    private static RecordError WithListed(RecordError error) =>
        error is { Code: RecordErrorCode.InvalidValue, Member: "op" }
            ? RecordError.Invalid("op", "must be one of upsert, delete, listed")
            : error;

    private static Event Shortened(Event record) =>
        record.Message.Length > RecordLimits.TextLength
            ? record with
            {
                Message = LongTexts.Cut(record.Message),
            }
            : record;

    private static ParseResult Result(WireRecord record, RecordError? error) => error is null ? record : error;

    private static bool TryRead<T>(
        ReadOnlySpan<byte> value,
        JsonTypeInfo<T> type,
        [NotNullWhen(true)] out T? record,
        [NotNullWhen(false)] out RecordError? error
    )
        where T : WireRecord
    {
        try
        {
            record = JsonSerializer.Deserialize(value, type);
            error = record is null ? JsonErrors.NotAnObject : null;
        }
        catch (JsonException)
        {
            record = null;
            error = JsonErrors.Explain(value, type);
        }
        return record is not null;
    }
}
