using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class NodeOutageTests
{
    private const string Zone = "topology.kubernetes.io/zone";

    [Theory]
    [InlineData(Zone, "a", Zone, "a", 60, 1)]
    [InlineData("karpenter.sh/nodepool", "a", "karpenter.sh/nodepool", "a", 60, 1)]
    [InlineData(Zone, "a", Zone, "b", 60, 2)]
    [InlineData(Zone, "a", "karpenter.sh/nodepool", "a", 60, 2)]
    [InlineData("disk", "ssd", "disk", "ssd", 60, 2)]
    [InlineData(Zone, "a", Zone, "a", 400, 2)]
    public void Process_NodesThatGo_AreOneIncidentWhereTheyShareAZoneOrAPoolAndGoTogether(
        string label,
        string value,
        string otherLabel,
        string otherValue,
        double gap,
        int incidents
    ) =>
        Assert.Equal(
            incidents,
            Replay.Run(Gone(label, value, otherLabel, otherValue, gap)).OfLabel(GraphSchema.Incident).Count()
        );

    [Theory]
    [InlineData("", "Unknown", 1)]
    [InlineData("\"unschedulable\": true", "Unknown", 2)]
    [InlineData("", "True", 2)]
    public void Process_NodesOfAZoneThatGoByPlanOrOneAfterTheOther_AreAnIncidentEach(
        string spec,
        string then,
        int incidents
    ) =>
        Assert.Equal(
            incidents,
            Replay
                .Run([
                    Node(0, "node-1", Zone, "a", "True"),
                    Node(1, "node-2", Zone, "a", "True"),
                    RunsOn("web-1", "node-2"),
                    Node(600, "node-1", Zone, "a", "Unknown"),
                    Node(620, "node-1", Zone, "a", then),
                    Node(640, "node-2", Zone, "a", "Unknown", spec),
                    Tick(650),
                ])
                .OfLabel(GraphSchema.Incident)
                .Count()
        );

    [Theory]
    [InlineData("\"unschedulable\": true", false, 0)]
    [InlineData("\"unschedulable\": true", true, 1)]
    [InlineData("", false, 1)]
    public void Process_NodeThatWasEmptiedOnPurposeGoes_IsNoIncident(string spec, bool hasPod, int incidents)
    {
        List<WireRecord> records = [Node(0, "node-1", Zone, "a", "True", spec)];
        if (hasPod)
            records.Add(RunsOn("web-1", "node-1"));
        records.AddRange([Node(600, "node-1", Zone, "a", "Unknown", spec), Tick(900)]);
        Assert.Equal(incidents, Replay.Run([.. records]).OfLabel(GraphSchema.Incident).Count());
    }

    [Fact]
    public void Process_NodesOfAZoneGo_TitleAndExplanationSayThatTheyShareIt()
    {
        var records = Gone(Zone, "a", Zone, "a", 5);
        var graph = Replay.Run(records);
        Assert.Equal(
            "Node is not ready: Node node-1, one of 2 nodes of zone a",
            Assert.Single(graph.OfLabel(GraphSchema.Incident))["title"].AsString
        );
        Assert.Contains(
            "2 nodes of zone a failed together: check what they share.",
            graph.ToString(),
            StringComparison.Ordinal
        );
        for (var i = 1; i < records.Length; i++)
            Replay.AssertSame(graph, Replay.Run(records, i));
    }

    [Fact]
    public void Process_NodeGoesAlone_TitleNamesItAlone() =>
        Assert.Equal(
            "Node is not ready: Node node-1",
            Assert
                .Single(Replay.Run(Gone(Zone, "a", Zone, "a", 5)[..3]).OfLabel(GraphSchema.Incident))["title"]
                .AsString
        );

    private static WireRecord[] Gone(string label, string value, string otherLabel, string otherValue, double gap) =>
        [
            Node(0, "node-1", label, value, "True"),
            Node(1, "node-2", otherLabel, otherValue, "True"),
            Node(600, "node-1", label, value, "Unknown"),
            Node(600 + gap, "node-2", otherLabel, otherValue, "Unknown"),
            Tick(602 + gap),
        ];

    private static Resource Node(
        double second,
        string name,
        string label,
        string value,
        string ready,
        string spec = ""
    ) =>
        Seen(
            second,
            $$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "2026-11-01T00:00:00Z", "labels": {"{{label}}": "{{value}}"} },
             "spec": { {{spec}} }, "status": {"conditions": [{"type": "Ready", "status": "{{ready}}", "lastTransitionTime": "{{Start.AddSeconds(
                second
            ):yyyy-MM-ddTHH:mm:ssZ}}"}]} }
            """
        );
}
