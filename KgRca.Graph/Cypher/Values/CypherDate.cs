namespace KgRca.Graph.Cypher.Values;

/// <summary>A day.</summary>
/// <param name="EpochDay">Days since 1970-01-01.</param>
public readonly record struct CypherDate(long EpochDay)
{
    /// <summary>The year, -999,999,999 to 999,999,999.</summary>
    public long Year => Calendar.FromEpochDay(EpochDay).Year;

    /// <summary>The month, 1 to 12.</summary>
    public int Month => Calendar.FromEpochDay(EpochDay).Month;

    /// <summary>The day of the month, from 1.</summary>
    public int Day => Calendar.FromEpochDay(EpochDay).Day;

    /// <summary>The quarter, 1 to 4.</summary>
    public int Quarter => (Month - 1) / 3 + 1;

    /// <summary>The day of the quarter, from 1.</summary>
    public int DayOfQuarter => (int)(EpochDay - Calendar.ToEpochDay(Year, (Quarter - 1) * 3 + 1, 1)) + 1;

    /// <summary>The day of the year, from 1.</summary>
    public int OrdinalDay => (int)(EpochDay - Calendar.ToEpochDay(Year, 1, 1)) + 1;

    /// <summary>The day of the week, 1 (Monday) to 7.</summary>
    public int DayOfWeek => Calendar.DayOfWeek(EpochDay);

    /// <summary>The week of <see cref="WeekYear"/>, from 1.</summary>
    public int Week => Calendar.WeekOf(EpochDay).Week;

    /// <summary>The year that the day's week belongs to.</summary>
    public long WeekYear => Calendar.WeekOf(EpochDay).WeekYear;

    /// <summary>The day with a year, month and day of the month.</summary>
    /// <exception cref="CypherException">There is no such day.</exception>
    public static CypherDate Of(long year, long month, long day)
    {
        Within("year", year, -Calendar.MaxYear, Calendar.MaxYear);
        Within("month", month, 1, 12);
        Within("day", day, 1, Calendar.DaysInMonth(year, (int)month));
        return new CypherDate(Calendar.ToEpochDay(year, (int)month, (int)day));
    }

    /// <summary>The day with a week and a day of that week.</summary>
    /// <exception cref="CypherException">There is no such day.</exception>
    public static CypherDate OfWeek(long weekYear, long week, long dayOfWeek)
    {
        Within("year", weekYear, -Calendar.MaxYear, Calendar.MaxYear);
        Within("week", week, 1, Calendar.WeeksInYear(weekYear));
        Within("dayOfWeek", dayOfWeek, 1, 7);
        return OfEpochDay(Calendar.StartOfWeekYear(weekYear) + (week - 1) * 7 + dayOfWeek - 1);
    }

    /// <summary>The day with a quarter and a day of that quarter.</summary>
    /// <exception cref="CypherException">There is no such day.</exception>
    public static CypherDate OfQuarter(long year, long quarter, long dayOfQuarter)
    {
        Within("quarter", quarter, 1, 4);
        var first = Of(year, (quarter - 1) * 3 + 1, 1);
        var next = first.PlusMonths(3, isClamped: true);
        Within("dayOfQuarter", dayOfQuarter, 1, next.EpochDay - first.EpochDay);
        return new CypherDate(first.EpochDay + dayOfQuarter - 1);
    }

    /// <summary>The day with a number in its year.</summary>
    /// <exception cref="CypherException">There is no such day.</exception>
    public static CypherDate OfOrdinal(long year, long ordinalDay)
    {
        var first = Of(year, 1, 1);
        Within("ordinalDay", ordinalDay, 1, Calendar.IsLeapYear(year) ? 366 : 365);
        return new CypherDate(first.EpochDay + ordinalDay - 1);
    }

    /// <summary>The day so many days after 1970-01-01.</summary>
    /// <exception cref="CypherException">It lies beyond the years that dates have.</exception>
    public static CypherDate OfEpochDay(long epochDay)
    {
        var isInRange = epochDay is >= MinEpochDay and <= MaxEpochDay;
        return isInRange ? new CypherDate(epochDay) : throw CypherErrors.Overflow("a calculation with dates");
    }

    /// <summary>The day so many months later; the last of its month where the month is too short.</summary>
    /// <exception cref="CypherException">It lies beyond the years that dates have.</exception>
    public CypherDate PlusMonths(long months) => PlusMonths(months, isClamped: false);

    /// <summary>The day so many days later.</summary>
    /// <exception cref="CypherException">It lies beyond the years that dates have.</exception>
    public CypherDate PlusDays(long days) => OfEpochDay((long)Int128.Clamp((Int128)EpochDay + days, -TooFar, TooFar));

    /// <summary>Negative if this one is earlier, positive if it is later.</summary>
    public int CompareTo(CypherDate other) => EpochDay.CompareTo(other.EpochDay);

    /// <summary>The date by ISO 8601, such as <c>2015-06-24</c>.</summary>
    public override string ToString() => TemporalText.Format(this);

    internal const long MinEpochDay = -365_243_219_162;
    internal const long MaxEpochDay = 365_241_780_471;
    private const long TooFar = MaxEpochDay * 2;

    private CypherDate PlusMonths(long months, bool isClamped)
    {
        var (year, month, day) = Calendar.FromEpochDay(EpochDay);
        var count = (Int128)year * 12 + (month - 1) + months;
        var newYear = (long)Int128.Clamp(count / 12 - (Int128.IsNegative(count % 12) ? 1 : 0), -TooFar, TooFar);
        if (Math.Abs(newYear) > Calendar.MaxYear && !isClamped)
            throw CypherErrors.Overflow("a calculation with dates");
        var newMonth = (int)((count % 12 + 12) % 12) + 1;
        var newDay = Math.Min(day, Calendar.DaysInMonth(newYear, newMonth));
        return new CypherDate(Calendar.ToEpochDay(newYear, newMonth, newDay));
    }

    private static void Within(string name, long value, long from, long to)
    {
        if (value < from || value > to)
            throw CypherErrors.Value($"{name} is {from} to {to}, not {value}.");
    }
}
