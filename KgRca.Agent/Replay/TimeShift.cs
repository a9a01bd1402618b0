using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;

namespace KgRca.Agent.Replay;

/// <summary>
/// Moves a capture to another time: every RFC 3339 time under a member that holds one, in records and in the Kubernetes objects within them. Events get ids of
/// their own for each run, since they are taken to happen again.
/// </summary>
internal sealed class TimeShift(TimeSpan shift, string run)
{
    private const int IdBytes = 16;

    private static readonly HashSet<string> TimeMembers = new(StringComparer.Ordinal)
    {
        "time", "event_time", "first_time", "observed_at", "startsAt", "endsAt", "creationTimestamp", "deletionTimestamp", "lastTransitionTime",
        "lastUpdateTime", "lastHeartbeatTime", "lastProbeTime", "startTime", "startedAt", "finishedAt", "completionTime", "lastScheduleTime",
        "lastSuccessfulTime", "renewTime", "acquireTime", "firstTimestamp", "lastTimestamp", "eventTime",
    };

    /// <summary>The line with its times moved. A line that is no JSON object stays as it is, for the server to report.</summary>
    public byte[] Apply(byte[] line)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(line, null, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = RecordLimits.Depth + 1 });
        }
        catch (JsonException)
        {
            return line;
        }
        if (root is not JsonObject record) return line;
        Move(record);
        if (record["value"] is JsonObject value && Text(value["event_id"]) is { } id)
        {
            var renamed = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run}\n{id}")).AsSpan(0, IdBytes));
            value["event_id"] = renamed;
            record["key"] = renamed;
        }
        return JsonSerializer.SerializeToUtf8Bytes(record);
    }

    private void Move(JsonNode node)
    {
        switch (node)
        {
            case JsonObject item:
                foreach (var (name, child) in item.ToList())
                {
                    if (TimeMembers.Contains(name) && Text(child) is { } text && Moved(text) is { } moved) item[name] = moved;
                    else if (child is not null) Move(child);
                }
                break;
            case JsonArray list:
                foreach (var child in list)
                    if (child is not null) Move(child);
                break;
        }
    }

    private string? Moved(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return null;
        // Go's zero time means that there is none.
        return time.Year == 1 ? null : WireTimeConverter.ToText(time + shift);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
