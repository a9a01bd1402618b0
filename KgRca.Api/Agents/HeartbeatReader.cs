using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.EventLog;
using KgRca.EventLog.Tenants;
using KgRca.Tenancy.Agents;

namespace KgRca.Api.Agents;

/// <summary>
/// Takes agents' heartbeats out of the log, however they came there. One that is lost in a crash is made good by the
/// next, half a minute later.
/// </summary>
internal sealed partial class HeartbeatReader(
    IEventLog log,
    AgentRegistry agents,
    TimeProvider clock,
    ILogger<HeartbeatReader> logger
) : BackgroundService
{
    private const string ConsumerGroup = "agents";
    private const int PollRecords = 500;
    private const int MaxTextLength = 100;
    private static readonly TimeSpan PollWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await using var consumer = await log.SubscribeAsync(
            new Subscription(ConsumerGroup, TopicName.HeartbeatPattern),
            stoppingToken
        );
        while (true)
        {
            try
            {
                await ReadAsync(consumer, stoppingToken);
            }
            catch (CorruptLogException exception)
            {
                consumer.Pause([exception.Partition]);
                LogDamaged(exception, exception.Partition.Topic);
            }
            catch (Exception exception) when (exception is EventLogUnavailableException or UnknownTopicException)
            {
                LogUnavailable(exception);
                await Task.Delay(RetryDelay, clock, stoppingToken);
            }
        }
    }

    private async Task ReadAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        var records = await consumer.PollAsync(PollRecords, PollWait, cancellationToken);
        if (records.Count == 0)
            return;
        var unusable = records.Select(Take).OfType<AppendRecord>().ToList();
        if (unusable.Count > 0)
            await log.AppendAsync(unusable, cancellationToken);
        await consumer.CommitAsync(
            [
                .. records
                    .GroupBy(record => record.Partition)
                    .Select(group => new TopicPartitionOffset(group.Key, group.Max(record => record.Offset) + 1)),
            ],
            cancellationToken
        );
    }

    /// <returns>A dead letter where it is no heartbeat.</returns>
    private AppendRecord? Take(LogRecord record)
    {
        if (record.Value is not { } value || !TopicName.TryParse(record.Partition.Topic, out var name))
            return null;
        var parsed = RecordParser.Parse(name.Topic, value.Span, record.Timestamp);
        if (parsed.Record is not Heartbeat heartbeat)
            return DeadLetters.Of(
                name.Tenant,
                record.Key,
                value,
                $"{parsed.Error}",
                TopicName.Suffix(name.Topic),
                record.Partition.Partition,
                record.Offset
            );
        agents.Report(
            name.Tenant,
            new AgentReport(
                Shorten(heartbeat.Cluster),
                Shorten(heartbeat.Version),
                record.Timestamp,
                heartbeat.Records,
                heartbeat.LagSeconds,
                heartbeat.Dropped,
                (heartbeat.ObservedAt - record.Timestamp).TotalSeconds
            )
        );
        return null;
    }

    private static string Shorten(string text) => text.Length > MaxTextLength ? text[..MaxTextLength] : text;

    [LoggerMessage(LogLevel.Error, "Cannot read {Topic}; when its client's agents were last seen is no longer updated")]
    private partial void LogDamaged(Exception exception, string topic);

    [LoggerMessage(LogLevel.Warning, "The event log is unavailable for heartbeats; retrying")]
    private partial void LogUnavailable(Exception exception);
}
