using System.Diagnostics.Metrics;
using System.Text;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.EventLog;
using KgRca.EventLog.Embedded;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.Graph.Storage;
using KgRca.GraphBuilder.Metrics;
using KgRca.GraphBuilder.Pipelines;
using Microsoft.Extensions.Logging.Abstractions;

namespace KgRca.GraphBuilder.Tests.Engines;

/// <summary>A tenant's graph, built from records that arrive when a test says.</summary>
internal sealed class BuiltGraph : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-built-").FullName;
    private readonly EmbeddedGraphStore _store;
    private readonly EmbeddedEventLog _log;
    private readonly TenantId _tenant = TenantId.Create("acme");
    private readonly GraphBuilderMetrics _metrics = new(new Meters());
    private readonly Dictionary<DataTopic, long> _ends = [];
    private OwnedGraph _owned;
    private BatchProcessor _processor;

    public BuiltGraph()
    {
        _store = new EmbeddedGraphStore(
            new GraphOptions { DataDirectory = _folder },
            GraphSchema.NodeTypes,
            TimeProvider.System
        );
        _log = new EmbeddedEventLog(new EventLogOptions { DataDirectory = _folder }, TimeProvider.System);
        Graph = _store.Open(_tenant.GraphDatabase);
        (_owned, _processor) = NewProcessor();
    }

    public IGraphReader Graph { get; }

    /// <summary>Writes the graph past the engines.</summary>
    public ValueTask ApplyAsync(params IReadOnlyList<GraphChange> changes) =>
        _owned.CommitAsync(changes, [], [], Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Goes on with engines that are rebuilt from the graph.</summary>
    public void Restart() => (_owned, _processor) = NewProcessor();

    public async Task SendAsync(
        DataTopic topic,
        DateTimeOffset arrivedAt,
        string value,
        params IReadOnlyList<RecordHeader> headers
    )
    {
        var offset = _ends.GetValueOrDefault(topic);
        _ends[topic] = offset + 1;
        var record = new LogRecord(
            new TopicPartition(new TopicName(_tenant, topic).ToString(), 0),
            offset,
            arrivedAt,
            "k"u8.ToArray(),
            Encoding.UTF8.GetBytes(value),
            headers
        );
        var batch = await _processor.ProcessAsync([record], Token);
        Assert.Equal("", batch.FirstError);
        await CommitAsync(batch);
    }

    /// <summary>Records of a capture, so many to a batch.</summary>
    public async Task SendAsync(IReadOnlyList<CaptureRecord> records, DateTimeOffset arrivedAt, int chunk)
    {
        foreach (var some in records.Chunk(chunk))
        {
            var batch = await _processor.ProcessAsync(
                [
                    .. some.Select(record =>
                    {
                        var offset = _ends.GetValueOrDefault(record.Topic);
                        _ends[record.Topic] = offset + 1;
                        return new LogRecord(
                            new TopicPartition(new TopicName(_tenant, record.Topic).ToString(), 0),
                            offset,
                            arrivedAt,
                            Encoding.UTF8.GetBytes(record.Key),
                            record.Value,
                            [SentTime.ToHeader(record.Time)]
                        );
                    }),
                ],
                Token
            );
            Assert.Equal("", batch.FirstError);
            await CommitAsync(batch);
        }
    }

    /// <summary>An error of a Pod of its own, which begins an incident wherever it counts.</summary>
    public Task SendErrorAsync(string cluster, string pod, DateTimeOffset time, DateTimeOffset arrivedAt) =>
        SendAsync(
            DataTopic.Events,
            arrivedAt,
            $$"""
            {"event_id":"{{cluster}}-{{pod}}","event_time":"{{WireTimeConverter.ToText(
                time
            )}}","cluster":"{{cluster}}","source":"k8s.event",
             "severity":"critical","reason":"OOMKilled","message":"Container app was killed: out of memory",
             "subject":{"kind":"Pod","namespace":"{{pod}}","name":"{{pod}}"},"labels":{"component":"kubelet","host":"node-1"} }
            """
        );

    public async Task CloseQuietAsync(TimeSpan idle)
    {
        if (await _processor.CloseQuietAsync(idle, Token) is { Count: > 0 } changes)
            await _owned.CommitAsync(changes, [], [], Token);
    }

    public async Task<IReadOnlyList<IncidentNode>> IncidentsAsync() =>
        [
            .. (await Graph.FindNodesAsync(new NodeQuery(GraphSchema.Incident), Token))
                .Nodes.Select(IncidentNode.From)
                .OrderBy(incident => incident.StartedAt),
        ];

    public async Task<IReadOnlyList<ClockNode>> ClocksAsync() =>
        [
            .. (await Graph.FindNodesAsync(new NodeQuery(GraphSchema.Engine), Token))
                .Nodes.Select(ClockNode.From)
                .OfType<ClockNode>(),
        ];

    /// <summary>Everything in the graph, private nodes too.</summary>
    public Task<string> DumpAsync() => WriteAsync(GraphSchema.NodeTypes.Select(type => type.Label));

    /// <summary>What a client can see of the graph.</summary>
    public Task<string> ExportAsync() =>
        WriteAsync(GraphSchema.NodeTypes.Select(type => type.Label).Except(GraphSchema.PrivateLabels));

    private async Task<string> WriteAsync(IEnumerable<string> labels)
    {
        using var output = new MemoryStream();
        await GraphDump.WriteAsync(
            Graph,
            [.. labels],
            [
                .. Enum.GetValues<EdgeType>().Select(WireNames.Of),
                GraphSchema.About,
                GraphSchema.SameIncident,
                GraphSchema.PotentialCause,
            ],
            output,
            Token
        );
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private ValueTask CommitAsync(ProcessedBatch batch) =>
        _owned.CommitAsync(batch.Changes, batch.Checkpoints, batch.Usage, Token);

    private (OwnedGraph, BatchProcessor) NewProcessor()
    {
        var owned = new OwnedGraph(Graph, ((IGraphWriters)_store).Open(_tenant.GraphDatabase), 1);
        return (owned, new BatchProcessor(_tenant, owned, _log, _metrics, TimeProvider.System, NullLogger.Instance));
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose() { }
    }
}
