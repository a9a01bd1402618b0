using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

/// <summary>Services that wait for what nobody gives them.</summary>
public sealed class LongWaitTests
{
    private const string Pending =
        """{"spec": {"type": "LoadBalancer", "clusterIP": "10.43.0.7", "selector": {"app": "web"}}, "status": {"loadBalancer": {}}}""";
    private const string Served =
        """{"spec": {"type": "LoadBalancer", "clusterIP": "10.43.0.7", "selector": {"app": "web"}}, "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.7"}]}}}""";
    private const string Bare = """{"spec": {"clusterIP": "10.43.0.8", "ports": [{"port": 5432}]}}""";

    [Theory]
    [InlineData(Pending, "load_balancer_failed")]
    [InlineData(Bare, "service_endpoints_missing")]
    public void Process_ServiceThatWaitsForLong_IsAFindingUntilItIsServed(string state, string cause)
    {
        WireRecord[] waiting = [Slice(0, "other"), Service(1, state), Tick(120)];
        Assert.Empty(Findings(waiting));
        Assert.Equal([(cause, "active")], Findings([.. waiting, Tick(122)]));
        // An agent that begins anew brings it as of now; and it need not be the same engine.
        Assert.Equal([(cause, "active")], Findings([.. waiting, Tick(122), Service(130, state), Tick(131)]));
        Assert.Equal([(cause, "active")], Findings([.. waiting, Tick(122)], 2, 3));
        Assert.Equal([(cause, "resolved")], Findings([.. waiting, Tick(122), Service(130, Served), Slice(131, "web")]));
    }

    [Theory]
    [InlineData(Served)]
    [InlineData(
        """{"spec": {"type": "LoadBalancer", "externalIPs": ["192.0.2.7"], "clusterIP": "10.43.0.7", "selector": {"app": "web"}}}"""
    )]
    [InlineData("""{"spec": {"type": "ExternalName", "externalName": "db.example"}}""")]
    [InlineData("""{"spec": {"clusterIP": "None"}}""")]
    [InlineData("""{"spec": {"clusterIP": "10.43.0.7", "selector": {"app": "web"}}}""")]
    public void Process_ServiceThatWaitsForNothing_FindsNothing(string state) =>
        Assert.Empty(Findings([Slice(0, "other"), Service(1, state), Tick(600), Service(601, state)]));

    [Fact]
    public void Process_EndpointsThatAreNotWatched_FindsNothing() =>
        Assert.Empty(Findings([Service(1, Bare), Tick(600)]));

    [Fact]
    public void CloseQuiet_ServiceThatWaitsWhileNoRecordComes_IsAFinding()
    {
        var (engine, graph, changes) = (new RootCauseEngine(), new GraphModel(), new List<GraphChange>());
        engine.Process(Service(1, Pending), changes);
        engine.CloseQuiet(Start.AddSeconds(122), changes);
        graph.Apply(changes);
        Assert.Equal([("load_balancer_failed", "active")], Findings(graph));
    }

    private static IEnumerable<(string?, string?)> Findings(IReadOnlyList<WireRecord> records, params int[] restarts) =>
        Findings(Replay.Run(records, restarts));

    private static IEnumerable<(string?, string?)> Findings(GraphModel graph) =>
        graph
            .Nodes.Values.Where(node => node.Properties.ContainsKey("finding_state"))
            .Select(node => (node.Properties["cause"].AsString, node.Properties["finding_state"].AsString));

    private static Resource Service(double second, string state) =>
        Seen(
            second,
            $$"""{"kind": "Service", "apiVersion": "v1", "metadata": {"namespace": "shop", "name": "web", "uid": "web"}, {{state[1..]}}"""
        );

    private static Resource Slice(double second, string service) =>
        Seen(
            second,
            $$"""
            {"kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "metadata": {"namespace": "shop", "name": "{{service}}-1", "uid": "{{service}}-1", "labels": {"kubernetes.io/service-name": "{{service}}"} }, "endpoints": [{"addresses": ["192.0.2.8"]}]}
            """
        );
}
