using System.Text;
using CsCheck;
using KgRca.Agent.Replay;

namespace KgRca.Agent.Tests.Replay;

public sealed class TimeShiftTests
{
    [Theory]
    [InlineData("2025-01-01T10:00:00Z", "2025-01-01T11:00:00.000Z")]
    [InlineData("2025-01-01T10:00:00.123456Z", "2025-01-01T11:00:00.123Z")]
    [InlineData("2025-01-01T10:00:00+02:00", "2025-01-01T09:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("2025-01-01", "2025-01-01")]
    [InlineData("2025-01-01T10:00:00", "2025-01-01T10:00:00")]
    [InlineData("10:00", "10:00")]
    [InlineData("soon", "soon")]
    public void Apply_TextUnderATimeMember_MovesTimesOnly(string text, string expected) =>
        Assert.Equal(
            $$"""{"value":{"startedAt":"{{expected}}"} }""".Replace("} }", "}}"),
            Apply($$"""{"value":{"startedAt":"{{text}}"} }""")
        );

    [Fact]
    public void Apply_Listing_MovesItsBeginningToo() =>
        Assert.Equal(
            """{"value":{"op":"listed","observed_at":"2025-01-01T11:00:09.000Z","started_at":"2025-01-01T11:00:00.000Z"}}""",
            Apply(
                """{"value":{"op":"listed","observed_at":"2025-01-01T10:00:09.000Z","started_at":"2025-01-01T10:00:00.000Z"}}"""
            )
        );

    [Fact]
    public void Apply_OtherText_IsNotTouched()
    {
        const string Line =
            """{"topic":"x","value":{"message":"ünï 2025-01-01T10:00:00Z <&>","n":1.50,"list":[true,null]}}""";
        Assert.Equal(Line, Apply(Line));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    public void Apply_NoRecord_StaysAsItIs(string line) => Assert.Equal(line, Apply(line));

    [Fact]
    public void Apply_EventOfOneRun_HasOneIdOfItsOwn()
    {
        const string Line = """{"value":{"event_id":"e1"},"key":"e1"}""";
        Assert.Equal(Apply(Line), Apply(Line));
        Assert.NotEqual(
            Apply(Line),
            Encoding.UTF8.GetString(
                new TimeShift(TimeSpan.FromHours(1), "run 2").Apply(Encoding.UTF8.GetBytes(Line)).Span
            )
        );
        Assert.Matches("""^\{"value":\{"event_id":"([0-9a-f]{32})"\},"key":"\1"\}$""", Apply(Line));
    }

    [Fact]
    public void Apply_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 64].Sample(bytes => new TimeShift(TimeSpan.FromHours(1), "run").Apply(bytes).Length >= 0);

    private static string Apply(string line) =>
        Encoding.UTF8.GetString(new TimeShift(TimeSpan.FromHours(1), "run 1").Apply(Encoding.UTF8.GetBytes(line)).Span);
}
