using KgRca.ServiceDefaults.Http;

namespace KgRca.ServiceDefaults.Tests.Http;

public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData(null, 20_000)]
    [InlineData(256L, 16)]
    [InlineData(450L, 50)]
    [InlineData(1_024L, 512)]
    [InlineData(10_000L, 5_000)]
    [InlineData(1_048_576L, 20_000)]
    public void Max_LeavesFilesForEverythingElse(long? openFiles, int expected) =>
        Assert.Equal(expected, ConnectionLimits.MaxOf(openFiles));
}
