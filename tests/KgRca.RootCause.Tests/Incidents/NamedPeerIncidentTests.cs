using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>A caller that names whom it cannot reach, and nothing else that joins the two.</summary>
public sealed class NamedPeerIncidentTests
{
    private static readonly Resource Pricing = Seen(
        30,
        """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "pricing-v2", "uid": "p", "generation": 2},
         "spec": {"replicas": 0, "template": {"metadata": {"labels": {"app": "pricing"}}}}, "status": {"observedGeneration": 2}}
        """
    );

    private static readonly Resource Service = Seen(
        31,
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "shop", "name": "pricing", "uid": "s"},
         "spec": {"selector": {"app": "pricing"}, "ports": [{"port": 80}]}}
        """
    );

    private static readonly WireRecord[] Caller =
    [
        Deployment(0, ready: 1),
        Controls("web", "web-1"),
        Pod(1, "web-1", """{"phase": "Running"}"""),
        Line(2, "started", Severity.Info),
    ];

    private static readonly WireRecord[] Lines =
    [
        .. Enumerable
            .Range(0, 6)
            .Select(i => Line(1000 + i, "No servers available for service: pricing", Severity.Warning)),
    ];

    [Fact]
    public void Process_CallerNamesAServiceOfAWorkloadScaledToZero_BlamesIt() =>
        Assert.Equal(
            ("deployment_zero_replicas", "pricing-v2"),
            First(Replay.Run([.. Caller, Pricing, Service, .. Lines, Tick(1020)]))
        );

    [Fact]
    public void Process_ObjectsAreListedAmongTheLines_BlamesItAsWell() =>
        Assert.Equal(
            ("deployment_zero_replicas", "pricing-v2"),
            First(
                Replay.Run([
                    .. Caller,
                    .. Lines[..3],
                    Service with
                    {
                        ObservedAt = Start.AddSeconds(1002.4),
                    },
                    Pricing with
                    {
                        ObservedAt = Start.AddSeconds(1002.5),
                    },
                    .. Lines[3..],
                    Tick(1080),
                ])
            )
        );

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    public void Process_Restart_GoesOnAsIfItHadNotStopped(int after)
    {
        WireRecord[] records = [.. Caller, Service, Pricing, .. Lines, Tick(1020)];
        Replay.AssertSame(Replay.Run(records), Replay.Run(records, after));
    }

    private static (string?, string?) First(GraphModel graph)
    {
        var first = graph.OfType(GraphSchema.PotentialCause).MinBy(link => link["rank"].AsInteger)!;
        return (first["cause"].AsString, first["object_name"].AsString);
    }

    private static Event Line(double second, string message, Severity severity) =>
        new(
            $"line {second}",
            Start.AddSeconds(second),
            "prod",
            EventSource.K8sLog,
            severity,
            "Log",
            message,
            new ObjectReference("Pod", "web-1", "shop")
        );
}
