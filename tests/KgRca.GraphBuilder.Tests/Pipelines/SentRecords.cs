using System.Text;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Tests.Pipelines;

/// <summary>
/// A tenant's records in a log, spread over three hours. Every tenth is a line that was sent again, and every twentieth is
/// one that cannot be used: neither counts.
/// </summary>
internal sealed class SentRecords
{
    private static readonly DateTimeOffset First = new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);
    private readonly SortedDictionary<(DateTimeOffset Hour, string Meter), long> _usage = [];

    public SentRecords(TenantId tenant, IEnumerable<CaptureRecord> records)
    {
        Tenant = tenant;
        var all = new List<LogRecord>();
        var ends = new Dictionary<DataTopic, long>();
        var taken = records.ToList();
        for (var i = 0; i < taken.Count; i++)
        {
            var time = First.AddHours(3.0 * i / taken.Count);
            Append(taken[i].Topic, time, taken[i].Key, taken[i].Value);
            Count(time, taken[i].Value.Length);
            if (i % 10 == 9)
                Append(taken[i].Topic, time, taken[i].Key, taken[i].Value);
            if (i % 20 == 19)
                Append(DataTopic.Events, time, "bad", Encoding.UTF8.GetBytes($"{{\"event_id\":\"bad-{i}\"}}"));
        }
        All = all;

        void Append(DataTopic topic, DateTimeOffset time, string key, ReadOnlyMemory<byte> value)
        {
            var offset = ends.GetValueOrDefault(topic);
            ends[topic] = offset + 1;
            var partition = new TopicPartition(new TopicName(tenant, topic).ToString(), 0);
            all.Add(new LogRecord(partition, offset, time, Encoding.UTF8.GetBytes(key), value, [], all.Count));
        }
    }

    public TenantId Tenant { get; }

    /// <summary>All records, in the order of the log.</summary>
    public IReadOnlyList<LogRecord> All { get; }

    /// <summary>What was accepted, by hour.</summary>
    public string Usage =>
        string.Join("; ", _usage.Select(entry => new UsageCount(entry.Key.Hour, entry.Key.Meter, entry.Value)));

    private void Count(DateTimeOffset time, long bytes)
    {
        var hour = new DateTimeOffset(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero);
        _usage[(hour, "events_ingested")] = _usage.GetValueOrDefault((hour, "events_ingested")) + 1;
        _usage[(hour, "bytes_ingested")] = _usage.GetValueOrDefault((hour, "bytes_ingested")) + bytes;
    }
}
