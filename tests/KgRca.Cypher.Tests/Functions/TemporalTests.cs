using CsCheck;
using KgRca.Cypher.Tests.Values;
using KgRca.Graph.Cypher;
using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Values;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Cypher.Tests.Functions;

public sealed class TemporalTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 8, 15, 30, TimeSpan.Zero));
    private readonly FunctionContext _context;

    public TemporalTests() => _context = new FunctionContext(_clock, new Random(1));

    public static TheoryData<string, object?[], string> Calls =>
        new()
        {
            { "date", [], "'2026-11-30'" },
            { "localtime", [], "'08:15:30'" },
            { "datetime", [Map(("timezone", "Asia/Tokyo"))], "'2026-11-30T17:15:30+09:00[Asia/Tokyo]'" },
            { "date.statement", ["Pacific/Kiritimati"], "'2026-11-30'" },
            { "date", ["2024-W09-4"], "'2024-02-29'" },
            { "date", ["2024-Q1-60"], "'2024-02-29'" },
            { "date", ["2024060"], "'2024-02-29'" },
            { "date", ["-999999999-01-01"], "'-999999999-01-01'" },
            { "localtime", ["081530,5"], "'08:15:30.5'" },
            { "time", ["0815-0030"], "'08:15-00:30'" },
            { "localdatetime", ["2026-11-30"], "'2026-11-30T00:00'" },
            { "datetime", ["2026-07-01T12[Europe/Berlin]"], "'2026-07-01T12:00+02:00[Europe/Berlin]'" },
            { "date", [Map(("year", 2024L), ("ordinalDay", 366L))], "'2024-12-31'" },
            { "date", [Map(("year", 2020L), ("week", 53L), ("dayOfWeek", 7L))], "'2021-01-03'" },
            { "localtime", [Map(("hour", 1L), ("millisecond", 2L), ("nanosecond", 3L))], "'01:00:00.002000003'" },
            { "datetime", [Map(("epochMillis", -1L))], "'1969-12-31T23:59:59.999Z'" },
            { "datetime.fromEpoch", [416779L, 999999999L], "'1970-01-05T19:46:19.999999999Z'" },
            { "datetime.fromEpochMillis", [-1500L], "'1969-12-31T23:59:58.5Z'" },
            { "datetime.truncate", ["hour"], "'2026-11-30T08:00Z'" },
            { "date.truncate", ["weekYear", Day(2027, 1, 2)], "'2025-12-29'" },
            { "date.truncate", ["month", Day(2024, 2, 29), Map(("day", 3L))], "'2024-02-03'" },
            { "duration", ["-P1DT1H"], "'P-1DT-1H'" },
            { "duration", ["P1.5Q"], "'P4M15DT5H14M33S'" },
            { "duration", [Map(("days", 1.5), ("milliseconds", 1L))], "'P1DT12H0.001S'" },
            { "duration.between", [Day(2024, 1, 31), Day(2024, 3, 1)], "'P1M1D'" },
            { "duration.between", [Day(2024, 3, 1), Day(2024, 1, 31)], "'P-1M-1D'" },
            { "duration.inDays", [Day(2024, 2, 28), Day(2024, 3, 1)], "'P2D'" },
            { "duration.inSeconds", [Day(2024, 2, 28), CypherLocalTime.Of(1)], "'PT1H'" },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Invoke_Arguments_GiveTheResult(string name, object?[] args, string expected) =>
        Assert.Equal(expected, CypherText.Format(Call(name, args)));

    [Theory]
    [InlineData("date", "2023-02-29")]
    [InlineData("date", "2023-13-01")]
    [InlineData("date", "2023-W53")]
    [InlineData("date", "soon")]
    [InlineData("localtime", "24:00")]
    [InlineData("time", "12:00+19:00")]
    [InlineData("datetime", "2026-07-01T12:00[Europe/Nowhere]")]
    [InlineData("datetime", "2026-07-01T12:00+05:00[Europe/Berlin]")]
    [InlineData("duration", "P")]
    [InlineData("duration", "P1DT")]
    public void Parse_NoSuchValue_IsAnArgumentError(string name, string text)
    {
        var error = Assert.Throws<CypherException>(() => Call(name, text));
        Assert.Equal((CypherErrorKind.ArgumentError, "InvalidArgumentValue"), (error.Kind, error.Detail));
    }

    [Fact]
    public void FromMap_PartsThatContradict_IsAnArgumentError()
    {
        Assert.Throws<CypherException>(() => Call("date", Map(("year", 2024L), ("week", 1L), ("month", 2L))));
        Assert.Throws<CypherException>(() => Call("date", Map(("year", 2024L), ("day", 2L))));
        Assert.Throws<CypherException>(() => Call("date", Map(("month", 2L))));
        Assert.Throws<CypherException>(() => Call("localtime", Map(("hour", 2L), ("second", 2L))));
        Assert.Throws<CypherException>(() => Call("date", Map(("year", 2024L), ("yaer", 2L))));
        Assert.Throws<CypherException>(() => Call("date.truncate", "hour", Day(2024, 1, 1)));
        Assert.Throws<CypherException>(() => Call("duration", Map(("hours", "2"))));
    }

    [Fact]
    public void Realtime_AsTimePasses_MovesOnWhileTheStatementsDoesNot()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("'09:15:30'", CypherText.Format(Call("localtime.realtime")));
        Assert.Equal("'08:15:30'", CypherText.Format(Call("localtime.statement")));
    }

    [Fact]
    public void DateTime_InTheHourThatIsSkipped_MovesOn() =>
        Assert.Equal(
            "'2026-03-29T03:30+02:00[Europe/Berlin]'",
            CypherText.Format(Call("datetime", "2026-03-29T02:30[Europe/Berlin]"))
        );

    [Fact]
    public void DateTime_InTheHourThatComesTwice_IsTheOneWithTheOffsetGiven()
    {
        Assert.Equal(
            "'2026-10-25T02:30+02:00[Europe/Berlin]'",
            CypherText.Format(Call("datetime", "2026-10-25T02:30[Europe/Berlin]"))
        );
        Assert.Equal(
            "'2026-10-25T02:30+01:00[Europe/Berlin]'",
            CypherText.Format(Call("datetime", "2026-10-25T02:30+01:00[Europe/Berlin]"))
        );
    }

    [Theory]
    [InlineData("2026-10-24T12:00[Europe/Berlin]", "P1D", "'2026-10-25T12:00+01:00[Europe/Berlin]'")]
    [InlineData("2026-10-24T12:00[Europe/Berlin]", "PT24H", "'2026-10-25T11:00+01:00[Europe/Berlin]'")]
    [InlineData("2026-10-25T02:30+02:00[Europe/Berlin]", "PT1H", "'2026-10-25T02:30+01:00[Europe/Berlin]'")]
    [InlineData("2026-01-31T12:00Z", "P1M", "'2026-02-28T12:00Z'")]
    public void Add_DurationAcrossAChangeOfTheClock_DaysFollowTheClockAndHoursTheMoment(
        string moment,
        string duration,
        string expected
    ) =>
        Assert.Equal(
            expected,
            CypherText.Format(CypherArithmetic.Add(Call("datetime", moment), Call("duration", duration)))
        );

    [Theory]
    [InlineData("12000-07-01T12:00[Europe/Berlin]", "'+12000-07-01T12:00+02:00[Europe/Berlin]'")]
    [InlineData("-12000-07-01T12:00[Europe/Berlin]", "'-12000-07-01T12:00+00:53:28[Europe/Berlin]'")]
    public void DateTime_BeyondTheZoneDatabase_GoesOnByItsLastRules(string text, string expected) =>
        Assert.Equal(expected, CypherText.Format(Call("datetime", text.StartsWith('-') ? text : "+" + text)));

    [Fact]
    public void Add_BeyondTheLastYear_IsAnError()
    {
        var last = Day(Calendar.MaxYear, 12, 31);
        Assert.Equal(CypherDate.MaxEpochDay, last.EpochDay);
        Assert.Equal(CypherDate.MinEpochDay, Day(-Calendar.MaxYear, 1, 1).EpochDay);
        Assert.Throws<CypherException>(() => last.PlusDays(1));
        Assert.Throws<CypherException>(() => last.PlusMonths(long.MaxValue));
        Assert.Throws<CypherException>(() => last.PlusDays(long.MinValue));
    }

    [Fact]
    public void Calendar_DaysWithinReachOfDotNet_AgreesWithIt() =>
        Gen.Date.Sample(expected =>
        {
            var day = (long)(expected - DateTime.UnixEpoch).TotalDays;
            var date = new CypherDate(day);
            Assert.Equal((expected.Year, expected.Month, expected.Day), ((int)date.Year, date.Month, date.Day));
            Assert.Equal(day, Day(expected.Year, expected.Month, expected.Day).EpochDay);
            Assert.Equal(expected.DayOfYear, date.OrdinalDay);
            Assert.Equal(System.Globalization.ISOWeek.GetYear(expected), date.WeekYear);
            Assert.Equal(System.Globalization.ISOWeek.GetWeekOfYear(expected), date.Week);
        });

    [Fact]
    public void Calendar_AnyDay_ReadsBackFromEachOfItsForms() =>
        ValueGenerators.Date.Sample(date =>
        {
            Assert.Equal(date, CypherDate.Of(date.Year, date.Month, date.Day));
            Assert.Equal(date, CypherDate.OfQuarter(date.Year, date.Quarter, date.DayOfQuarter));
            Assert.Equal(date, CypherDate.OfOrdinal(date.Year, date.OrdinalDay));
            if (Math.Abs(date.WeekYear) <= Calendar.MaxYear)
                Assert.Equal(date, CypherDate.OfWeek(date.WeekYear, date.Week, date.DayOfWeek));
        });

    [Fact]
    public void Parse_WhatFormatWrites_IsTheSameValue()
    {
        ValueGenerators.Date.Sample(value => Assert.Equal(value, Call("date", $"{value}")));
        ValueGenerators.LocalTime.Sample(value => Assert.Equal(value, Call("localtime", $"{value}")));
        ValueGenerators.Time.Sample(value => Assert.Equal(value, Call("time", $"{value}")));
        ValueGenerators.LocalDateTime.Sample(value => Assert.Equal(value, Call("localdatetime", $"{value}")));
        ValueGenerators.DateTime.Sample(value => Assert.Equal(value, Call("datetime", $"{value}")));
        ValueGenerators.Duration.Sample(value => Assert.Equal(value, Call("duration", $"{value}")));
    }

    [Fact]
    public void Subtract_WhatWasAdded_GivesTheDateBack() =>
        Gen.Select(Days, ValueGenerators.LocalTime, ValueGenerators.Duration)
            .Sample(
                (date, time, duration) =>
                {
                    var withoutMonths = duration with { Months = 0 };
                    var dateTime = new CypherLocalDateTime(date, time);
                    Assert.Equal(dateTime, Return(dateTime, withoutMonths));
                    Assert.Equal(time, Return(time, duration));
                    Assert.Equal(date, Return(date, withoutMonths with { Seconds = 0, Nanos = 0 }));
                }
            );

    [Fact]
    public void Between_TwoMoments_LeadsFromOneToTheOther() =>
        Gen.Select(Days, ValueGenerators.LocalTime, Days, ValueGenerators.LocalTime)
            .Sample(
                (day, time, otherDay, otherTime) =>
                {
                    var from = new CypherLocalDateTime(day, time);
                    var to = new CypherLocalDateTime(otherDay, otherTime);
                    Assert.Equal(to, CypherArithmetic.Add(from, Call("duration.between", from, to)));
                    Assert.Equal(to, CypherArithmetic.Add(from, Call("duration.inSeconds", from, to)));
                }
            );

    [Fact]
    public void Negate_ADurationTwice_IsTheSame() =>
        ValueGenerators.Duration.Sample(duration =>
        {
            Assert.Equal(duration, duration.Negate().Negate());
            Assert.Equal(default, duration.Plus(duration.Negate()));
        });

    [Fact]
    public void Get_PartsOfADuration_CountWithinAndOverall()
    {
        var duration = CypherDuration.Of(16, 10, 3661.111111111m);
        Assert.Equal(5L, CypherProperties.Get(duration, "quarters"));
        Assert.Equal(4L, CypherProperties.Get(duration, "monthsOfYear"));
        Assert.Equal(3_661_111L, CypherProperties.Get(duration, "milliseconds"));
        Assert.Equal(1L, CypherProperties.Get(duration, "minutesOfHour"));
    }

    [Fact]
    public void Get_PartThatTheTypeLacks_IsAnError() =>
        Assert.Throws<CypherException>(() => CypherProperties.Get(Day(2024, 1, 1), "hour"));

    private static Gen<CypherDate> Days { get; } = Gen.Long[-1_000_000, 1_000_000].Select(day => new CypherDate(day));

    private static CypherDate Day(long year, long month, long day) => CypherDate.Of(year, month, day);

    private static CypherMap Map(params (string Key, object? Value)[] entries) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    private static object? Return(object value, CypherDuration duration) =>
        CypherArithmetic.Subtract(CypherArithmetic.Add(value, duration), duration);

    private object? Call(string name, params object?[] args)
    {
        var function = Assert.IsType<CypherFunction>(CypherFunctions.Find(name));
        Assert.InRange(args.Length, function.MinArgs, function.MaxArgs);
        return function.Invoke(args, _context);
    }
}
