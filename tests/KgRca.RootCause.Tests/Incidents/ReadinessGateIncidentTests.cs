using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class ReadinessGateIncidentTests
{
    [Fact]
    public void Process_RolloutThatAReadinessGateHolds_BlamesTheGate()
    {
        var deployment = Seen(
            600,
            """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "web", "uid": "web", "generation": 2}, "spec": {"replicas": 1},
             "status": {"updatedReplicas": 1, "unavailableReplicas": 1, "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "lastTransitionTime": "2026-11-21T11:10:00Z"}]}}
            """
        );
        var pod = Seen(
            2,
            """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1", "uid": "web-1", "creationTimestamp": "2026-11-21T11:00:00Z"}, "spec": {"nodeName": "node-1", "readinessGates": [{"conditionType": "lb/web"}]},
             "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "False", "reason": "ReadinessGatesNotReady", "lastTransitionTime": "2026-11-21T11:00:02Z"}],
              "containerStatuses": [{"name": "main", "ready": true, "state": {"running": {}}}]}}
            """
        );
        WireRecord[] waiting = [Deployment(0, ready: 0), Controls("web", "web-1"), pod, Tick(599)];
        Assert.Empty(Replay.Run(waiting).OfLabel(GraphSchema.Incident));
        var first = Replay
            .Run([.. waiting, deployment])
            .OfType(GraphSchema.PotentialCause)
            .MinBy(link => link["rank"].AsInteger)!;
        Assert.Equal(
            ("pod_readiness_gated", "Deployment", "web"),
            (first["cause"].AsString, first["object_kind"].AsString, first["object_name"].AsString)
        );
    }
}
