namespace KgRca.RootCause.Tests.Rules.Nodes;

public sealed class NodeAutoscalersTests
{
    private const string NoRoom =
        "0/2 nodes are available: 2 Insufficient memory. preemption: No preemption victims found.";

    [Theory]
    [InlineData(
        "cluster-autoscaler",
        "Failed to increase node group size: AccessDenied: not authorized to perform autoscaling:SetDesiredCapacity"
    )]
    [InlineData("karpenter", "launching nodeclaim, creating instance, insufficient capacity, UnfulfillableCapacity")]
    public void Process_AutoscalerThatFailsWhilePodsWait_IsBlamed(string name, string line)
    {
        foreach (var isLogFirst in (bool[])[true, false])
        {
            var scene = new Scene().Node("n-1").Pod(name, "n-1");
            if (isLogFirst)
                scene.Log(0, $"{name}-0", line);
            Wait(scene);
            if (!isLogFirst)
                scene.Log(20, $"{name}-0", line);
            scene.Event(80, "FailedScheduling", NoRoom, "Pod", "late-0", count: 3);
            Assert.Equal($"Deployment {name}: node_autoscaler_failed", scene.First());
            Assert.Equal(scene.First(), scene.First(scene.Records.Count - 1));
        }
    }

    [Fact]
    public void Process_AutoscalerThatIsWell_LeavesTheBlameWithThePod()
    {
        var scene = new Scene().Node("n-1").Pod("cluster-autoscaler", "n-1");
        Wait(scene);
        scene.Event(80, "FailedScheduling", NoRoom, "Pod", "late-0", count: 3);
        Assert.EndsWith("memory_capacity_mismatch", scene.First(), StringComparison.Ordinal);
    }

    private static void Wait(Scene scene) =>
        scene
            .See(
                5,
                $$"""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "team", "name": "late-0", "uid": "late-0", "creationTimestamp": "2026-05-04T03:00:05Z"},
                 "spec": {"containers": [{"name": "main", "image": "registry.example/late:1"}]},
                 "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "{{NoRoom}}"}]} }
                """
            )
            .Event(5, "FailedScheduling", NoRoom, "Pod", "late-0");
}
