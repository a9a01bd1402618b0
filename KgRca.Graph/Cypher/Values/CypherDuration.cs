namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// A time span in months, days and seconds, which have no fixed ratio to each other and are kept apart. Two are equal
/// if all of these are.
/// </summary>
/// <param name="Months">Months.</param>
/// <param name="Days">Days.</param>
/// <param name="Seconds">Whole seconds, rounded down.</param>
/// <param name="Nanos">Nanoseconds on top, 0 to 999,999,999.</param>
public readonly record struct CypherDuration(long Months, long Days, long Seconds, int Nanos)
{
    /// <summary>The length of a month where one is needed: a 400 year cycle of the calendar has 4,800 months and
    /// 146,097 days.</summary>
    private const int SecondsPerMonth = 2_629_746;
    private const decimal DaysPerMonth = (decimal)SecondsPerMonth / CypherLocalTime.SecondsPerDay;
    private const decimal NanosPerSecond = CypherLocalTime.NanosPerSecond;

    /// <summary>
    /// The duration of possibly broken numbers: the rest of a month becomes days of an average month, the rest of a day
    /// seconds.
    /// </summary>
    /// <exception cref="CypherException">A part is too large.</exception>
    public static CypherDuration Of(decimal months, decimal days, decimal seconds)
    {
        try
        {
            var wholeMonths = decimal.Truncate(months);
            days += (months - wholeMonths) * DaysPerMonth;
            var wholeDays = decimal.Truncate(days);
            seconds += (days - wholeDays) * CypherLocalTime.SecondsPerDay;
            var wholeSeconds = decimal.Floor(seconds);
            var nanos = decimal.Truncate((seconds - wholeSeconds) * NanosPerSecond);
            return new CypherDuration((long)wholeMonths, (long)wholeDays, (long)wholeSeconds, (int)nanos);
        }
        catch (OverflowException)
        {
            throw CypherErrors.Overflow("a calculation with durations");
        }
    }

    /// <summary>The duration of a number of seconds and nanoseconds, however many.</summary>
    /// <exception cref="CypherException">There are too many.</exception>
    public static CypherDuration OfSeconds(Int128 seconds, Int128 nanos)
    {
        var total = seconds * CypherLocalTime.NanosPerSecond + nanos;
        var whole = total / CypherLocalTime.NanosPerSecond;
        if (Int128.IsNegative(total % CypherLocalTime.NanosPerSecond))
            whole--;
        if (whole < long.MinValue || whole > long.MaxValue)
            throw CypherErrors.Overflow("a calculation with durations");
        return new CypherDuration(0, 0, (long)whole, (int)(total - whole * CypherLocalTime.NanosPerSecond));
    }

    /// <summary>Both together, part by part.</summary>
    /// <exception cref="CypherException">A part is too large.</exception>
    public CypherDuration Plus(CypherDuration other)
    {
        var time = OfSeconds((Int128)Seconds + other.Seconds, (Int128)Nanos + other.Nanos);
        try
        {
            return time with { Months = checked(Months + other.Months), Days = checked(Days + other.Days) };
        }
        catch (OverflowException)
        {
            throw CypherErrors.Overflow("a calculation with durations");
        }
    }

    /// <summary>The same span backwards.</summary>
    /// <exception cref="CypherException">A part is too large.</exception>
    public CypherDuration Negate()
    {
        if (Months == long.MinValue || Days == long.MinValue)
            throw CypherErrors.Overflow("a calculation with durations");
        return OfSeconds(-(Int128)Seconds, -(Int128)Nanos) with { Months = -Months, Days = -Days };
    }

    /// <summary>The span so many times.</summary>
    /// <exception cref="CypherException">A part is too large.</exception>
    public CypherDuration Times(decimal factor)
    {
        try
        {
            return Of(Months * factor, Days * factor, TotalSeconds * factor);
        }
        catch (OverflowException)
        {
            throw CypherErrors.Overflow("a calculation with durations");
        }
    }

    /// <summary>One of so many equal parts of the span.</summary>
    /// <exception cref="CypherException">A part is too large, or <paramref name="divisor"/> is 0.</exception>
    public CypherDuration DividedBy(decimal divisor)
    {
        if (divisor == 0)
            throw CypherErrors.DivisionByZero();
        try
        {
            return Of(Months / divisor, Days / divisor, TotalSeconds / divisor);
        }
        catch (OverflowException)
        {
            throw CypherErrors.Overflow("a calculation with durations");
        }
    }

    /// <summary>By length, a month taken as 30.436875 days; then by months, days and seconds.</summary>
    public int CompareTo(CypherDuration other)
    {
        var byLength = AverageSeconds.CompareTo(other.AverageSeconds);
        return byLength != 0 ? byLength : (Nanos, Months, Days).CompareTo((other.Nanos, other.Months, other.Days));
    }

    /// <summary>The duration by ISO 8601, such as <c>P1Y2M10DT2H30M</c>.</summary>
    public override string ToString() => DurationText.Format(this);

    private decimal TotalSeconds => Seconds + Nanos / NanosPerSecond;

    private Int128 AverageSeconds =>
        (Int128)Months * SecondsPerMonth + (Int128)Days * CypherLocalTime.SecondsPerDay + Seconds;
}
