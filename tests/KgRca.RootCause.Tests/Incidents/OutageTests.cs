using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>A Service or the cluster's DNS without a ready Pod is an incident after a minute, whatever the reason.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(50, 0)]
    [InlineData(70, 1)]
    public void Process_ServiceThatLosesItsLastReadyPod_OpensOneAfterAMinute(double second, int incidents) =>
        Assert.Equal(incidents, Count(Service().See(0, Pod(isReady: false, 0)), second));

    [Fact]
    public void Process_ServiceWhosePodIsBackInTime_OpensNone() =>
        Assert.Equal(0, Count(Service().See(0, Pod(isReady: false, 0)).See(40, Pod(isReady: true, 40)), 300));

    [Fact]
    public void Process_ServiceWithoutReadyPods_BeganWhenThePodLostItsReadiness() =>
        Assert.Equal(
            Scene.Start.ToUnixTimeMilliseconds(),
            Assert
                .Single(
                    Replay.Run(Ticked(Service().See(20, Pod(isReady: false, 0)), 90)).OfLabel(GraphSchema.Incident)
                )["started_at"]
                .AsInteger
        );

    [Theory]
    [InlineData(50, 0)]
    [InlineData(70, 1)]
    public void Process_DnsWithoutReadyPods_OpensOneAfterAMinute(double second, int incidents) =>
        Assert.Equal(incidents, Count(new Scene().See(-900, Dns(2)).See(0, Dns(0)), second));

    [Fact]
    public void Process_DnsThatIsBackInTime_OpensNone() =>
        Assert.Equal(0, Count(new Scene().See(-900, Dns(2)).See(0, Dns(0)).See(45, Dns(1)), 300));

    private static int Count(Scene scene, double second) =>
        Replay.Run(Ticked(scene, second)).OfLabel(GraphSchema.Incident).Count();

    private static IReadOnlyList<WireRecord> Ticked(Scene scene, double second) =>
        scene.Event(second, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info).Records;

    private static string Dns(int ready) =>
        $$"""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "kube-system", "name": "coredns", "uid": "c", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"replicas": 2, "template": {"metadata": {"labels": {"k8s-app": "kube-dns"} } } },
             "status": {"observedGeneration": 1, "readyReplicas": {{ready}} } }
            """;

    private static Scene Service() =>
        new Scene()
            .See(
                -900,
                """
                {"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "team", "name": "web", "uid": "s", "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "spec": {"type": "ClusterIP", "clusterIP": "10.96.0.4", "selector": {"app": "web"}, "ports": [{"port": 80}]} }
                """
            )
            .See(-890, Pod(isReady: true, -890))
            .Edge(EdgeType.Selects, "Service", "web", "team", "Pod", "web-0", "team");

    private static string Pod(bool isReady, double since)
    {
        var (flag, status) = isReady ? ("true", "True") : ("false", "False");
        return $$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "team", "name": "web-0", "uid": "p", "creationTimestamp": "2026-01-01T00:00:00Z", "labels": {"app": "web"} },
             "spec": {"nodeName": "other-node", "containers": [{"name": "main"}]},
             "status": {"phase": "Running", "startTime": "2026-01-01T00:00:00Z",
               "conditions": [{"type": "Ready", "status": "{{status}}", "lastTransitionTime": "{{Scene.Start.AddSeconds(
                since
            ):yyyy-MM-ddTHH:mm:ssZ}}"}],
               "containerStatuses": [{"name": "main", "ready": {{flag}}, "state": {"running": {} } }]} }
            """;
    }
}
