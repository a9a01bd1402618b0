using System.Globalization;
using KgRca.Contracts.Records;

namespace KgRca.EventLog.Tenants;

/// <summary>
/// When a record was made by the clock of its sender, which goes with those records for which it matters. In the replay
/// of a capture it is as old as the records are; the time of arrival is not.
/// </summary>
public static class SentTime
{
    private const string HeaderName = "kgrca-sent";

    /// <summary>The header, in ms since 1970 UTC.</summary>
    public static RecordHeader ToHeader(DateTimeOffset time) =>
        new(HeaderName, time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Lets alerts be received when they were sent, if that was before they came into the log.
    /// </summary>
    public static WireRecord Apply(WireRecord record, LogRecord source) =>
        record is AlertGroup group && Of(source) is { } sent && sent < source.Timestamp
            ? group with
            {
                ReceivedAt = sent,
            }
            : record;

    /// <summary>When a record was sent; null where it does not say.</summary>
    public static DateTimeOffset? Of(LogRecord record)
    {
        for (var i = 0; i < record.Headers.Count; i++)
            if (
                record.Headers[i] is { Name: HeaderName, Value: var text }
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            )
                return DateTimeOffset.FromUnixTimeMilliseconds(time);
        return null;
    }
}
