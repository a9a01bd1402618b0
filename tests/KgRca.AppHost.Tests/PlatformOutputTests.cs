namespace KgRca.AppHost.Tests;

public sealed class PlatformOutputTests
{
    [Theory]
    [InlineData("2026-11-30T08:29:50.1234567Z ready", "ready")]
    [InlineData("2026-11-30T08:29:50Z   password        x", "  password        x")]
    [InlineData("ready", "ready")]
    [InlineData("  password        x", "  password        x")]
    [InlineData("KG RCA", "KG RCA")]
    [InlineData("Z ready", "Z ready")]
    [InlineData("", "")]
    public void WithoutTime_Line_IsAsThePlatformWroteIt(string line, string expected) =>
        Assert.Equal(expected, PlatformOutput.WithoutTime(line));
}
