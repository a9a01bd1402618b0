using KgRca.Agent.Recording;

namespace KgRca.Agent.Tests.Recording;

public sealed class RecordCommandTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    public void TryReadLength_NumberAndUnit_IsThatLong(string text, int seconds)
    {
        Assert.True(RecordCommand.TryReadLength(text, out var length));
        Assert.Equal(TimeSpan.FromSeconds(seconds), length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("-3s")]
    [InlineData("0s")]
    [InlineData("NaNs")]
    [InlineData("99999h")]
    [InlineData("1d")]
    public void TryReadLength_Other_IsNone(string text) => Assert.False(RecordCommand.TryReadLength(text, out _));

    [Fact]
    public async Task Invoke_AbsentKubeconfig_FailsAndLeavesNoFile()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");
        var exit = await RecordCommand
            .Create()
            .Parse(["--out", file, "--kubeconfig", "/nowhere/config"])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, exit);
        Assert.False(File.Exists(file));
    }
}
