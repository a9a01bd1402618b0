using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Normalization;

/// <summary>What an event says that is new.</summary>
/// <param name="Record">The record.</param>
/// <param name="Uid">The event's uid.</param>
/// <param name="Mark">How far the event had come.</param>
internal sealed record EventReading(Event Record, string Uid, string Mark);

/// <summary>
/// Makes records of Kubernetes events (<c>events.k8s.io/v1</c>). Kubernetes counts repetitions in one object that it
/// updates; each update becomes a record of its own, which stands for what was added since the last one.
/// </summary>
internal sealed class EventNormalizer(string cluster, TimeProvider clock)
{
    // Kubernetes keeps events for an hour; one that is not seen for longer was deleted.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);
    private const int SweepAfter = 4_096;

    // By a hash of their uid: a busy cluster has a hundred thousand in two hours. Last, and when it was seen, in ticks.
    private readonly Dictionary<UInt128, (long Last, long Seen, int Count)> _seen = [];
    private readonly long _seed = Random.Shared.NextInt64();
    private int _sweepAt = SweepAfter;

    /// <summary>The record; null where the event says nothing new, or is about no object.</summary>
    public EventReading? Read(JsonElement item)
    {
        if (
            !item.TryGetProperty("metadata"u8, out var metadata)
            || Text(metadata, "uid") is not { } uid
            || Subject(item) is not { } subject
        )
            return null;
        var hasSeries = item.TryGetProperty("series"u8, out var series) && series.ValueKind == JsonValueKind.Object;
        var count = Math.Max(Number(hasSeries ? series : item, hasSeries ? "count" : "deprecatedCount"), 1);
        var first =
            Time(item, "deprecatedFirstTimestamp")
            ?? Time(item, "eventTime")
            ?? Time(metadata, "creationTimestamp")
            ?? clock.GetUtcNow();
        var last =
            (hasSeries ? Time(series, "lastObservedTime") : null)
            ?? Time(item, "deprecatedLastTimestamp")
            ?? Time(item, "eventTime")
            ?? first;
        var known = _seen.TryGetValue(Hash(uid), out var before);
        if (known && before.Count >= count && before.Last >= last.UtcTicks)
            return null;
        Remember(uid, count, last);
        var added = known ? Math.Max(count - before.Count, 1) : count;
        var record = new Event(
            Id(uid, count, last),
            last,
            cluster,
            EventSource.K8sEvent,
            Text(item, "type") == "Normal" ? Severity.Info : Severity.Warning,
            Reason(item),
            SecretMask.Apply(Note(item)),
            subject,
            added > 1
                ? known
                    ? new DateTimeOffset(before.Last, TimeSpan.Zero)
                    : first
                : null,
            added,
            Container(item),
            Labels(item)
        );
        return new EventReading(record, uid, string.Create(CultureInfo.InvariantCulture, $"{count} {last.UtcTicks}"));
    }

    /// <summary>
    /// Takes in what <see cref="EventReading.Mark"/> said of an event: only what came after it is new.
    /// </summary>
    public void Restore(string uid, string mark)
    {
        if (
            mark.Split(' ') is [var count, var last]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
        )
            Remember(uid, number, new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    private void Remember(string uid, int count, DateTimeOffset last)
    {
        var now = clock.GetUtcNow().UtcTicks;
        _seen[Hash(uid)] = (last.UtcTicks, now, count);
        if (_seen.Count < _sweepAt)
            return;
        foreach (var (key, entry) in _seen)
            if (now - entry.Seen > Kept.Ticks)
                _seen.Remove(key);
        _sweepAt = Math.Max(SweepAfter, _seen.Count * 2);
    }

    private UInt128 Hash(string uid) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(uid.AsSpan()), _seed);

    // The same state of the same event has the same id, whichever agent reads it.
    private static string Id(string uid, int count, DateTimeOffset last) =>
        EventIds.Of(string.Create(CultureInfo.InvariantCulture, $"{uid}\n{count}\n{last.UtcTicks}"));

    private static ObjectReference? Subject(JsonElement item)
    {
        if (
            !item.TryGetProperty("regarding"u8, out var regarding)
            || Text(regarding, "kind") is not { } kind
            || Text(regarding, "name") is not { } name
        )
            return null;
        // Kubelets put a node's name in place of its uid.
        var uid = Text(regarding, "uid");
        return new ObjectReference(
            kind,
            name,
            kind == "Node" ? null : Text(regarding, "namespace"),
            uid == name ? null : uid
        );
    }

    // The scheduler gives the UID of the Pod that preempted another; who it is stands beside it.
    private static string Note(JsonElement item)
    {
        var note = Text(item, "note") ?? "";
        if (
            !item.TryGetProperty("related"u8, out var related)
            || Text(related, "uid") is not { } uid
            || Text(related, "name") is not { } name
        )
            return note;
        return note.Replace(
            uid,
            Text(related, "namespace") is { } @namespace ? $"{@namespace}/{name}" : name,
            StringComparison.Ordinal
        );
    }

    private static string Reason(JsonElement item) =>
        Text(item, "reason") is { } reason ? reason[..Math.Min(reason.Length, RecordLimits.NameLength)] : "Unknown";

    // spec.containers{server}, spec.initContainers{migrate}
    private static string? Container(JsonElement item)
    {
        var path = item.TryGetProperty("regarding"u8, out var regarding) ? Text(regarding, "fieldPath") : null;
        var open = path?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        return open >= 0 && path is not null && path.EndsWith('}') && path.Length > open + 2
            ? path[(open + 1)..^1]
            : null;
    }

    private static Dictionary<string, string>? Labels(JsonElement item)
    {
        var source = item.TryGetProperty("deprecatedSource"u8, out var element) ? element : default;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if ((Text(source, "component") ?? Text(item, "reportingController")) is { } component)
            labels["component"] = component;
        if (Text(source, "host") is { } host)
            labels["host"] = host;
        return labels.Count > 0 ? labels : null;
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static int Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : 0;

    private static DateTimeOffset? Time(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && WireTimeConverter.TryParse(value, out var time) ? time : null;
}
