using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Normalization;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>What is to be known of a cluster.</summary>
/// <param name="Kinds">The kinds that can be seen.</param>
/// <param name="States">What matters of each object and edge that is there, by its record's key.</param>
/// <param name="Events">The events, each in its latest state.</param>
internal sealed record ClusterState(
    IReadOnlyList<ResourceType> Kinds,
    IReadOnlyDictionary<string, string> States,
    IReadOnlyList<Event> Events
)
{
    private static readonly ResourceType Widgets = new("example.com", "v1", "widgets", "Widget", IsCustom: true);

    /// <summary>Lists all that an account may see now.</summary>
    public static async Task<ClusterState> ReadAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        var (states, events, troubles) = (
            new Dictionary<string, string>(StringComparer.Ordinal),
            new List<Event>(),
            new ConcurrentQueue<string>()
        );
        var records = new ClusterRecords(
            AgentProcess.Cluster,
            TimeProvider.System,
            (record, _) => Add(record, states, events),
            troubles.Enqueue
        );
        using var server = ApiServer.Connect(kubeconfig, null);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feed = new ClusterFeed(
            server,
            WatchedTypes.With([Widgets]),
            (observed, _) =>
            {
                lock (records)
                    records.Add(observed);
                return ValueTask.CompletedTask;
            },
            troubles.Enqueue,
            TimeProvider.System
        );
        IReadOnlySet<string> unseen = new HashSet<string>();
        await feed.RunAsync(
                () =>
                {
                    unseen = feed.Unseen;
                    ending.Cancel();
                },
                ending.Token
            )
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return new ClusterState(
            [.. WatchedTypes.Objects.Append(Widgets).Where(type => !unseen.Contains(type.Kind))],
            states,
            events
        );
    }

    /// <summary>What matters of what a record says; null where it says that its object or edge is gone.</summary>
    public static string? Of(DataTopic topic, ReadOnlyMemory<byte> record)
    {
        using var json = JsonDocument.Parse(record);
        if (!json.RootElement.GetProperty("op").ValueEquals("upsert"))
            return null;
        if (topic == DataTopic.Topology)
            return json.RootElement.TryGetProperty("calls", out var calls) ? calls.GetRawText() : "";
        var item = json.RootElement.GetProperty("object");
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
            ObjectNormalizer.Write(
                writer,
                WatchedTypes.Objects.Append(Widgets).First(type => item.GetProperty("kind").ValueEquals(type.Kind)),
                item,
                ObjectDetail.Significant
            );
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void Add(CaptureRecord record, Dictionary<string, string> states, List<Event> events)
    {
        if (record.Topic == DataTopic.Events)
            events.Add(JsonSerializer.Deserialize(record.Value.Span, WireJson.Default.Event)!);
        else if (Of(record.Topic, record.Value) is { } state)
            states[record.Key] = state;
        else
            states.Remove(record.Key);
    }
}
