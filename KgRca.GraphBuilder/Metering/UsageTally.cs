using KgRca.EventLog;
using KgRca.Graph;

namespace KgRca.GraphBuilder.Metering;

/// <summary>
/// What a batch adds to a client's usage: the records that became part of the graph and the bytes of their values, by the
/// hour in which they came into the log. Records that were sent again, and those that could not be used, do not count.
/// </summary>
internal sealed class UsageTally
{
    private readonly SortedDictionary<DateTimeOffset, (long Records, long Bytes)> _hours = [];

    /// <summary>A record was accepted.</summary>
    public void Add(LogRecord record)
    {
        var time = record.Timestamp.UtcDateTime;
        var hour = new DateTimeOffset(time.Date.AddHours(time.Hour), TimeSpan.Zero);
        var (records, bytes) = _hours.GetValueOrDefault(hour);
        _hours[hour] = (records + 1, bytes + record.Value.GetValueOrDefault().Length);
    }

    /// <summary>What was added.</summary>
    public IReadOnlyList<UsageCount> ToCounts() =>
        [
            .. _hours.SelectMany(hour =>
                (UsageCount[])
                    [
                        new UsageCount(hour.Key, UsageMeters.Records, hour.Value.Records),
                        new UsageCount(hour.Key, UsageMeters.Bytes, hour.Value.Bytes),
                    ]
            ),
        ];
}
