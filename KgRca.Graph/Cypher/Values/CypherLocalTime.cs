namespace KgRca.Graph.Cypher.Values;

/// <summary>A time of day, without a time zone.</summary>
/// <param name="NanoOfDay">Nanoseconds since midnight, less than a day of 24 hours.</param>
public readonly record struct CypherLocalTime(long NanoOfDay)
{
    internal const long NanosPerSecond = 1_000_000_000;
    internal const int SecondsPerDay = 86_400;
    internal const long NanosPerDay = SecondsPerDay * NanosPerSecond;

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour => SecondOfDay / 3600;

    /// <summary>The minute, 0 to 59.</summary>
    public int Minute => SecondOfDay / 60 % 60;

    /// <summary>The second, 0 to 59.</summary>
    public int Second => SecondOfDay % 60;

    /// <summary>Nanoseconds since the second began.</summary>
    public int Nanosecond => (int)(NanoOfDay % NanosPerSecond);

    internal int SecondOfDay => (int)(NanoOfDay / NanosPerSecond);

    /// <summary>The time with an hour, minute, second and nanosecond.</summary>
    /// <exception cref="CypherException">There is no such time.</exception>
    public static CypherLocalTime Of(long hour, long minute = 0, long second = 0, long nanosecond = 0)
    {
        Within("hour", hour, 23);
        Within("minute", minute, 59);
        Within("second", second, 59);
        Within("nanosecond", nanosecond, NanosPerSecond - 1);
        return new CypherLocalTime(((hour * 60 + minute) * 60 + second) * NanosPerSecond + nanosecond);
    }

    /// <summary>The time so much later, going round at midnight. Only hours and less of the duration count.</summary>
    public CypherLocalTime Plus(CypherDuration duration)
    {
        var seconds = Calendar.FloorModulo(duration.Seconds, SecondsPerDay);
        var nanos = NanoOfDay + seconds * NanosPerSecond + duration.Nanos;
        return new CypherLocalTime(nanos % NanosPerDay);
    }

    /// <summary>Negative if this one is earlier, positive if it is later.</summary>
    public int CompareTo(CypherLocalTime other) => NanoOfDay.CompareTo(other.NanoOfDay);

    /// <summary>The time by ISO 8601, such as <c>12:50:35.556</c>.</summary>
    public override string ToString() => TemporalText.Format(this);

    internal static void Within(string name, long value, long most)
    {
        if (value < 0 || value > most)
            throw CypherErrors.Value($"{name} is 0 to {most}, not {value}.");
    }
}
