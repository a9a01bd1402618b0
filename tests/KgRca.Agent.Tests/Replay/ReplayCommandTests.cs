using KgRca.Agent.Replay;

namespace KgRca.Agent.Tests.Replay;

public sealed class ReplayCommandTests
{
    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("ftp://server")]
    [InlineData("nonsense")]
    public async Task Invoke_StrangeServer_Fails(string server)
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(1, await InvokeAsync("--file", file, "--server", server, "--api-key", "kg_x"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Invoke_EmptyCapture_SucceedsWithoutAskingTheServer()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, await InvokeAsync("--file", file, "--server", "http://127.0.0.1:1/", "--api-key", "kg_x"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Invoke_AbsentFile_Fails() =>
        Assert.Equal(
            1,
            await InvokeAsync("--file", "/nowhere/capture.jsonl", "--server", "http://127.0.0.1:1", "--api-key", "kg_x")
        );

    [Theory]
    [InlineData("NaN")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e999")]
    public async Task Invoke_StrangeSpeed_Fails(string speed) =>
        Assert.Equal(
            1,
            await InvokeAsync("--file", "x", "--server", "http://127.0.0.1:1", "--api-key", "kg_x", "--speed", speed)
        );

    [Fact]
    public async Task Invoke_FolderForACapture_Fails() =>
        Assert.Equal(
            1,
            await InvokeAsync("--file", Path.GetTempPath(), "--server", "http://127.0.0.1:1", "--api-key", "kg_x")
        );

    private static Task<int> InvokeAsync(params string[] arguments) =>
        ReplayCommand.Create().Parse(arguments).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
}
