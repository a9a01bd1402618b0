namespace KgRca.Graph.Cypher.Values;

/// <summary>A day and a time of day, without a time zone.</summary>
/// <param name="Date">The day.</param>
/// <param name="Time">The time of day.</param>
public readonly record struct CypherLocalDateTime(CypherDate Date, CypherLocalTime Time)
{
    /// <summary>Seconds since 1970-01-01T00:00 on the same clock.</summary>
    internal long LocalSecond => Date.EpochDay * CypherLocalTime.SecondsPerDay + Time.SecondOfDay;

    /// <summary>The date and time so many seconds after 1970-01-01T00:00.</summary>
    /// <param name="second">Seconds.</param>
    /// <param name="nanosecond">Nanoseconds of the second.</param>
    /// <exception cref="CypherException">It lies beyond the years that dates have.</exception>
    internal static CypherLocalDateTime OfLocalSecond(long second, long nanosecond)
    {
        var day = Calendar.FloorDivide(second, CypherLocalTime.SecondsPerDay);
        var secondOfDay = second - day * CypherLocalTime.SecondsPerDay;
        var nanoOfDay = secondOfDay * CypherLocalTime.NanosPerSecond + nanosecond;
        return new CypherLocalDateTime(CypherDate.OfEpochDay(day), new CypherLocalTime(nanoOfDay));
    }

    /// <summary>The date and time so much later: first the months, then the days, then the seconds.</summary>
    /// <exception cref="CypherException">It lies beyond the years that dates have.</exception>
    public CypherLocalDateTime Plus(CypherDuration duration)
    {
        var date = Date.PlusMonths(duration.Months).PlusDays(duration.Days);
        return (this with { Date = date }).PlusSeconds(duration.Seconds, duration.Nanos);
    }

    internal CypherLocalDateTime PlusSeconds(long seconds, int nanos)
    {
        var nanosecond = Time.Nanosecond + nanos;
        var carry = nanosecond / CypherLocalTime.NanosPerSecond;
        var second = (Int128)LocalSecond + seconds + carry;
        if (Int128.Abs(second) > long.MaxValue)
            throw CypherErrors.Overflow("a calculation with dates");
        return OfLocalSecond((long)second, nanosecond % CypherLocalTime.NanosPerSecond);
    }

    /// <summary>Negative if this one is earlier, positive if it is later.</summary>
    public int CompareTo(CypherLocalDateTime other)
    {
        var byDate = Date.CompareTo(other.Date);
        return byDate != 0 ? byDate : Time.CompareTo(other.Time);
    }

    /// <summary>The date and time by ISO 8601, such as <c>2015-06-24T12:50:35.556</c>.</summary>
    public override string ToString() => TemporalText.Format(this);
}
