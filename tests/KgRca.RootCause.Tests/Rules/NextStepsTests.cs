using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules;

public sealed class NextStepsTests
{
    private static readonly ObjectReference Web = new("Deployment", "web", "shop");
    private readonly World _world = new();

    public NextStepsTests() =>
        _world.Add(
            """
            {"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {
              "metadata": {"labels": {"app": "web", "tier": "front"}},
              "spec": {"nodeSelector": {"disk": "ssd"}, "containers": [{"name": "server", "image": "registry.example/web:2",
                "ports": [{"name": "http", "containerPort": 8080}],
                "resources": {"limits": {"memory": "128Mi", "cpu": "500m"}, "requests": {"cpu": "64"}},
                "envFrom": [{"configMapRef": {"name": "setings"}}],
                "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8081}} }] } } } }
            """
        );

    [Fact]
    public void Of_ServiceSelector_GivesTheRightLabelsAndTheCommand()
    {
        var service = _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"selector": {"app": "wbe"}, "ports": [{"port": 80}]} }"""
        );
        var step = Of(Causes.ServiceSelector, service, new ObjectReference("Service", "web", "shop"));
        Assert.Equal(
            "Set spec.selector of Service shop/web to app=web (the Pods of Deployment shop/web have labels app=web, tier=front): "
                + "`kubectl -n shop patch service/web -p '{\"spec\":{\"selector\":{\"app\":\"web\"}}}'`.",
            step
        );
    }

    [Fact]
    public void Of_TargetPort_GivesThePortThatThePodsListenOn()
    {
        var service = _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"ports": [{"name": "http", "port": 80, "targetPort": 9090}]} }"""
        );
        var step = Of(Causes.ServicePort, service, new ObjectReference("Service", "web", "shop"));
        Assert.Contains("Set targetPort of port 80 in Service shop/web to 8080 (now 9090", step);
        Assert.Contains("\"path\":\"/spec/ports/0/targetPort\",\"value\":8080", step);
    }

    [Theory]
    [InlineData(Causes.OomKilled, "(now 128Mi)", "--limits=memory=256Mi")]
    [InlineData(
        Causes.LivenessPort,
        "livenessProbe.httpGet.port of container server",
        "to 8080, the port it declares (now 8081)"
    )]
    [InlineData(Causes.LivenessPath, "livenessProbe.httpGet.path", "(now /healthz)")]
    [InlineData(Causes.NodeSelector, "nodeSelector of Deployment shop/web", "(now disk=ssd, which no node has)")]
    [InlineData(Causes.CpuCapacity, "requests.cpu", "(now server 64; the largest node has 4 in total)")]
    [InlineData(
        Causes.IncorrectImage,
        "image of container server in Deployment shop/web",
        "(now registry.example/web:2)"
    )]
    [InlineData(Causes.CpuOverload, "resources.limits.cpu of container server", "(now 500m)")]
    [InlineData(Causes.ZeroReplicas, "Deployment shop/web", "`kubectl -n shop scale deployment/web --replicas=1`")]
    [InlineData(Causes.Rollout, "Deployment shop/web", "`kubectl -n shop rollout undo deployment/web`")]
    public void Of_WorkloadsOwnManifest_NamesFieldAndValue(string cause, string field, string value)
    {
        _world.Add("""{"kind": "Node", "metadata": {"name": "n"}, "status": {"allocatable": {"cpu": "4"}} }""");
        var step = Of(cause, Pod(), Web);
        Assert.Contains(field, step);
        Assert.Contains(value, step);
    }

    [Fact]
    public void Of_MissingConfigMap_NamesItAndThoseThatExist()
    {
        _world.Add("""{"kind": "ConfigMap", "metadata": {"namespace": "shop", "name": "settings"}}""");
        var step = Of(Causes.MissingConfigMap, Pod(), Web, "configmap \"setings\" not found");
        Assert.Contains("Create ConfigMap shop/setings, or fix its name in Deployment shop/web", step);
        Assert.Contains("(ConfigMaps in shop: settings)", step);
    }

    [Fact]
    public void Of_Quota_NamesLimitAndUse()
    {
        var quota = _world.Add(
            """{"kind": "ResourceQuota", "metadata": {"namespace": "shop", "name": "compute"}, "status": {"hard": {"pods": "4"}, "used": {"pods": "4"}} }"""
        );
        var step = Of(Causes.PodQuota, quota, new ObjectReference("ResourceQuota", "compute", "shop"));
        Assert.Contains("Raise spec.hard.pods of ResourceQuota shop/compute (4 of 4 used)", step);
    }

    [Fact]
    public void Of_StorageClass_NamesThoseThatExist()
    {
        _world.Add("""{"kind": "StorageClass", "metadata": {"name": "fast"}}""");
        var claim = _world.Add(
            """{"kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data"}, "spec": {"storageClassName": "nowhere"}}"""
        );
        var step = Of(Causes.ClaimStorageClass, claim, new ObjectReference("PersistentVolumeClaim", "data", "shop"));
        Assert.Contains("(now nowhere; existing: fast)", step);
    }

    [Fact]
    public void Of_SoleCordonedNode_IsToUncordonIt() =>
        Assert.Equal(
            "Uncordon Node worker-1: `kubectl uncordon worker-1`.",
            Of(Causes.NodeCordon, Pod(), new ObjectReference("Node", "worker-1"))
        );

    [Fact]
    public void Families_AllMakeNextStepsFromTheCase() =>
        Assert.Empty(Families.All.Where(family => family.NextStep is null).Select(family => family.Title));

    [Theory]
    [InlineData(
        Causes.AutoscalerMaximum,
        "HorizontalPodAutoscaler",
        """{"maxReplicas": 5, "scaleTargetRef": {"kind": "Deployment", "name": "web"}}""",
        "Raise maxReplicas of HorizontalPodAutoscaler shop/it (now 5)"
    )]
    [InlineData(
        Causes.AutoscalerTarget,
        "HorizontalPodAutoscaler",
        """{"scaleTargetRef": {"kind": "Deployment", "name": "wep"}}""",
        "(now Deployment wep) to a workload that exists (Deployments in shop: web)"
    )]
    [InlineData(
        Causes.BudgetBlocks,
        "PodDisruptionBudget",
        """{"minAvailable": "100%"}""",
        "Change PodDisruptionBudget shop/it so that it allows one disruption (minAvailable is 100%)"
    )]
    [InlineData(
        Causes.NetworkPolicyBlocksDns,
        "NetworkPolicy",
        """{"podSelector": {"matchLabels": {"app": "web"}}}""",
        "Add an egress rule for UDP and TCP port 53 to NetworkPolicy shop/it, which selects Pods with app=web"
    )]
    [InlineData(
        Causes.IngressClass,
        "Ingress",
        """{"ingressClassName": "nginks"}""",
        "Fix spec.ingressClassName (now nginks) of Ingress shop/it"
    )]
    public void Of_ObjectOfItsOwn_NamesFieldAndValue(string cause, string kind, string spec, string expected)
    {
        var subject = _world.Add(
            $$"""{"kind": "{{kind}}", "metadata": {"namespace": "shop", "name": "it"}, "spec": {{spec}} }"""
        );
        Assert.Contains(expected, Of(cause, subject, new ObjectReference(kind, "it", "shop")));
    }

    [Theory]
    [InlineData(Causes.MemoryPressure, "`kubectl get pods -A --field-selector spec.nodeName=worker-1`")]
    [InlineData(Causes.NodeNotReady, "`kubectl describe node/worker-1`")]
    [InlineData(Causes.NodeProblem, "`kubectl drain worker-1 --ignore-daemonsets`")]
    public void Of_Node_NamesItAndTheCommand(string cause, string command) =>
        Assert.Contains(command, Of(cause, Pod(), new ObjectReference("Node", "worker-1")));

    [Fact]
    public void Of_EveryCause_NamesTheObject()
    {
        foreach (var cause in CauseClasses.All)
            Assert.Contains("web", Of(cause.Id, Pod(), Web));
    }

    [Fact]
    public void Of_ReasonThatIsNoCause_IsNothing() => Assert.Null(Of("SomethingOdd", Pod(), Web));

    private ResourceState Pod() =>
        _world.Add("""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}}""");

    private string? Of(string cause, ResourceState subject, ObjectReference target, string message = "x") =>
        NextSteps.Of(
            new Remedy(
                cause,
                Meaning.Of(subject, CauseAssessment.Origin(cause), "x", message: message),
                target,
                Web,
                _world.Topology
            )
        );
}
