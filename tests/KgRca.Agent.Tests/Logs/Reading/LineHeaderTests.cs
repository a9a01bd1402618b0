using KgRca.Agent.Logs.Reading;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Logs.Reading;

public sealed class LineHeaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-23T09:00:00.123456789Z hello", "09:00:00.1234567", "hello")]
    [InlineData("2026-11-23T10:00:00.5+01:00 hello", "09:00:00.5", "hello")]
    [InlineData("2026-11-23T04:00:00-0500 hello", "09:00:00", "hello")]
    [InlineData("2026-11-23 09:00:00,123 hello", "09:00:00.123", "hello")]
    [InlineData("2026/11/23 09:00:00 hello", "09:00:00", "hello")]
    [InlineData("[2026-11-23 09:00:00.123] hello", "09:00:00.123", "hello")]
    [InlineData("2026-11-23 09:00:00.123 UTC [1] LOG:  hello", "09:00:00.123", "[1] LOG:  hello")]
    [InlineData("E1123 09:00:00.000001       1 main.go:10] hello", "09:00:00.000001", "1 main.go:10] hello")]
    public void Read_Time_IsReadAndTakenOff(string line, string clock, string text)
    {
        var header = LineHeader.Read(line, Now);
        Assert.Equal(
            new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero)
                + TimeSpan.Parse(clock, System.Globalization.CultureInfo.InvariantCulture),
            header.Time
        );
        Assert.Equal(text, line[header.TextStart..]);
    }

    [Theory]
    [InlineData("2026-11-23 17:00:00,123 hello")]
    [InlineData("09:00:00.123 hello")]
    public void Read_TimeThatLeavesOpenItsZoneOrDay_IsTakenOffButNotBelieved(string line)
    {
        var header = LineHeader.Read(line, Now);
        Assert.Equal((null, "hello"), (header.Time, line[header.TextStart..]));
    }

    [Theory]
    [InlineData("2026-13-23T09:00:00Z hello")]
    [InlineData("2026-02-30T09:00:00Z hello")]
    [InlineData("2026-11-23T25:00:00Z hello")]
    [InlineData("0000-01-01T00:00:00+14:00 hello")]
    [InlineData("hello")]
    [InlineData("2026")]
    [InlineData("")]
    public void Read_NoTime_TakesNothingOff(string line) =>
        Assert.Equal((null, 0), (LineHeader.Read(line, Now).Time, LineHeader.Read(line, Now).TextStart));

    [Theory]
    [InlineData("E1123 09:00:00.000000       1 main.go:10] hello", Severity.Error)]
    [InlineData("W1123 09:00:00.000000       1 main.go:10] hello", Severity.Warning)]
    [InlineData("F1123 09:00:00.000000       1 main.go:10] hello", Severity.Critical)]
    [InlineData("2026/11/23 09:00:00 [error] 7#7: *1 connect() failed", Severity.Error)]
    [InlineData("[2026-11-23T09:00:00,123][WARN ][o.e.c.r.a] [node] hello", Severity.Warning)]
    [InlineData("[2026-11-23 09:00:00.123][1][warning][config] hello", Severity.Warning)]
    [InlineData("[09:00:00 ERR] hello", Severity.Error)]
    [InlineData("2026-11-23T09:00:00.1Z 0 [ERROR] [MY-010119] [Server] hello", Severity.Error)]
    [InlineData("2026-11-23 09:00:00.123 UTC [12] ERROR:  relation does not exist", Severity.Error)]
    [InlineData("2026-11-23 09:00:00.123  INFO 1 --- [main] o.e.Shop : ERROR count is 0", Severity.Info)]
    [InlineData("2026-11-23 09:00:00,123 - shop - WARNING - hello", Severity.Warning)]
    [InlineData("ERROR:root:hello", Severity.Error)]
    [InlineData("error: hello", Severity.Error)]
    [InlineData("crit: Shop.Orders[0]", Severity.Critical)]
    [InlineData("npm ERR! hello", Severity.Error)]
    [InlineData("E, [2026-11-23T09:00:00.123 #1] ERROR -- : hello", Severity.Error)]
    [InlineData("time=2026-11-23T09:00:00Z level=ERROR msg=hello", Severity.Error)]
    [InlineData("level=\"warn\" msg=hello", Severity.Warning)]
    [InlineData("<11>Nov 23 09:00:00 node kubelet: hello", Severity.Error)]
    [InlineData("1:M 23 Nov 2026 09:00:00.123 # hello", Severity.Warning)]
    [InlineData("1:M 23 Nov 2026 09:00:00.123 * hello", Severity.Info)]
    [InlineData("DEBUG hello", Severity.Debug)]
    public void Read_Severity_IsFound(string line, Severity severity) =>
        Assert.Equal(severity, LineHeader.Read(line, Now).Severity);

    [Theory]
    [InlineData("the last error was long ago")]
    [InlineData("GET /error HTTP/1.1")]
    [InlineData("errors=0 warnings=0")]
    [InlineData("handled no-error case")]
    [InlineData("ERRORS none")]
    public void Read_WordInProse_IsNoSeverity(string line) => Assert.Null(LineHeader.Read(line, Now).Severity);

    [Fact]
    public void Read_KlogAtTheTurnOfTheYear_IsOfLastYear() =>
        Assert.Equal(
            new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.Zero),
            LineHeader
                .Read(
                    "I1231 23:59:59.000000       1 main.go:10] hello",
                    new DateTimeOffset(2027, 1, 1, 0, 0, 1, TimeSpan.Zero)
                )
                .Time
        );
}
