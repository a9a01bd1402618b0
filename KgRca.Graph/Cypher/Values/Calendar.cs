namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// The proleptic Gregorian calendar, in days since 1970-01-01. .NET's own ends at the year 9999 and Noda Time's too;
/// Cypher's years go to ±999,999,999. The algorithms are Howard Hinnant's ("chrono-Compatible Low-Level Date
/// Algorithms", 2013).
/// </summary>
internal static class Calendar
{
    public const long MaxYear = 999_999_999;
    private const int DaysPerEra = 146_097;
    private const int YearsPerEra = 400;

    /// <summary>Days from 0000-03-01, where the algorithms start, to 1970-01-01.</summary>
    private const long EpochShift = 719_468;

    public static bool IsLeapYear(long year) => year % 4 == 0 && (year % 100 != 0 || year % YearsPerEra == 0);

    public static int DaysInMonth(long year, int month) =>
        month switch
        {
            2 => IsLeapYear(year) ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };

    public static long ToEpochDay(long year, int month, int day)
    {
        var shifted = month <= 2 ? year - 1 : year;
        var era = FloorDivide(shifted, YearsPerEra);
        var yearOfEra = shifted - era * YearsPerEra;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DaysPerEra + dayOfEra - EpochShift;
    }

    public static (long Year, int Month, int Day) FromEpochDay(long epochDay)
    {
        var shifted = epochDay + EpochShift;
        var era = FloorDivide(shifted, DaysPerEra);
        var dayOfEra = shifted - era * DaysPerEra;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = (int)(dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100));
        var shiftedMonth = (5 * dayOfYear + 2) / 153;
        var day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        var month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        return (yearOfEra + era * YearsPerEra + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>The day of the week by ISO 8601: 1 is Monday, 7 is Sunday.</summary>
    public static int DayOfWeek(long epochDay) => (int)FloorModulo(epochDay + 3, 7) + 1;

    /// <summary>The Monday on which the first week of a year begins, by ISO 8601: the week with January 4.</summary>
    public static long StartOfWeekYear(long weekYear)
    {
        var january4 = ToEpochDay(weekYear, 1, 4);
        return january4 - (DayOfWeek(january4) - 1);
    }

    /// <summary>The year whose weeks a day belongs to, and which of them, from 1.</summary>
    public static (long WeekYear, int Week) WeekOf(long epochDay)
    {
        var thursday = epochDay - DayOfWeek(epochDay) + 4;
        var weekYear = FromEpochDay(thursday).Year;
        return (weekYear, (int)((epochDay - StartOfWeekYear(weekYear)) / 7) + 1);
    }

    public static int WeeksInYear(long weekYear) =>
        (int)((StartOfWeekYear(weekYear + 1) - StartOfWeekYear(weekYear)) / 7);

    public static long FloorDivide(long value, long divisor) =>
        value / divisor - (value % divisor != 0 && value % divisor < 0 != divisor < 0 ? 1 : 0);

    public static long FloorModulo(long value, long divisor) => value - FloorDivide(value, divisor) * divisor;
}
