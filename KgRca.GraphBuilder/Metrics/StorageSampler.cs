using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Metrics;

/// <summary>
/// Looks every quarter of a minute at how far the builders are behind, and every minute at what clients take on disk,
/// for the metrics that say so.
/// </summary>
internal sealed partial class StorageSampler(
    IEventLog log,
    IGraphReaders graphs,
    GraphBuilderMetrics metrics,
    TimeProvider clock,
    ILogger<StorageSampler> logger
) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // A look at a size opens a file for each client.
    private const int LooksPerSize = 4;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var looks = 0;
        do
        {
            try
            {
                await SampleLagsAsync(stoppingToken);
                if (looks++ % LooksPerSize == 0)
                    await SampleSizesAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is EventLogUnavailableException or GraphUnavailableException)
            {
                LogNotSampled(exception);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks at both now.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        await SampleLagsAsync(cancellationToken);
        await SampleSizesAsync(cancellationToken);
    }

    private async Task SampleLagsAsync(CancellationToken cancellationToken)
    {
        var lags = new Dictionary<(DataTopic Topic, int Partition), long>();
        foreach (var lag in await log.GetLagAsync(GraphBuilderModule.ConsumerGroup, cancellationToken))
        {
            if (!TopicName.TryParse(lag.Partition.Topic, out var name))
                continue;
            var key = (name.Topic, lag.Partition.Partition);
            lags[key] = lags.GetValueOrDefault(key) + lag.Lag;
        }
        metrics.Lags = lags;
    }

    private async Task SampleSizesAsync(CancellationToken cancellationToken)
    {
        var topics = (await log.ListTopicsAsync(cancellationToken)).Select(topic =>
            TopicName.TryParse(topic.Name, out var name) ? name : default(TopicName?)
        );
        var stored = new Dictionary<TenantId, long>();
        foreach (var tenant in topics.OfType<TopicName>().Select(topic => topic.Tenant).Distinct())
            stored[tenant] = (
                await graphs.Open(tenant.GraphDatabase).GetStatisticsAsync(cancellationToken)
            ).StoredBytes;
        metrics.StoredBytes = stored;
    }

    [LoggerMessage(LogLevel.Warning, "Cannot read lag and sizes; metrics keep their last values")]
    private partial void LogNotSampled(Exception exception);
}
