using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.EventLog;

namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>
/// What the platform's log has of an agent's records: what they say in the end, and which of them say again what was
/// said.
/// </summary>
internal sealed class ToldRecords(IEventConsumer consumer)
{
    private const int PollRecords = 1_000;
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, string?> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Event> _events = new(StringComparer.Ordinal);
    private readonly List<Event> _lines = [];
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly List<(string Text, bool IsResent)> _doubled = [];
    private readonly HashSet<UInt128> _known = [];
    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private readonly List<Repetition> _repeated = [];
    private readonly List<Listing> _listings = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _seen = new(StringComparer.Ordinal);

    /// <summary>Records that were told.</summary>
    public int Count { get; private set; }

    /// <summary>How many objects and edges have not been told again since <see cref="Await"/>.</summary>
    public int Awaited => _awaited.Count;

    /// <summary>Expects all that is there to be told once more.</summary>
    public void Await() =>
        _awaited.UnionWith(_states.Where(entry => entry.Value is not null).Select(entry => entry.Key));

    /// <summary>Whether an object or an edge, by its record's key, was told of as gone.</summary>
    public bool IsGone(string key) => _states.TryGetValue(key, out var state) && state is null;

    /// <summary>Whether it was once told of as gone.</summary>
    public bool WasGone(string key) => _gone.Contains(key);

    /// <summary>Whether an object or an edge, by its record's key, was told of as being there.</summary>
    public bool IsThere(string key) => _states.GetValueOrDefault(key) is not null;

    /// <summary>How often a line of a log was told of.</summary>
    public int Lines(string text) => _lines.Count(line => line.Message.Contains(text, StringComparison.Ordinal));

    /// <summary>Takes in what has come since the last time.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (await consumer.PollAsync(PollRecords, PollWait, cancellationToken) is { Count: > 0 } records)
            foreach (var record in records)
                Add(record);
    }

    /// <summary>What is lost, superfluous or doubled, a line each.</summary>
    /// <param name="expected">What is to be known.</param>
    /// <param name="names">The objects that are there, by their records' keys.</param>
    /// <param name="maySendAgain">Whether the agent had no answer to some batch: it sends it until it has one, and the
    /// platform ignores the records that it knows.</param>
    public List<string> Differences(ClusterState expected, IEnumerable<string> names, bool maySendAgain)
    {
        var lines = _doubled
            .Concat(
                _repeated
                    .Where(again => !_listings.Exists(again.IsListed))
                    .Select(again => (again.Text, again.IsResent))
            )
            .Where(record => !maySendAgain || !record.Item2)
            .Select(record => $"doubled: {record.Item1}")
            .ToList();
        lines.AddRange(
            _listings
                .Where(listing => listing.Count != CountOf(listing))
                .Select(listing => $"listed {listing.Count} of {CountOf(listing)}: {listing.Key}")
        );
        lines.AddRange(names.Except(expected.States.Keys).Select(key => $"not listed: {key}"));
        lines.AddRange(
            expected
                .States.Keys.Where(key => ResourceId.TryParse(key, out _))
                .Except(names)
                .Select(key => $"not there: {key}")
        );
        lines.AddRange(expected.States.Keys.Where(key => !IsThere(key)).Select(key => $"lost: {key}"));
        lines.AddRange(
            _states
                .Where(entry => entry.Value is not null && !expected.States.ContainsKey(entry.Key))
                .Select(entry => $"superfluous: {entry.Key}")
        );
        lines.AddRange(
            expected
                .States.Where(entry => _states.GetValueOrDefault(entry.Key) is { } told && told != entry.Value)
                .Select(entry => $"not the latest: {entry.Key}: {_states[entry.Key]} is {entry.Value}")
        );
        lines.AddRange(
            expected
                .Events.Where(item => !_events.ContainsKey(item.EventId))
                .Select(item => $"lost: {item.Subject.Name} {item.Reason} {item.Message}")
        );
        var (told, there) = (Counts(_events.Values), Counts(expected.Events));
        lines.AddRange(
            there
                .Where(entry => told.GetValueOrDefault(entry.Key) != entry.Value)
                .Select(entry =>
                    $"told {told.GetValueOrDefault(entry.Key)} times, happened {entry.Value} times: {entry.Key}"
                )
        );
        return lines;
    }

    private List<DateTimeOffset> SeenOf(string key)
    {
        if (!_seen.TryGetValue(key, out var times))
            _seen.Add(key, times = []);
        return times;
    }

    // No change of a kind is told while it is listed.
    private int CountOf(Listing listing) =>
        _seen.Count(entry =>
            entry.Key.StartsWith($"{listing.Cluster}/{listing.Kind}/", StringComparison.Ordinal)
            && entry.Value.Exists(time => time >= listing.StartedAt && time <= listing.ObservedAt)
        );

    private static Dictionary<string, int> Counts(IEnumerable<Event> events) =>
        events
            .GroupBy(item =>
                $"{item.Subject} {item.Reason} {item.Message} {item.Labels?.GetValueOrDefault("component")}"
            )
            .ToDictionary(group => group.Key, group => group.Sum(item => item.Count));

    private void Add(LogRecord record)
    {
        var key = Encoding.UTF8.GetString(record.Key.Span);
        Count++;
        if (!TopicName.TryParse(record.Partition.Topic, out var name))
            return;
        // Each record bears its time: one that is the same in every byte was sent twice.
        var isResent = !_known.Add(XxHash128.HashToUInt128(record.Value!.Value.Span));
        if (name.Topic == DataTopic.Logs)
        {
            _lines.Add(JsonSerializer.Deserialize(record.Value!.Value.Span, WireJson.Default.Event)!);
            return;
        }
        if (name.Topic == DataTopic.Events)
        {
            var item = JsonSerializer.Deserialize(record.Value!.Value.Span, WireJson.Default.Event)!;
            if (!_events.TryAdd(key, item))
                _doubled.Add(($"{item.Subject.Name} {item.Reason} {item.Message}", isResent));
            return;
        }
        var told = RecordParser.Parse(name.Topic, record.Value!.Value.Span, record.Timestamp).Record;
        if (told is Listing listing)
        {
            _listings.Add(listing);
            return;
        }
        var state = ClusterState.Of(name.Topic, record.Value!.Value);
        if (state is not null && told is Resource resource)
            SeenOf(key).Add(resource.ObservedAt);
        if ((_states.TryGetValue(key, out var before) ? before == state : state is null) & !_awaited.Remove(key))
            _repeated.Add(new Repetition($"{key}: {state ?? "gone"}", isResent, told));
        _states[key] = state;
        if (state is null)
            _gone.Add(key);
    }

    /// <summary>A state that was told before.</summary>
    /// <param name="Text">What was told.</param>
    /// <param name="IsResent">Whether the same record was told before, not only the same state.</param>
    /// <param name="Record">By which record.</param>
    private sealed record Repetition(string Text, bool IsResent, WireRecord? Record)
    {
        /// <summary>Whether a listing tells of it: that of the object's kind, or of one that the edge follows from.</summary>
        public bool IsListed(Listing listing) =>
            Record switch
            {
                Resource { Op: StateOperation.Upsert } item => item.Reference().Kind == listing.Kind
                    && IsWithin(item.ObservedAt, listing),
                Edge { Op: StateOperation.Upsert } edge => (
                    listing.Kind == edge.From.Kind
                    || listing.Kind == edge.To.Kind
                    || listing.Kind == "EndpointSlice" && edge.Type == EdgeType.Selects
                ) && IsWithin(edge.ObservedAt, listing),
                _ => false,
            };

        private static bool IsWithin(DateTimeOffset time, Listing listing) =>
            time >= listing.StartedAt && time <= listing.ObservedAt;
    }
}
