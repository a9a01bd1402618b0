namespace KgRca.Graph.Cypher.Values;

/// <summary>A time of day at an offset from UTC.</summary>
/// <param name="Local">What a clock there shows.</param>
/// <param name="OffsetSeconds">How far that clock is ahead of UTC, in seconds.</param>
public readonly record struct CypherTime(CypherLocalTime Local, int OffsetSeconds)
{
    /// <summary>Nanoseconds since midnight UTC: negative or beyond a day where the days differ.</summary>
    internal long UtcNanoOfDay => Local.NanoOfDay - OffsetSeconds * CypherLocalTime.NanosPerSecond;

    /// <summary>The time so much later, going round at midnight. Only hours and less of the duration count.</summary>
    public CypherTime Plus(CypherDuration duration) => this with { Local = Local.Plus(duration) };

    /// <summary>The same moment on a clock with another offset.</summary>
    public CypherTime AtOffset(int offsetSeconds)
    {
        var shift = (offsetSeconds - OffsetSeconds) * CypherLocalTime.NanosPerSecond;
        var nanos = Calendar.FloorModulo(Local.NanoOfDay + shift, CypherLocalTime.NanosPerDay);
        return new CypherTime(new CypherLocalTime(nanos), offsetSeconds);
    }

    /// <summary>By the moment, then by the clock.</summary>
    public int CompareTo(CypherTime other)
    {
        var byMoment = UtcNanoOfDay.CompareTo(other.UtcNanoOfDay);
        return byMoment != 0 ? byMoment : Local.CompareTo(other.Local);
    }

    /// <summary>The time by ISO 8601, such as <c>12:50:35.556+01:00</c>.</summary>
    public override string ToString() => TemporalText.Format(this);
}
