namespace KgRca.Graph.Cypher.Values;

/// <summary>A moment, as a clock in a time zone shows it.</summary>
/// <param name="Local">What the clock shows.</param>
/// <param name="OffsetSeconds">How far the clock is ahead of UTC at that moment, in seconds.</param>
/// <param name="Zone">The IANA name of the time zone, such as <c>Europe/Stockholm</c>; null where only the offset is
/// known.</param>
public readonly record struct CypherDateTime(CypherLocalDateTime Local, int OffsetSeconds, string? Zone = null)
{
    /// <summary>Whole seconds since 1970-01-01T00:00Z.</summary>
    public long EpochSecond => Local.LocalSecond - OffsetSeconds;

    /// <summary>What a clock in UTC shows at that moment.</summary>
    internal CypherLocalDateTime Utc => Local.PlusSeconds(-OffsetSeconds, 0);

    /// <summary>The moment that .NET gives, on a clock with its offset.</summary>
    public static CypherDateTime Of(DateTimeOffset moment)
    {
        var offset = (int)moment.Offset.TotalSeconds;
        var ticks = moment.DateTime.Ticks - DateTime.UnixEpoch.Ticks;
        var second = Calendar.FloorDivide(ticks, TimeSpan.TicksPerSecond);
        var nanosecond = (ticks - second * TimeSpan.TicksPerSecond) * TimeSpan.NanosecondsPerTick;
        return new CypherDateTime(CypherLocalDateTime.OfLocalSecond(second, nanosecond), offset);
    }

    /// <summary>By the moment, then by the clock, then by the time zone's name.</summary>
    public int CompareTo(CypherDateTime other)
    {
        var byMoment = EpochSecond.CompareTo(other.EpochSecond);
        if (byMoment == 0)
            byMoment = Local.Time.Nanosecond.CompareTo(other.Local.Time.Nanosecond);
        if (byMoment != 0)
            return byMoment;
        var byClock = Local.CompareTo(other.Local);
        return byClock != 0 ? byClock : string.CompareOrdinal(Zone, other.Zone);
    }

    /// <summary>The moment by ISO 8601 with its zone, such as <c>2015-06-24T12:50+02:00[Europe/Stockholm]</c>.</summary>
    public override string ToString() => TemporalText.Format(this);
}
