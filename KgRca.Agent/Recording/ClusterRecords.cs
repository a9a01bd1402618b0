using System.Buffers;
using System.IO.Hashing;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Normalization;
using KgRca.Agent.Topology;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Recording;

/// <summary>
/// Turns what API servers say into records: objects whose state has really changed, the edges that follow from them, and events. Not thread-safe.
/// </summary>
/// <param name="cluster">The cluster's name in records.</param>
/// <param name="clock">Gives the time of observation.</param>
/// <param name="emit">Gets each record; its memory is valid until it returns.</param>
/// <param name="trouble">Told of objects that no record can hold.</param>
internal sealed class ClusterRecords(string cluster, TimeProvider clock, Action<CaptureRecord> emit, Action<string> trouble)
{
    private readonly Dictionary<ObjectKey, UInt128> _states = [];
    private readonly EdgeDeriver _edges = new();
    private readonly EventNormalizer _events = new(cluster, clock);
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    /// <summary>Takes what was observed.</summary>
    public void Add(ObservedObject observed)
    {
        var now = clock.GetUtcNow();
        if (observed.Type == WatchedTypes.Events)
        {
            if (observed.Object is { } item && _events.Read(item) is { } read) Emit(now, read);
            return;
        }
        if (!HasChanged(observed)) return;
        if (EmitObject(now, observed))
            foreach (var change in _edges.Apply(observed)) Emit(now, change);
    }

    private bool HasChanged(ObservedObject observed)
    {
        if (observed.Object is not { } item) return _states.Remove(observed.Key);
        Write(json => ObjectNormalizer.Write(json, observed.Type, item, ObjectDetail.Significant));
        var state = XxHash128.HashToUInt128(_buffer.WrittenSpan);
        if (_states.TryGetValue(observed.Key, out var known) && known == state) return false;
        _states[observed.Key] = state;
        return true;
    }

    private bool EmitObject(DateTimeOffset now, ObservedObject observed)
    {
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("op"u8, observed.Object is null ? "delete"u8 : "upsert"u8);
            json.WriteString("observed_at"u8, WireTimeConverter.ToText(now));
            json.WriteString("cluster"u8, cluster);
            json.WritePropertyName("object"u8);
            if (observed.Object is { } item) ObjectNormalizer.Write(json, observed.Type, item, ObjectDetail.Full);
            else ObjectNormalizer.WriteGone(json, observed);
            json.WriteEndObject();
        });
        if (_buffer.WrittenCount > RecordLimits.Bytes)
        {
            trouble($"{Text(observed.Key)} has {_buffer.WrittenCount} bytes, more than a record may have ({RecordLimits.Bytes}): it is left out.");
            return false;
        }
        emit(new CaptureRecord(DataTopic.Resources, new ResourceId(cluster, observed.Key.Kind, observed.Key.Namespace, observed.Key.Name).ToString(), now, _buffer.WrittenMemory));
        return true;
    }

    private void Emit(DateTimeOffset now, EdgeChange change)
    {
        var (type, from, to) = change.Edge;
        Write(json => JsonSerializer.Serialize(json, new Edge(change.Op, now, cluster, type, Reference(from), Reference(to)), WireJson.Default.Edge));
        emit(new CaptureRecord(DataTopic.Topology, $"{cluster}/{WireNames.Of(type)}/{Text(from)}/{Text(to)}", now, _buffer.WrittenMemory));
    }

    private void Emit(DateTimeOffset now, Event read)
    {
        Write(json => JsonSerializer.Serialize(json, read, WireJson.Default.Event));
        emit(new CaptureRecord(DataTopic.Events, read.EventId, now, _buffer.WrittenMemory));
    }

    private void Write(Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        write(json);
    }

    private static ObjectReference Reference(ObjectKey key) => new(key.Kind, key.Name, key.Namespace.Length > 0 ? key.Namespace : null);

    private static string Text(ObjectKey key) => $"{key.Kind}/{key.Namespace}/{key.Name}";
}
