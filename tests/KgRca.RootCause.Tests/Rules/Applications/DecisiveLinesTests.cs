using KgRca.Contracts.Records;
using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Rules.Applications;

/// <summary>What a server says below error, and what its clients suffer from.</summary>
public sealed class DecisiveLinesTests
{
    [Theory]
    [InlineData(Severity.Info, "memory resource limit alarm set on node rabbit@broker-0.", "server_resource_alarm")]
    [InlineData(
        Severity.Warning,
        "flood stage disk watermark [95%] exceeded on [x][broker-0]",
        "server_resource_alarm"
    )]
    [InlineData(Severity.Info, "write failed: no space left on device", "volume_full")]
    [InlineData(Severity.Info, "accept4() failed: too many open files", "file_descriptors_exhausted")]
    public void Process_ServerSaysItBelowError_ServerIsFirst(Severity severity, string line, string cause)
    {
        var scene = new Scene().Node("n-1").Serving("web").Serving("broker").Calling("web", "broker");
        scene.Log(-20, "broker-0", line, severity).Lasting(0, "web-0", "publish to broker timed out");
        Assert.Equal($"Deployment broker: {cause}", scene.First());
    }
}
