using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Normalization;

/// <summary>
/// Turns what API servers say into records: objects whose state has really changed, the edges that follow from them,
/// and events. Not thread-safe.
/// </summary>
/// <param name="cluster">The cluster's name in records.</param>
/// <param name="clock">Gives the time of observation.</param>
/// <param name="emit">Gets each record, whose memory is valid until it returns, and what to remember with it.</param>
/// <param name="trouble">Told of objects that no record can hold.</param>
internal sealed class ClusterRecords(
    string cluster,
    TimeProvider clock,
    Action<CaptureRecord, Knowledge?> emit,
    Action<string> trouble
)
{
    private static readonly CallStatistics Declared = new(CallSource.Declared);

    // What is remembered of calls that were seen: by what.
    private static readonly Dictionary<string, CallSource> SeenMarks = new[]
    {
        CallSource.Trace,
        CallSource.Mesh,
    }.ToDictionary(WireNames.Of, StringComparer.Ordinal);

    private readonly Dictionary<ObjectKey, UInt128> _states = [];
    private readonly EdgeDeriver _edges = new();
    private readonly EventNormalizer _events = new(cluster, clock);
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    // Objects that no record can hold: their kinds are never completely told.
    private readonly HashSet<ObjectKey> _leftOut = [];

    // Calls that were seen, which is more than declared. Their end is told, not found missing.
    private readonly Dictionary<EdgeKey, CallStatistics> _calls = [];

    // What a former run has told of and this one has not seen yet.
    private readonly Dictionary<ObjectKey, UInt128> _toldStates = [];
    private readonly HashSet<string> _toldEdges = new(StringComparer.Ordinal);

    /// <summary>The calls that were seen, by this run or a former one, of which only the source is known.</summary>
    public IReadOnlyDictionary<EdgeKey, CallStatistics> Calls => _calls;

    /// <summary>Takes in what a former run remembered.</summary>
    /// <returns>The object that it is about, and its uid; null where it is about none.</returns>
    public (ObjectKey Key, string Uid)? Restore(Knowledge known)
    {
        if (known.Topic == DataTopic.Events)
            _events.Restore(known.Key, known.Mark ?? "");
        if (
            known.Topic == DataTopic.Topology
            && (
                !SeenMarks.TryGetValue(known.Mark ?? "", out var source)
                || ReadEdge(known.Key) is not { } call
                || !_calls.TryAdd(call, new CallStatistics(source))
            )
        )
            _toldEdges.Add(known.Key);
        if (
            known.Topic != DataTopic.Resources
            || !ResourceId.TryParse(known.Key, out var id)
            || known.Mark?.Split(' ') is not [var hash, var uid]
            || !UInt128.TryParse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var state)
        )
            return null;
        var key = new ObjectKey(id.Kind, id.Namespace, id.Name);
        _toldStates[key] = state;
        return (key, uid);
    }

    /// <summary>
    /// All objects have been seen: edges that a former run told of and that did not come again are gone, and so are
    /// objects of kinds that are watched no more.
    /// </summary>
    /// <param name="unseen">Kinds whose objects were not seen: neither they nor what they state are known to be
    /// gone.</param>
    public void Complete(IReadOnlySet<string> unseen)
    {
        foreach (
            var key in _toldStates.Keys.Where(key => !unseen.Contains(key.Kind)).OrderBy(Text, StringComparer.Ordinal)
        )
            Add(new ObservedObject(new ResourceType("", "", "", key.Kind), key, "", null));
        foreach (var key in _toldEdges.Order(StringComparer.Ordinal).ToList())
        {
            var edge = ReadEdge(key);
            if (edge is { } known && EdgeDeriver.StatedBy(known).Any(unseen.Contains))
                continue;
            _toldEdges.Remove(key);
            if (edge is { } gone)
                Emit(clock.GetUtcNow(), new EdgeChange(StateOperation.Delete, gone));
        }
    }

    /// <summary>
    /// Tells of every call that was seen. Objects and the edges that follow from them are told of as they are listed.
    /// </summary>
    public void TellAgain()
    {
        foreach (var call in _calls.Keys)
            Emit(clock.GetUtcNow(), new EdgeChange(StateOperation.Upsert, call));
    }

    /// <summary>Takes what was seen of a call.</summary>
    /// <param name="call">Whose, and of whom.</param>
    /// <param name="statistics">How it went; null where it has not been seen for so long that it counts as
    /// ended.</param>
    public void Add(EdgeKey call, CallStatistics? statistics)
    {
        if (statistics is not null)
            _calls[call] = statistics;
        else if (!_calls.Remove(call))
            return;
        _toldEdges.Remove(EdgeText(call));
        Emit(
            clock.GetUtcNow(),
            new EdgeChange(
                statistics is not null || _edges.IsDeclared(call) ? StateOperation.Upsert : StateOperation.Delete,
                call
            )
        );
    }

    /// <summary>Takes what was observed.</summary>
    public void Add(ObservedObject observed)
    {
        var now = clock.GetUtcNow();
        if (observed.Type == WatchedTypes.Events)
        {
            if (observed.Object is { } item && _events.Read(item) is { } read)
                Emit(now, read);
            return;
        }
        var (isSeen, isKnown) = (_states.ContainsKey(observed.Key), IsKnown(observed));
        if (isSeen && isKnown && !observed.IsListed)
            return;
        if ((!isKnown || observed.IsListed) && !EmitObject(now, observed))
            return;
        var changes = _edges.Apply(observed).FindAll(change => !_calls.ContainsKey(change.Edge));
        foreach (var change in changes)
            EmitOnce(now, change, observed.IsListed);
        if (!observed.IsListed)
            return;
        foreach (var edge in _edges.FollowingFrom(observed.Key))
            if (!_calls.ContainsKey(edge) && !changes.Exists(change => change.Edge == edge))
                EmitOnce(now, new EdgeChange(StateOperation.Upsert, edge), isListed: true);
    }

    /// <summary>
    /// Takes that all objects of a kind were observed. What is not among them is known to be absent, so nothing is said
    /// of a kind of which some could not be told of.
    /// </summary>
    public void Add(ListedKind listed)
    {
        var kind = listed.Type.Kind;
        if (_leftOut.Any(key => key.Kind == kind))
            return;
        var now = clock.GetUtcNow();
        // A clock may have been set back meanwhile.
        var startedAt = listed.StartedAt < now ? listed.StartedAt : now;
        var record = new Listing(now, startedAt, cluster, listed.Type.ApiVersion, kind, listed.Count);
        Write(json => JsonSerializer.Serialize(json, record, WireJson.Default.Listing));
        emit(new CaptureRecord(DataTopic.Resources, record.Key, now, _buffer.WrittenMemory), null);
    }

    /// <summary>Whether this state of the object has been told of. From now on it counts as told.</summary>
    private bool IsKnown(ObservedObject observed)
    {
        if (observed.Object is not { } item)
            return !(_states.Remove(observed.Key) | _toldStates.Remove(observed.Key));
        Write(json => ObjectNormalizer.Write(json, observed.Type, item, ObjectDetail.Significant));
        var state = XxHash128.HashToUInt128(_buffer.WrittenSpan);
        var isKnown = _states.TryGetValue(observed.Key, out var known)
            ? known == state
            : _toldStates.Remove(observed.Key, out var told) && told == state;
        _states[observed.Key] = state;
        return isKnown;
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
            if (observed.Object is { } item)
                ObjectNormalizer.Write(json, observed.Type, item, ObjectDetail.Full);
            else
                ObjectNormalizer.WriteGone(json, observed);
            json.WriteEndObject();
        });
        _leftOut.Remove(observed.Key);
        if (_buffer.WrittenCount > RecordLimits.Bytes)
        {
            _leftOut.Add(observed.Key);
            trouble(
                $"{Text(observed.Key)} was dropped: it has {_buffer.WrittenCount} bytes, more than the limit of "
                    + $"{RecordLimits.Bytes}."
            );
            return false;
        }
        var key = new ResourceId(cluster, observed.Key.Kind, observed.Key.Namespace, observed.Key.Name).ToString();
        emit(
            new CaptureRecord(DataTopic.Resources, key, now, _buffer.WrittenMemory),
            new Knowledge(
                DataTopic.Resources,
                key,
                observed.Object is null ? null : $"{_states[observed.Key]:x32} {observed.Uid}"
            )
        );
        return true;
    }

    private void EmitOnce(DateTimeOffset now, EdgeChange change, bool isListed)
    {
        if (!_toldEdges.Remove(EdgeText(change.Edge)) || isListed || change.Op == StateOperation.Delete)
            Emit(now, change);
    }

    private void Emit(DateTimeOffset now, EdgeChange change)
    {
        var (type, from, to) = change.Edge;
        var key = EdgeText(change.Edge);
        var isSeen = _calls.TryGetValue(change.Edge, out var calls);
        if (type == EdgeType.Calls && change.Op == StateOperation.Upsert)
            calls ??= Declared;
        Write(json =>
            JsonSerializer.Serialize(
                json,
                new Edge(change.Op, now, cluster, type, Reference(from), Reference(to), calls),
                WireJson.Default.Edge
            )
        );
        emit(
            new CaptureRecord(DataTopic.Topology, key, now, _buffer.WrittenMemory),
            new Knowledge(
                DataTopic.Topology,
                key,
                change.Op == StateOperation.Delete ? null
                    : isSeen && calls is not null ? WireNames.Of(calls.Source)
                    : ""
            )
        );
    }

    private void Emit(DateTimeOffset now, EventReading read)
    {
        Write(json => JsonSerializer.Serialize(json, read.Record, WireJson.Default.Event));
        emit(
            new CaptureRecord(DataTopic.Events, read.Record.EventId, now, _buffer.WrittenMemory),
            new Knowledge(DataTopic.Events, read.Uid, read.Mark)
        );
    }

    private void Write(Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        write(json);
    }

    private string EdgeText(EdgeKey edge) => $"{cluster}/{WireNames.Of(edge.Type)}/{Text(edge.From)}/{Text(edge.To)}";

    private static EdgeKey? ReadEdge(string key) =>
        key.Split('/') is [_, var type, var fromKind, var fromNamespace, var from, var toKind, var toNamespace, var to]
        && WireNames.TryParseEdgeType(type, out var known)
            ? new EdgeKey(known, new ObjectKey(fromKind, fromNamespace, from), new ObjectKey(toKind, toNamespace, to))
            : null;

    private static ObjectReference Reference(ObjectKey key) =>
        new(key.Kind, key.Name, key.Namespace.Length > 0 ? key.Namespace : null);

    private static string Text(ObjectKey key) => $"{key.Kind}/{key.Namespace}/{key.Name}";
}
