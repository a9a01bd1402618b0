using System.Buffers;
using System.Text.Json;
using KgRca.Contracts.Json;

namespace KgRca.GraphBuilder.Engines;

/// <summary>
/// The times in a Kubernetes object that its cluster's clock has written. Those that tell of what has happened cannot
/// lie ahead of the object's arrival; others, such as the end of a certificate, may.
/// </summary>
internal static class ObjectTimes
{
    private static readonly HashSet<string> PastMembers = new(StringComparer.Ordinal)
    {
        "creationTimestamp",
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
    };

    /// <summary>Whether an object says that it was made after a time.</summary>
    public static bool IsCreatedAfter(JsonElement item, DateTimeOffset time) =>
        item.TryGetProperty("metadata"u8, out var metadata)
        && metadata.TryGetProperty("creationTimestamp"u8, out var created)
        && created.ValueKind == JsonValueKind.String
        && created.TryGetDateTimeOffset(out var at)
        && at > time;

    /// <summary>The object without times that lie after its arrival: all of them are moved back by as much.</summary>
    /// <param name="item">The object.</param>
    /// <param name="arrivedAt">When it came.</param>
    /// <param name="ahead">How far the clock is ahead of whoever observed it; the cluster's may be further.</param>
    public static JsonElement Place(JsonElement item, DateTimeOffset arrivedAt, TimeSpan ahead)
    {
        var newest = NewestOf(item);
        if (newest <= arrivedAt)
            return item;
        if (newest - arrivedAt > ahead)
            ahead = newest - arrivedAt;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(item, null, arrivedAt, ahead, writer);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static DateTimeOffset NewestOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .Select(member => TimeOf(member) ?? NewestOf(member.Value))
                .DefaultIfEmpty()
                .Max(),
            JsonValueKind.Array => value.EnumerateArray().Select(NewestOf).DefaultIfEmpty().Max(),
            _ => default,
        };

    private static DateTimeOffset? TimeOf(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String
        && PastMembers.Contains(member.Name)
        && WireTimeConverter.TryParse(member.Value, out var time)
            ? time
            : null;

    private static void Write(
        JsonElement value,
        DateTimeOffset? time,
        DateTimeOffset arrivedAt,
        TimeSpan ahead,
        Utf8JsonWriter writer
    )
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, TimeOf(member), arrivedAt, ahead, writer);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                    Write(element, null, arrivedAt, ahead, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when time > arrivedAt:
                writer.WriteStringValue(WireTimeConverter.ToText(time.Value - ahead));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
