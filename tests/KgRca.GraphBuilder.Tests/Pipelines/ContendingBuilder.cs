using System.Diagnostics.Metrics;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.GraphBuilder.Metrics;
using KgRca.GraphBuilder.Pipelines;
using Microsoft.Extensions.Logging.Abstractions;

namespace KgRca.GraphBuilder.Tests.Pipelines;

/// <summary>A builder that does one step when it is told to, and has the graph only for as long as it is the owner.</summary>
internal sealed class ContendingBuilder(
    SentRecords records,
    IEventLog log,
    IGraphReader reader,
    IGraphWriters writers,
    string graph
)
{
    private readonly GraphBuilderMetrics _metrics = new(new Meters());
    private OwnedGraph? _owned;
    private BatchProcessor? _processor;
    private int _next;
    private bool _losesAnswers;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>It is told that the tenant is its own, and where to begin.</summary>
    public async Task TakeOverAsync(long epoch)
    {
        var lossy = new BrokenGraphs { Inner = writers, After = LoseAnswer };
        _owned = new OwnedGraph(reader, lossy.Open(graph), epoch);
        _processor = new BatchProcessor(
            records.Tenant,
            _owned,
            log,
            _metrics,
            TimeProvider.System,
            NullLogger.Instance
        );
        _next = await FirstMissingAsync();
    }

    /// <summary>It processes the next records, and commits them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isAcknowledged">Whether it hears that they were committed.</param>
    /// <returns>Whether it has done all.</returns>
    public async Task<bool> GoOnAsync(int count, bool isAcknowledged)
    {
        if (_owned is null || _processor is null)
            return false;
        try
        {
            var some = records.All.Skip(_next).Take(count).ToList();
            var processed = await _processor.ProcessAsync(some, Token);
            _losesAnswers = !isAcknowledged;
            try
            {
                await CommitAsync(_owned, processed);
            }
            catch (GraphUnavailableException)
            {
                // As the pipeline does: it tries the same again, and is told that the graph is elsewhere.
                _losesAnswers = false;
                await CommitAsync(_owned, processed);
            }
            _next += processed.Records;
            return _next == records.All.Count;
        }
        catch (CheckpointConflictException conflict)
        {
            _losesAnswers = false;
            _processor.Reset();
            if (conflict.IsSuperseded)
                (_owned, _processor) = (null, null);
            return false;
        }
    }

    private static ValueTask CommitAsync(OwnedGraph owned, ProcessedBatch processed) =>
        owned.CommitAsync(processed.Changes, processed.Checkpoints, processed.Usage, Token);

    private void LoseAnswer(string database)
    {
        if (_losesAnswers)
            throw new GraphUnavailableException("The answer was lost.");
    }

    private async Task<int> FirstMissingAsync()
    {
        var found = await writers.Open(graph).GetPositionAsync(Token);
        return records
            .All.TakeWhile(record =>
                record.Offset < found.OffsetOf(new Checkpoint(record.Partition.Topic, record.Partition.Partition, 0))
            )
            .Count();
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose() { }
    }
}
