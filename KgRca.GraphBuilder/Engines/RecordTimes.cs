using KgRca.Contracts.Records;

namespace KgRca.GraphBuilder.Engines;

/// <summary>
/// Places records whose clock is ahead. Nothing is reported before it happens: a time after the record's arrival is
/// wrong by at least the difference, and one that is believed would make everything that comes with the right time too
/// late to count. A time before the arrival is left alone, however old: records wait in an agent, and captures are
/// replayed years later. A function of the record and of what the log keeps of it, so that the same log gives the same
/// graph.
/// </summary>
internal static class RecordTimes
{
    /// <summary>How far ahead a clock may be and still be believed: 1 minute, for machines without NTP.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Places a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="arrivedAt">When it came into the log.</param>
    /// <param name="ahead">How far its clock is ahead; zero where it may be right.</param>
    /// <returns>The record, with the time of its arrival where its own is ahead of it.</returns>
    public static WireRecord Place(WireRecord record, DateTimeOffset arrivedAt, out TimeSpan ahead)
    {
        ahead = TimeSpan.Zero;
        if (record is AlertGroup group)
            return Place(group, arrivedAt, ref ahead);
        if (TimeOf(record) is not { } time)
            return record;
        if (IsAhead(time, arrivedAt))
            ahead = time - arrivedAt;
        return record switch
        {
            Resource resource => Place(resource, arrivedAt, ahead),
            _ when ahead == TimeSpan.Zero => record,
            // What it stands for took as long as it says.
            Event item => item with { EventTime = arrivedAt, FirstTime = item.FirstTime - ahead },
            Edge edge => edge with { ObservedAt = arrivedAt },
            // Its objects were placed by their own arrivals, of which some may be earlier than the listing's by more
            // than the listing took.
            Listing listing => listing with
            {
                ObservedAt = arrivedAt,
                StartedAt = listing.StartedAt - ahead - Tolerance,
            },
            _ => record,
        };
    }

    private static DateTimeOffset? TimeOf(WireRecord record) =>
        record switch
        {
            Event item => item.EventTime,
            Resource resource => resource.ObservedAt,
            Listing listing => listing.ObservedAt,
            Edge edge => edge.ObservedAt,
            _ => null,
        };

    private static Resource Place(Resource resource, DateTimeOffset arrivedAt, TimeSpan ahead)
    {
        if (ahead == TimeSpan.Zero && !ObjectTimes.IsCreatedAfter(resource.Object, arrivedAt + Tolerance))
            return resource;
        return resource with
        {
            ObservedAt = ahead > TimeSpan.Zero ? arrivedAt : resource.ObservedAt,
            Object = ObjectTimes.Place(resource.Object, arrivedAt, ahead),
        };
    }

    private static AlertGroup Place(AlertGroup group, DateTimeOffset arrivedAt, ref TimeSpan ahead)
    {
        var most = TimeSpan.Zero;
        foreach (var alert in group.Alerts)
            if (IsAhead(alert.StartsAt, arrivedAt) && alert.StartsAt - arrivedAt > most)
                most = alert.StartsAt - arrivedAt;
        ahead = most;
        return most == TimeSpan.Zero
            ? group
            : group with
            {
                Alerts = [.. group.Alerts.Select(alert => Place(alert, arrivedAt))],
            };
    }

    private static Alert Place(Alert alert, DateTimeOffset arrivedAt) =>
        !IsAhead(alert.StartsAt, arrivedAt)
            ? alert
            : alert with
            {
                StartsAt = arrivedAt,
                SaidStartsAt = alert.StartsAt,
                EndsAt = alert.EndsAt > arrivedAt ? arrivedAt : alert.EndsAt,
            };

    private static bool IsAhead(DateTimeOffset time, DateTimeOffset arrivedAt) => time - arrivedAt > Tolerance;
}
