using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>
/// From one date or time to another. What one has and the other lacks, a date or a time zone, is taken from the other;
/// a missing time is midnight.
/// </summary>
/// <param name="from">Where the span begins.</param>
/// <param name="to">Where it ends, on the same clock.</param>
/// <param name="hasDates">Whether both were given with a date, so that days and months make sense.</param>
internal sealed class TemporalSpan(CypherDateTime from, CypherDateTime to, bool hasDates)
{
    /// <summary>In months, then days, then seconds, each as many as fit.</summary>
    public CypherDuration Mixed
    {
        get
        {
            if (!hasDates)
                return InSeconds;
            var months = WholeMonths;
            var afterMonths = Move(from, from.Local.Date.PlusMonths(months));
            var days = new TemporalSpan(afterMonths, to, hasDates).WholeDays;
            var afterDays = Move(afterMonths, afterMonths.Local.Date.PlusDays(days));
            return Seconds(afterDays, to) with { Months = months, Days = days };
        }
    }

    /// <summary>In whole months.</summary>
    public CypherDuration InMonths => new(hasDates ? WholeMonths : 0, 0, 0, 0);

    /// <summary>In whole days.</summary>
    public CypherDuration InDays => new(0, hasDates ? WholeDays : 0, 0, 0);

    /// <summary>In seconds.</summary>
    public CypherDuration InSeconds => Seconds(from, to);

    public static TemporalSpan Of(object from, object to)
    {
        var (start, end) = (TemporalFields.Of(from), TemporalFields.Of(to));
        var startMoment = Complete(start, end).Moment;
        var endMoment = Complete(end, start).Moment;
        var sameClock = (start.Zone ?? end.Zone ?? CypherZone.Utc).AtUtc(endMoment.Utc);
        return new TemporalSpan(startMoment, sameClock, start.Date is not null && end.Date is not null);
    }

    private long WholeMonths
    {
        get
        {
            var (first, last) = (from.Local.Date, LastFullDay);
            return ((last.Year * 12 + last.Month - (first.Year * 12 + first.Month)) * 32 + last.Day - first.Day) / 32;
        }
    }

    private long WholeDays => LastFullDay.EpochDay - from.Local.Date.EpochDay;

    /// <summary>The day of the end, or the one before if its time of day is not reached yet.</summary>
    private CypherDate LastFullDay
    {
        get
        {
            var byDate = to.Local.Date.CompareTo(from.Local.Date);
            var byTime = to.Local.Time.CompareTo(from.Local.Time);
            var isPart = byDate * byTime < 0;
            return isPart ? to.Local.Date.PlusDays(-Math.Sign(byDate)) : to.Local.Date;
        }
    }

    private static TemporalFields Complete(TemporalFields value, TemporalFields other)
    {
        var zone = value.Zone ?? other.Zone;
        var offset = value.Zone is null ? null : value.OffsetSeconds;
        return new TemporalFields(value.Date ?? other.Date ?? default(CypherDate), value.Time, zone, offset);
    }

    private static CypherDateTime Move(CypherDateTime value, CypherDate date) =>
        CypherZone.Of(value).At(value.Local with { Date = date }, value.OffsetSeconds);

    private static CypherDuration Seconds(CypherDateTime from, CypherDateTime to) =>
        CypherDuration.OfSeconds(
            (Int128)to.EpochSecond - from.EpochSecond,
            to.Local.Time.Nanosecond - from.Local.Time.Nanosecond
        );
}
