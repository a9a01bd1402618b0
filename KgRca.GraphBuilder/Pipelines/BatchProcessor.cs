using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Graph;
using KgRca.GraphBuilder.Engines;
using KgRca.GraphBuilder.Metering;
using KgRca.GraphBuilder.Metrics;

namespace KgRca.GraphBuilder.Pipelines;

/// <summary>
/// Turns records into changes by one tenant's engine. Not thread-safe: its pipeline's worker calls it.
/// </summary>
internal sealed partial class BatchProcessor(
    TenantId tenant,
    OwnedGraph graph,
    IEventLog log,
    GraphBuilderMetrics metrics,
    TimeProvider clock,
    ILogger logger
)
{
    private ClusterEngines? _engines;
    private DateTimeOffset? _lastArrival;
    private LogPosition? _position;

    /// <summary>The latest event time that the tenant's engine has seen; null before its first batch.</summary>
    public DateTimeOffset? Watermark => _engines?.Watermark;

    /// <summary>The same of the cluster that is furthest behind.</summary>
    public DateTimeOffset? EarliestWatermark => _engines?.EarliestWatermark;

    /// <summary>
    /// Runs records through the engine, in order; those that the graph has already are passed over. Its changes must be
    /// committed before the next call: after a record that the engine failed on, the engine is rebuilt from the graph.
    /// </summary>
    /// <exception cref="CheckpointConflictException">Another owner has written the graph while it was read.</exception>
    public async ValueTask<ProcessedBatch> ProcessAsync(
        IReadOnlyList<LogRecord> records,
        CancellationToken cancellationToken
    )
    {
        if (records.Count > 0)
            _lastArrival = records[0].Timestamp;
        var engines = _engines ??= await LoadAsync(cancellationToken);
        var changes = new List<GraphChange>(records.Count * 3);
        changes.AddRange(engines.Moves);
        engines.Moves.Clear();
        var (letters, usage, firstError, done) = (new List<AppendRecord>(), new UsageTally(), "", records.Count);
        var position = _position ?? throw new InvalidOperationException("Engines are loaded with their position.");
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (record.Offset < position[record.Partition])
                continue;
            position.Advance(record);
            if (record.Value is not { } value)
                continue;
            var topic = TopicOf(record);
            var hash = SeenRecords.HashOf(topic, record);
            if (engines.Seen.Contains(hash))
                continue;
            var started = clock.GetTimestamp();
            var error = Process(engines, topic, value, record, changes);
            metrics.Processed(topic, error is null ? "ok" : "dead_letter", clock.GetElapsedTime(started));
            if (error is null)
            {
                engines.Seen.Add(hash);
                if (topic != DataTopic.Feedback)
                    usage.Add(record);
                continue;
            }
            letters.Add(DeadLetterOf(record, topic, error));
            if (firstError.Length == 0)
                firstError = error;
            if (_engines is null)
            {
                done = i + 1;
                break;
            }
        }
        engines.WriteState(changes);
        return new ProcessedBatch(done, changes, position.ToCheckpoints(), usage.ToCounts(), letters, firstError);
    }

    /// <summary>Forgets the engine; the next call rebuilds it from the graph.</summary>
    public void Reset() => _engines = null;

    /// <summary>Gives a record up: nothing of it becomes part of the graph but the offset after it.</summary>
    public async ValueTask<ProcessedBatch> RejectAsync(
        LogRecord record,
        string error,
        CancellationToken cancellationToken
    )
    {
        _engines ??= await LoadAsync(cancellationToken);
        _position?.Advance(record);
        return new ProcessedBatch(
            1,
            [],
            _position?.ToCheckpoints() ?? [],
            [],
            [DeadLetterOf(record, TopicOf(record), error)],
            error
        );
    }

    /// <summary>
    /// Closes the incidents that have been quiet for the window, when no record has come for <paramref name="idle"/>.
    /// </summary>
    /// <returns>The changes.</returns>
    public async ValueTask<IReadOnlyList<GraphChange>> CloseQuietAsync(
        TimeSpan idle,
        CancellationToken cancellationToken
    )
    {
        var engines = _engines ??= await LoadAsync(cancellationToken);
        var changes = new List<GraphChange>();
        engines.CloseQuiet(idle, changes);
        return changes;
    }

    private string? Process(
        ClusterEngines engines,
        DataTopic topic,
        ReadOnlyMemory<byte> value,
        LogRecord record,
        List<GraphChange> changes
    )
    {
        var result = RecordParser.Parse(topic, value.Span, record.Timestamp);
        if (!result.IsValid)
            return result.Error.ToString();
        if (result.Record is CauseVerdict verdict)
        {
            engines.Judge(verdict, changes);
            return null;
        }
        var before = changes.Count;
        try
        {
            var placed = RecordTimes.Place(SentTime.Apply(result.Record, record), record.Timestamp, out var ahead);
            if (ahead > TimeSpan.Zero && engines.Clocks.Note(placed, ahead, record.Timestamp) is { } clockAhead)
                LogClockAhead(tenant, clockAhead.Cluster, clockAhead.Source, ahead);
            engines.Process(placed, record.Timestamp, changes);
            Count(changes, before);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A fault of the engine must cost this record only, not the tenant: its changes are dropped and its
            // half-changed state with it.
            LogEngineFailed(exception, record.Partition.Topic, record.Partition.Partition, record.Offset);
            changes.RemoveRange(before, changes.Count - before);
            _engines = null;
            return $"The engine failed on this record ({exception.GetType().Name}).";
        }
    }

    private AppendRecord DeadLetterOf(LogRecord record, DataTopic topic, string error) =>
        DeadLetters.Of(
            tenant,
            record.Key,
            record.Value ?? default,
            error,
            TopicName.Suffix(topic),
            record.Partition.Partition,
            record.Offset
        );

    private void Count(List<GraphChange> changes, int from)
    {
        for (var i = from; i < changes.Count; i++)
        {
            if (
                changes[i] is not UpsertRelationship { Key.Type: GraphSchema.PotentialCause } link
                || link.Properties.Find(CauseRelationship.Names.CreatedAt).Type == PropertyType.Null
            )
                continue;
            var cause = CauseRelationship.From(link.Properties);
            metrics.Linked(cause.Confidence, cause.TemporalScore, cause.DistanceScore, cause.DomainScore);
        }
    }

    private async ValueTask<ClusterEngines> LoadAsync(CancellationToken cancellationToken)
    {
        var found = await graph.GetPositionAsync(cancellationToken);
        _position = await LogPosition.ReadAsync(tenant, found.Checkpoints, log, cancellationToken);
        // The graph is taken over before it is read, so that nobody changes it in between.
        await graph.ClaimAsync(found, _position.IsOfAnotherLog ? _position.ToCheckpoints() : null, cancellationToken);
        return await EngineLoader.LoadAsync(graph.Reader, _lastArrival, cancellationToken);
    }

    private static DataTopic TopicOf(LogRecord record) =>
        TopicName.TryParse(record.Partition.Topic, out var name)
            ? name.Topic
            : throw new InvalidOperationException($"'{record.Partition.Topic}' is no tenant's topic.");

    [LoggerMessage(
        LogLevel.Warning,
        "A clock of {TenantId} is ahead by {Ahead}: {Source} in cluster {Cluster}; its records get the time of their arrival"
    )]
    private partial void LogClockAhead(TenantId tenantId, string cluster, string source, TimeSpan ahead);

    [LoggerMessage(
        LogLevel.Error,
        "The engine failed on {Topic}/{Partition} at offset {Offset}; sent the record to the dead-letter topic"
    )]
    private partial void LogEngineFailed(Exception exception, string topic, int partition, long offset);
}
