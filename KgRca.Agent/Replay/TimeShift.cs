using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KgRca.Agent.Normalization;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;

namespace KgRca.Agent.Replay;

/// <summary>
/// Moves a capture to another time: every RFC 3339 time under a member that holds one, in records and in the Kubernetes
/// objects within them. Events get ids of their own for each run, since they are taken to happen again. Not
/// thread-safe.
/// </summary>
internal sealed class TimeShift(TimeSpan shift, string run)
{
    private static readonly JsonDocumentOptions Reading = new()
    {
        MaxDepth = RecordLimits.Depth + 1,
        AllowDuplicateProperties = false,
    };
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly HashSet<string> TimeMembers = new(StringComparer.Ordinal)
    {
        "time",
        "event_time",
        "first_time",
        "observed_at",
        "started_at",
        "startsAt",
        "endsAt",
        "creationTimestamp",
        "deletionTimestamp",
        "lastTransitionTime",
        "lastUpdateTime",
        "lastHeartbeatTime",
        "lastProbeTime",
        "startTime",
        "startedAt",
        "finishedAt",
        "completionTime",
        "lastScheduleTime",
        "lastSuccessfulTime",
        "renewTime",
        "acquireTime",
        "firstTimestamp",
        "lastTimestamp",
        "eventTime",
    };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>
    /// The line with its times moved. A line that is no JSON object stays as it is, for the server to report.
    /// </summary>
    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return line;
            _buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_buffer, Writing))
                WriteRecord(json, document.RootElement);
            return _buffer.WrittenSpan.ToArray();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is not Unicode.
            return line;
        }
    }

    private void WriteRecord(Utf8JsonWriter json, JsonElement record)
    {
        var id =
            record.TryGetProperty("value"u8, out var value)
            && value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("event_id"u8, out var text)
            && text.ValueKind == JsonValueKind.String
                ? Rename(text.GetString() ?? "")
                : null;
        json.WriteStartObject();
        foreach (var member in record.EnumerateObject())
        {
            if (id is not null && member.NameEquals("key"u8))
                json.WriteString("key"u8, id);
            else if (id is not null && member.NameEquals("value"u8))
                WriteEvent(json, member.Value, id);
            else
                Write(json, member);
        }
        json.WriteEndObject();
    }

    private void WriteEvent(Utf8JsonWriter json, JsonElement value, string id)
    {
        json.WriteStartObject("value"u8);
        foreach (var member in value.EnumerateObject())
        {
            if (member.NameEquals("event_id"u8))
                json.WriteString("event_id"u8, id);
            else
                Write(json, member);
        }
        json.WriteEndObject();
    }

    private string Rename(string id) => EventIds.Of($"{run}\n{id}");

    private void Write(Utf8JsonWriter json, JsonProperty member)
    {
        json.WritePropertyName(member.Name);
        if (
            member.Value.ValueKind == JsonValueKind.String
            && TimeMembers.Contains(member.Name)
            && Moved(member.Value) is { } moved
        )
            json.WriteStringValue(moved);
        else
            Write(json, member.Value);
    }

    private void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                    Write(json, member);
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                    Write(json, element);
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private string? Moved(JsonElement text)
    {
        if (!WireTimeConverter.TryParse(text, out var time))
            return null;
        // Go's zero time means that there is none.
        return time.Year == 1 ? null : WireTimeConverter.ToText(time + shift);
    }
}
