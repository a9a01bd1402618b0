using KgRca.EventLog;

namespace KgRca.GraphBuilder.Consumption;

/// <summary>
/// Stops and starts the delivery of one tenant's records. All its partitions are stopped together, so that their order
/// holds.
/// </summary>
internal sealed class PartitionGate(IEventConsumer consumer, Func<IReadOnlyCollection<TopicPartition>> partitions)
{
    /// <summary>No more records of the tenant are given.</summary>
    public void Close() => consumer.Pause(partitions());

    /// <summary>Records of the tenant are given again.</summary>
    public void Open() => consumer.Resume(partitions());
}
