using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Scheduling;

namespace KgRca.RootCause.Tests.Rules.Scheduling;

public sealed class PlacementTests
{
    private const string Affinity = """
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
          {"matchExpressions": [{"key": "disk", "operator": "OPERATOR", "values": ["VALUE"]}]}]}}}
        """;

    [Theory]
    [InlineData("""{"nodeSelector": {"disk": "ssd"}}""")]
    [InlineData("{}")]
    public void Inspect_NodeHasTheLabels_FindsNothing(string spec) => Assert.Empty(Findings(spec));

    [Fact]
    public void Inspect_NodeSelectorThatNoNodeHas_NamesIt()
    {
        var finding = Assert.Single(Findings("""{"nodeSelector": {"disk": "nvme"}}"""));
        Assert.Equal((Causes.NodeSelector, Severity.Error), (finding.Cause, finding.Severity));
        Assert.Equal("Pod web-1 selects nodes with disk=nvme, but no node has these labels.", finding.Message);
    }

    [Theory]
    [InlineData("In", "ssd", true)]
    [InlineData("In", "nvme", false)]
    [InlineData("NotIn", "nvme", true)]
    [InlineData("NotIn", "ssd", false)]
    [InlineData("Exists", "", true)]
    [InlineData("DoesNotExist", "", false)]
    [InlineData("Gt", "1", true)]
    public void Inspect_RequiredNodeAffinity_IsHeldAgainstTheNodes(string @operator, string value, bool fits)
    {
        var findings = Findings(
            $"{{{Affinity.Replace("OPERATOR", @operator, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal)}}}"
        );
        Assert.Equal(fits ? [] : [Causes.NodeAffinity], findings.Select(finding => finding.Cause));
    }

    [Theory]
    [InlineData("Running", "")]
    [InlineData("Pending", """, "nodeName": "worker-1" """)]
    public void Inspect_PodThatHasANode_FindsNothing(string phase, string more) =>
        Assert.Empty(Findings($$$"""{"nodeSelector": {"disk": "nvme"} {{{more}}} }""", phase));

    [Fact]
    public void Inspect_SchedulerSaysWhy_ItsWordCounts()
    {
        var finding = Assert.Single(
            Findings(
                "{}",
                conditions: """
                {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "lastTransitionTime": "2026-03-01T11:50:00Z",
                 "message": "0/3 nodes are available: 3 Insufficient memory."}
                """
            )
        );
        Assert.Equal(
            (Causes.MemoryCapacity, CauseRole.Origin, World.Now.AddMinutes(-10)),
            (finding.Cause, finding.Role, finding.Onset)
        );
        Assert.Contains("3 Insufficient memory", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "unschedulable": true """, "", Causes.NodeCordon)]
    [InlineData(""" "taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}] """, "", Causes.Taint)]
    [InlineData(
        """ "taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}] """,
        """ "key": "gpu", "value": "no" """,
        Causes.Taint
    )]
    [InlineData(
        """ "taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}] """,
        """ "key": "gpu", "value": "yes" """,
        null
    )]
    [InlineData(
        """ "taints": [{"key": "gpu", "value": "yes", "effect": "NoExecute"}] """,
        """ "key": "gpu", "operator": "Exists" """,
        null
    )]
    [InlineData(""" "taints": [{"key": "gpu", "effect": "PreferNoSchedule"}] """, "", null)]
    [InlineData(
        """ "taints": [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}] """,
        "",
        Causes.NodeNotReady
    )]
    [InlineData(
        """ "taints": [{"key": "node.cloudprovider.kubernetes.io/uninitialized", "value": "true", "effect": "NoSchedule"}] """,
        "",
        Causes.NodeUninitialized
    )]
    [InlineData(
        """ "taints": [{"key": "ToBeDeletedByClusterAutoscaler", "value": "1764300000", "effect": "NoSchedule"}] """,
        "",
        Causes.NodeRemoved
    )]
    [InlineData(
        """ "taints": [{"key": "DeletionCandidateOfClusterAutoscaler", "value": "1764300000", "effect": "PreferNoSchedule"}] """,
        "",
        null
    )]
    [InlineData(
        """ "taints": [{"key": "node.kubernetes.io/memory-pressure", "effect": "NoSchedule"}] """,
        "",
        Causes.MemoryPressure
    )]
    [InlineData(
        """ "taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}, {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}] """,
        "",
        Causes.Taint
    )]
    [InlineData(
        """ "taints": [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}, {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}] """,
        """ "key": "gpu", "value": "yes" """,
        Causes.NodeNotReady
    )]
    public void Inspect_OnlyNodeThatFitsIsClosed_SaysHow(string node, string toleration, string? cause)
    {
        var world = new World();
        world.Add("""{"kind": "Node", "metadata": {"name": "worker-1"} }""");
        world.Add(
            $$$"""{"kind": "Node", "metadata": {"name": "worker-2", "labels": {"gpu": "1"} }, "spec": { {{{node}}} } }"""
        );
        var pod = world.Add(
            $$$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "status": {"phase": "Pending"},
             "spec": {"nodeSelector": {"gpu": "1"}, "tolerations": [{{{(
                toleration.Length == 0 ? "" : $"{{{toleration}}}"
            )}}}]} }
            """
        );
        Assert.Equal(cause, world.Inspect(pod).SingleOrDefault()?.Cause);
    }

    [Theory]
    [InlineData("""{"node-role.kubernetes.io/control-plane": ""}""")]
    [InlineData("""{"kubernetes.io/role": "master"}""")]
    public void Inspect_OnlyTheControlPlaneFits_BlamesTheSelector(string labels)
    {
        var world = new World();
        world.Add(
            $$$"""{"kind": "Node", "metadata": {"name": "master", "labels": {{{labels.Replace("}", ", \"disk\": \"nvme\"}")}}} }, "spec": {"unschedulable": true} }"""
        );
        world.Add("""{"kind": "Node", "metadata": {"name": "worker-1", "labels": {"disk": "ssd"} } }""");
        var pod = world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"nodeSelector": {"disk": "nvme"}}, "status": {"phase": "Pending"}}"""
        );
        Assert.Equal(Causes.NodeSelector, Assert.Single(world.Inspect(pod)).Cause);
    }

    [Theory]
    [InlineData("1 node(s) didn't match pod anti-affinity rules", Causes.AntiAffinity)]
    [InlineData("1 Too many pods", Causes.PodCapacity)]
    [InlineData("1 Insufficient memory", Causes.MemoryCapacity)]
    public void Inspect_NodeThatIsMeant_IsRuledOutByWhatIsSaidOfIt(string said, string cause)
    {
        var world = new World();
        world.Add("""{"kind": "Node", "metadata": {"name": "worker-1", "labels": {"disk": "ssd"} } }""");
        world.Add("""{"kind": "Node", "metadata": {"name": "worker-2"} }""");
        var pod = world.Add(
            $$$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"nodeSelector": {"disk": "ssd"} }, "status": {"phase": "Pending", "conditions": [
             {"type": "PodScheduled", "status": "False", "message": "0/9 nodes are available: {{{said}}}, 8 node(s) didn't match Pod's node affinity/selector."}]} }
            """
        );
        Assert.Equal(cause, Assert.Single(world.Inspect(pod)).Cause);
    }

    [Theory]
    [InlineData(""" "nodeSelector": {"kubernetes.io/hostname": "worker-9"} """, "")]
    [InlineData(
        """ "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": ["worker-9"]}]}]}}} """,
        ""
    )]
    [InlineData(
        """ "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["worker-9"]}]}]}}} """,
        ""
    )]
    [InlineData(
        """ "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}] """,
        "1 node(s) didn't match PersistentVolume's node affinity"
    )]
    public void Inspect_NodeThatItIsBoundToWasRemoved_SaysSo(string spec, string said)
    {
        var world = new World();
        world.Add(
            """{"kind": "Node", "metadata": {"name": "worker-1", "labels": {"kubernetes.io/hostname": "worker-1"} } }"""
        );
        world.Add(
            """{"kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data"}, "spec": {"volumeName": "disk-1"} }"""
        );
        world.Add(
            """{"kind": "PersistentVolume", "metadata": {"name": "disk-1"}, "spec": {"nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": ["worker-9"]}]}]}}} }"""
        );
        var node = world.Add(
            """{"kind": "Node", "metadata": {"name": "worker-9", "labels": {"kubernetes.io/hostname": "worker-9"} } }"""
        );
        var pod = world.Add(
            $$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": { {{spec}} },
             "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "message": "{{(
                said.Length == 0 ? "" : $"0/1 nodes are available: {said}."
            )}}"}]} }
            """
        );
        Assert.NotEqual(Causes.NodeRemoved, world.Inspect(pod).SingleOrDefault()?.Cause);
        (node.Object, node.DeletedAt) = (null, World.Now);
        var finding = Assert.Single(world.Inspect(pod));
        Assert.Equal(Causes.NodeRemoved, finding.Cause);
        Assert.Contains(
            "node worker-9, which was removed at 2026-03-01 12:00:00Z",
            finding.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(node, NodeFit.TroubledNode(world.Topology, pod, Causes.NodeRemoved));
    }

    [Theory]
    [InlineData("node.kubernetes.io/unreachable", Causes.NodeNotReady)]
    [InlineData("node.cloudprovider.kubernetes.io/uninitialized", Causes.NodeUninitialized)]
    [InlineData("gpu", Causes.Taint)]
    public void Inspect_NodesThatAreNotForAPurposeAreInTrouble_NamesIt(string taint, string cause)
    {
        var world = new World();
        world.Add(
            """{"kind": "Node", "metadata": {"name": "worker-1"}, "spec": {"taints": [{"key": "gpu", "effect": "NoSchedule"}]} }"""
        );
        world.Add(
            $$"""{"kind": "Node", "metadata": {"name": "worker-2"}, "spec": {"taints": [{"key": "{{taint}}", "effect": "NoSchedule"}]} }"""
        );
        var pod = world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {}, "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "message": "0/2 nodes are available: 2 node(s) had untolerated taint(s)."}]} }"""
        );
        Assert.Equal(cause, Assert.Single(world.Inspect(pod)).Cause);
    }

    [Theory]
    [InlineData("\"resourceClaimName\": \"gpu\"", "", "", true)]
    [InlineData("\"resourceClaimTemplateName\": \"gpu\"", "", "", true)]
    [InlineData(
        "\"resourceClaimTemplateName\": \"gpu\"",
        """{"name": "gpu", "resourceClaimName": "web-1-gpu"}""",
        "",
        false
    )]
    [InlineData("\"resourceClaimName\": \"gpu\"", "", """{"type": "PodScheduled", "status": "True"}""", false)]
    public void Inspect_PodWithoutItsDeviceClaim_IsFoundUntilTheSchedulerLooksAtIt(
        string claim,
        string made,
        string conditions,
        bool isFound
    )
    {
        var finding = World
            .InspectAlone(
                $$$"""
                {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"resourceClaims": [{"name": "gpu", {{{claim}}} }]},
                 "status": {"phase": "Pending", "resourceClaimStatuses": [{{{made}}}], "conditions": [{{{conditions}}}]} }
                """
            )
            .SingleOrDefault();
        Assert.Equal(isFound ? Causes.DeviceClaim : null, finding?.Cause);
    }

    [Fact]
    public void Inspect_ConditionWithoutText_TakesTheSchedulersEvent()
    {
        var world = new World();
        var pod = world.Add(
            """
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False"}]}}
            """
        );
        Assert.Empty(world.Inspect(pod));
        pod.Candidates.Add(
            new KgRca.RootCause.Events.Episode("e", pod)
            {
                Time = World.Now,
                Onset = World.Now,
                Severity = Severity.Warning,
                Source = "k8s.event",
                Reason = "FailedScheduling",
                Message = "0/3 nodes are available: 3 Insufficient cpu.",
            }
        );
        Assert.Equal(Causes.CpuCapacity, Assert.Single(world.Inspect(pod)).Cause);
    }

    [Fact]
    public void Affected_Node_HoldsPodsThatWaitForOne()
    {
        var world = new World();
        var waiting = world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "a"}, "status": {"phase": "Pending"}}"""
        );
        world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "b"}, "spec": {"nodeName": "worker-1"}, "status": {"phase": "Pending"}}"""
        );
        var node = world.Add("""{"kind": "Node", "metadata": {"name": "worker-1"}}""");
        Assert.Equal([node, waiting], world.Affected(node));
    }

    [Fact]
    public void Inspect_GatedPod_NamesTheGate()
    {
        var finding = Assert.Single(
            Findings(
                """{"schedulingGates": [{"name": "example.com/quota"}]}""",
                conditions: """{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated", "message": "Scheduling is blocked due to non-empty scheduling gates"}"""
            )
        );
        Assert.Equal(
            (Causes.SchedulingGate, Severity.Warning, "Pod web-1 is held by scheduling gate example.com/quota."),
            (finding.Cause, finding.Severity, finding.Message)
        );
    }

    [Theory]
    [InlineData("batch", "", Causes.UnknownScheduler)]
    [InlineData(
        "batch",
        """{"type": "PodScheduled", "status": "False", "message": "0/2 nodes are available: 2 Insufficient cpu."}""",
        Causes.CpuCapacity
    )]
    [InlineData("default-scheduler", "", null)]
    public void Inspect_PodOfAnotherScheduler_IsFoundUntilThatHasLookedAtIt(
        string scheduler,
        string conditions,
        string? cause
    ) =>
        Assert.Equal(
            cause,
            Findings($$"""{"schedulerName": "{{scheduler}}"}""", conditions: conditions).SingleOrDefault()?.Cause
        );

    [Fact]
    public void Inspect_NoNodeSeenYet_FindsNothing() =>
        Assert.Empty(
            World.InspectAlone(
                """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"nodeSelector": {"a": "b"}}, "status": {"phase": "Pending"}}"""
            )
        );

    [Theory]
    [InlineData("", true)]
    [InlineData("""{"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"}""", false)]
    [InlineData("""{"operator": "Exists"}""", false)]
    [InlineData("""{"key": "dedicated", "operator": "Exists"}""", true)]
    public void Inspect_CordonedNode_KeepsOutWhatDoesNotTolerateIt(string toleration, bool isKept)
    {
        var world = new World();
        world.Add(
            """{"kind": "Node", "metadata": {"name": "worker-1", "labels": {"disk": "ssd"}}, "spec": {"unschedulable": true, "taints": [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}]}}"""
        );
        var pod = world.Add(
            $$$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "agent-1"},
             "spec": {"nodeSelector": {"disk": "ssd"}, "tolerations": [{{{toleration}}}]}, "status": {"phase": "Pending"} }
            """
        );
        Assert.Equal(isKept, world.Inspect(pod).Exists(finding => finding.Cause == Causes.NodeCordon));
    }

    private static List<Finding> Findings(string spec, string phase = "Pending", string conditions = "")
    {
        var world = new World();
        world.Add("""{"kind": "Node", "metadata": {"name": "worker-1", "labels": {"disk": "ssd"}}}""");
        world.Add("""{"kind": "Node", "metadata": {"name": "worker-2", "labels": {"disk": "ssd"}}}""");
        return world.Inspect(
            world.Add(
                $$$"""
                {"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {{{spec}}}, "status": {"phase": "{{{phase}}}", "conditions": [{{{conditions}}}]} }
                """
            )
        );
    }
}
