using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Captures;

/// <summary>
/// The members of a capture's line as they are found, in any order. Of members with one name, the last counts.
/// </summary>
internal struct CaptureLine(ReadOnlyMemory<byte> line)
{
    private static readonly string ExpectedTopic =
        $"must be one of {string.Join(", ", TopicName.Inputs.Select(TopicName.Suffix))}";

    private DataTopic? _topic;
    private string? _key;
    private DateTimeOffset? _time;
    private ReadOnlyMemory<byte>? _value;

    /// <summary>Reads the member whose name the reader is at.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public RecordError? ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("topic"u8))
            return ReadTopic(ref reader);
        if (reader.ValueTextEquals("key"u8))
            return ReadKey(ref reader);
        if (reader.ValueTextEquals("time"u8))
            return ReadTime(ref reader);
        var isValue = reader.ValueTextEquals("value"u8);
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (isValue)
            _value = line[start..(int)reader.BytesConsumed];
        return null;
    }

    /// <summary>Makes a record of the members.</summary>
    /// <returns>Which member is missing, or null.</returns>
    public readonly RecordError? Complete(out CaptureRecord record)
    {
        record = default;
        if (_topic is not { } topic)
            return RecordError.Missing("topic");
        if (_key is null)
            return RecordError.Missing("key");
        if (_time is not { } time)
            return RecordError.Missing("time");
        if (_value is not { } value)
            return RecordError.Missing("value");
        record = new CaptureRecord(topic, _key, time, value);
        return null;
    }

    private RecordError? ReadTopic(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            for (var i = 0; i < TopicName.Inputs.Count; i++)
            {
                if (!reader.ValueTextEquals(TopicName.Suffix(TopicName.Inputs[i])))
                    continue;
                _topic = TopicName.Inputs[i];
                return null;
            }
        }
        return new RecordError(RecordErrorCode.UnknownTopic, "topic", ExpectedTopic);
    }

    private RecordError? ReadKey(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
            return RecordError.Invalid("key", "must be a string");
        _key = reader.GetString();
        return null;
    }

    private RecordError? ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (!WireTimeConverter.TryRead(ref reader, out var time))
            return RecordError.Invalid("time", WireTimeConverter.Expected);
        _time = time;
        return null;
    }
}
