using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class PreemptionTests
{
    private const string Urgent = "urgent-5d7c9f6b8-zzzzz";

    // Those that came and went again: the urgent Pod stands on the node, what stands in for the other waits.
    private static readonly WireRecord[] Before =
    [
        Deployment(0, 1),
        Deployment(0, 1, "urgent"),
        Controls("web", "web-6c9f7d5b4-aaaaa"),
        Pod(1, "web-6c9f7d5b4-aaaaa", Running),
        Controls("urgent", Urgent),
        Pod(2, Urgent, Waiting, node: ""),
    ];

    private static readonly WireRecord[] Waits =
    [
        Controls("web", "web-6c9f7d5b4-bbbbb"),
        StandIn(4, "web-6c9f7d5b4-bbbbb", 3),
    ];

    private const string Running = """{"phase": "Running"}""";

    private const string Waiting =
        """{"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available: 3 Insufficient cpu."}]}""";

    [Theory]
    [InlineData("Preempted by pod shop/urgent-5d7c9f6b8-zzzzz on node node-1")]
    [InlineData("Preempted by pod urgent-5d7c9f6b8-zzzzz on node node-1")]
    [InlineData("Preempted by shop/urgent-5d7c9f6b8-zzzzz on node node-1")]
    public void Process_PodThatStandsInForOneThatWasPreempted_BlamesWhoTookItsPlace(string message)
    {
        // The event comes before the Pod that waits is seen, or after it, or twice; and the one that was preempted is
        // gone by then, or not.
        WireRecord gone = Gone(3, "Pod", "web-6c9f7d5b4-aaaaa"),
            preempted = Preempted(message),
            placed = Pod(5, Urgent, Running);
        WireRecord[][] orders =
        [
            [.. Before, preempted, gone, .. Waits, placed],
            [.. Before, gone, preempted, .. Waits, placed],
            [.. Before, gone, .. Waits, placed, preempted],
            [.. Before, preempted, gone, .. Waits, preempted, placed],
        ];
        foreach (var order in orders)
        {
            var graph = Replay.Run([.. order, Tick(70)], restarts: order.Length - 1);
            var first = Assert.Single(graph.OfType(GraphSchema.PotentialCause), link => link["rank"].AsInteger == 1);
            Assert.Equal(
                ("pod_preempted", "Deployment", "urgent"),
                (first["cause"].AsString, first["object_kind"].AsString, first["object_name"].AsString)
            );
        }
    }

    [Fact]
    public void Process_PodThatWaitsForAnotherReason_IsNotSaidToBePreempted()
    {
        var graph = Replay.Run([
            .. Before,
            Preempted("Preempted by pod shop/urgent-5d7c9f6b8-zzzzz on node node-1"),
            Gone(3, "Pod", "web-6c9f7d5b4-aaaaa"),
            Controls("web", "web-6c9f7d5b4-ccccc"),
            StandIn(600, "web-6c9f7d5b4-ccccc", 600),
            Tick(601),
        ]);
        Assert.Single(
            graph.OfLabel(GraphSchema.Episodic),
            finding =>
                finding["finding_state"].AsString == "active"
                && finding["cause"].AsString == "cpu_capacity_mismatch"
                && finding["message"].AsString!.Contains("ccccc", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Process_PodThatWasPreemptedAndFoundAnotherNode_OpensNone() =>
        Assert.Empty(
            Replay
                .Run([
                    .. Before,
                    Preempted("Preempted by pod shop/urgent-5d7c9f6b8-zzzzz on node node-1"),
                    Gone(3, "Pod", "web-6c9f7d5b4-aaaaa"),
                    .. Waits,
                    Pod(6, "web-6c9f7d5b4-bbbbb", Running),
                    Pod(6, Urgent, Running),
                    Tick(300),
                ])
                .OfLabel(GraphSchema.Incident)
        );

    private static Resource StandIn(double second, string name, int created) =>
        Seen(
            second,
            $$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "{{{name}}}", "creationTimestamp": "{{{Start.AddSeconds(
                created
            ):yyyy-MM-ddTHH:mm:ssZ}}}"}, "spec": {}, "status": {{{Waiting}}} }
            """
        );

    private static Event Preempted(string message) =>
        new(
            "e",
            Start.AddSeconds(3),
            "prod",
            EventSource.K8sEvent,
            Severity.Info,
            "Preempted",
            message,
            new ObjectReference("Pod", "web-6c9f7d5b4-aaaaa", "shop")
        );
}
