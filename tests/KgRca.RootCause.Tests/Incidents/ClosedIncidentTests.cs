using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class ClosedIncidentTests
{
    [Fact]
    public void Process_WhatWasMissingIsMadeAfterItWasClosed_KeepsItsFirstCause()
    {
        var scene = new Scene()
            .Node("n-1")
            .Pod("web", "n-1", -1, ready: false)
            .Event(0, "Failed", "Error: configmap \"settings\" not found", "Pod", "web-0", severity: Severity.Error)
            .Event(1200, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info);
        var before = First(scene);
        Assert.Equal("missing_config_map", before["cause"].AsString);
        scene
            .See(
                1300,
                """{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "team", "name": "settings", "uid": "c"}, "data": {"a": "b"} }"""
            )
            .Pod("web", "n-1", 1310)
            .Event(1400, "Pulled", "an image", "Pod", "bystander-0", severity: Severity.Info);
        var after = First(scene);
        Assert.Equal(before["cause"].AsString, after["cause"].AsString);
        Assert.Equal(before["confidence"].AsFloat, after["confidence"].AsFloat);
    }

    private static Relationship First(Scene scene) =>
        Replay.Run(scene.Records).OfType(GraphSchema.PotentialCause).MinBy(link => link["rank"].AsInteger)!;
}
