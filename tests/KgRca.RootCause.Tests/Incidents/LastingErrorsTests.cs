using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Tests.Scenarios;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>Errors about another's answer that are over in moments, and the same that last.</summary>
public sealed class LastingErrorsTests
{
    [Theory]
    [InlineData("Downstream stock answered 503")]
    [InlineData("connect ECONNREFUSED 10.96.0.5:6379 (ioredis)")]
    [InlineData("requests.exceptions.ConnectionError: connection reset by peer")]
    public void Process_FewErrorsWithinSeconds_OpenNoIncident(string line)
    {
        var scene = Shop().Log(0, "web-0", line).Log(5, "web-0", line).Log(40, "web-0", line);
        Assert.Equal(0, Count(scene.Log(600, "clock", "tick", Severity.Info)));
    }

    [Theory]
    [InlineData("Downstream stock answered 503")]
    [InlineData("connect ECONNREFUSED 10.96.0.5:6379 (ioredis)")]
    [InlineData("requests.exceptions.ConnectionError: connection reset by peer")]
    public void Process_SameErrorsThatLast_OpenOne(string line) =>
        Assert.Equal(1, Count(Shop().Lasting(0, "web-0", line)));

    [Fact]
    public void Process_RetriesThatSucceed_OpenNoIncident()
    {
        var scene = Shop();
        for (var at = -800; at < 800; at += 110)
            scene.Log(at, "web-0", "retrying call: code = Unavailable desc = transport is closing", Severity.Warning);
        Assert.Equal(0, Count(scene));
    }

    [Fact]
    public void Process_RetriesWithoutEnd_OpenOne() =>
        Assert.Equal(
            1,
            Count(Shop().Lasting(0, "web-0", "retrying call: code = Unavailable desc = refused", Severity.Warning))
        );

    [Fact]
    public void Process_WarningOfLongBefore_DoesNotBeginTheIncidentEarly()
    {
        var scene = Shop();
        for (var at = -890; at < 0; at += 100)
            scene.Log(at, "web-0", "field source is deprecated", Severity.Warning);
        scene.Lasting(0, "web-0", "java.lang.IllegalStateException: basket has no owner");
        var incident = Assert.Single(Incidents(scene));
        Assert.Equal(Scene.Start.ToUnixTimeMilliseconds(), incident["started_at"].AsInteger);
    }

    private static int Count(Scene scene) => Incidents(scene).Count;

    private static List<Node> Incidents(Scene scene) =>
        [
            .. Replay
                .Run(scene.Records)
                .OfLabel(GraphSchema.Incident)
                .Where(incident => incident["status"].AsString != "merged"),
        ];

    private static Scene Shop() => new Scene().Node("n-1").Serving("web").Serving("stock").Calling("web", "stock");
}
