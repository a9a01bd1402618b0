using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Ranking;

public sealed class RemediationTargetTests
{
    private readonly World _world = new();

    [Fact]
    public void Of_PodOfADeployment_IsTheDeployment()
    {
        var (deployment, set, pod) = (
            Named("Deployment", "shop", "web"),
            Named("ReplicaSet", "shop", "web-1"),
            Named("Pod", "shop", "web-1-a")
        );
        _world.Join(EdgeType.Controls, deployment, set);
        _world.Join(EdgeType.Controls, set, pod);
        Assert.Equal(new ObjectReference("Deployment", "web", "shop"), Blamed(pod, Causes.OomKilled));
    }

    [Fact]
    public void Of_NodesTroubleSeenOnAPod_IsTheNode()
    {
        var pod = Named("Pod", "shop", "web-1");
        _world.Join(EdgeType.RunsOn, pod, Named("Node", "", "worker-1"));
        Assert.Equal(new ObjectReference("Node", "worker-1"), Blamed(pod, Causes.NodeNotReady));
    }

    [Fact]
    public void Of_NodesTroubleThatKeepsAPodOffIt_IsTheNodeThatWouldTakeIt()
    {
        _world.Add(
            """{"kind": "Node", "metadata": {"name": "worker-1"}, "spec": {"taints": [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]}}"""
        );
        _world.Add(
            """{"kind": "Node", "metadata": {"name": "worker-2", "labels": {"disk": "ssd"}}, "spec": {"taints": [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]}}"""
        );
        var pod = _world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"nodeSelector": {"disk": "ssd"}}, "status": {"phase": "Pending"}}"""
        );
        Assert.Equal(new ObjectReference("Node", "worker-2"), Blamed(pod, Causes.NodeNotReady));
    }

    [Theory]
    [InlineData(Causes.MissingConfigMap, "web", "Deployment", "web")]
    [InlineData(Causes.MissingConfigMap, "api", "ConfigMap", "settings")]
    [InlineData(Causes.MissingConfigKey, "api", "Deployment", "web")]
    public void Of_WhatIsMissing_IsItWhereSeveralWorkloadsMissIt(string cause, string other, string kind, string name)
    {
        var map = Named("ConfigMap", "shop", "settings");
        var pods = new List<ResourceState>();
        foreach (var (workload, number) in ((string, int)[])[("web", 1), (other, 2)])
        {
            pods.Add(
                _world.Add(
                    $$$"""{"kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{workload}}}-{{{number}}}"}}"""
                )
            );
            _world.Join(EdgeType.Controls, Named("Deployment", "shop", workload), pods[^1]);
            _world.Join(EdgeType.Mounts, pods[^1], map);
        }
        Assert.Equal(
            new ObjectReference(kind, name, "shop"),
            Blamed(pods[0], cause, "configmap \"settings\" not found")
        );
    }

    [Theory]
    [InlineData("ConfigMap settings was changed: key level, removed.", "ConfigMap", "settings")]
    [InlineData("ConfigMap settings was changed: key mode.", "Deployment", "web")]
    public void Of_KeyThatIsMissing_IsTheConfigMapWhereAKeyWasRemovedFromIt(string change, string kind, string name)
    {
        var (map, deployment, pod) = (
            Named("ConfigMap", "shop", "settings"),
            Named("Deployment", "shop", "web"),
            Named("Pod", "shop", "web-1")
        );
        _world.Join(EdgeType.Controls, deployment, pod);
        _world.Join(EdgeType.Mounts, pod, map);
        map.Candidates.Add(
            new Episode("c", map)
            {
                Time = World.Now,
                Onset = World.Now,
                Severity = Severity.Info,
                Source = "change",
                Reason = "ConfigurationChanged",
                Message = change,
                Assessment = new CauseAssessment(Causes.ConfigurationChanged, CauseRole.Change),
            }
        );
        Assert.Equal(
            new ObjectReference(kind, name, "shop"),
            Blamed(pod, Causes.MissingConfigKey, "couldn't find key level in ConfigMap shop/settings")
        );
    }

    [Theory]
    [InlineData(Causes.MissingConfigMap, "ConfigMap", "configmap \"settings\" not found")]
    [InlineData(Causes.MissingSecret, "Secret", "Pod web-1 refers to Secret settings, which does not exist.")]
    [InlineData(Causes.MissingPullSecret, "Secret", "Unable to retrieve image pull secret settings")]
    [InlineData(Causes.MissingClaim, "PersistentVolumeClaim", "persistentvolumeclaim \"settings\" not found")]
    [InlineData(Causes.MissingServiceAccount, "ServiceAccount", "serviceaccount \"settings\" not found")]
    public void Of_WhatIsMissing_IsItWhereItWasDeletedAndTheWorkloadWhereItNeverWas(
        string cause,
        string kind,
        string message
    )
    {
        var (deployment, pod) = (Named("Deployment", "shop", "web"), Named("Pod", "shop", "web-1"));
        _world.Join(EdgeType.Controls, deployment, pod);
        var missing = Named(kind, "shop", "settings");
        Assert.Equal(new ObjectReference("Deployment", "web", "shop"), Blamed(pod, cause, message));
        missing.DeletedAt = World.Now;
        Assert.Equal(new ObjectReference(kind, "settings", "shop"), Blamed(pod, cause, message));
    }

    [Theory]
    [InlineData("pods \"web-1\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4", "compute")]
    [InlineData("pods \"web-1\" is forbidden", "full")]
    public void Of_Quota_IsTheOneThatTheRefusalNamesOrThatIsUsedUp(string message, string name)
    {
        foreach (var (quota, used) in ((string, int)[])[("compute", 1), ("full", 4)])
            _world.Add(
                $$$"""{"kind": "ResourceQuota", "metadata": {"namespace": "shop", "name": "{{{quota}}}"}, "status": {"hard": {"pods": "4"}, "used": {"pods": "{{{used}}}"} } }"""
            );
        Assert.Equal(
            new ObjectReference("ResourceQuota", name, "shop"),
            Blamed(Named("ReplicaSet", "shop", "web-1"), Causes.PodQuota, message)
        );
    }

    [Fact]
    public void Of_QuotaOfWhichNothingIsKnown_IsTheNamespace() =>
        Assert.Equal(
            new ObjectReference("Namespace", "shop"),
            Blamed(Named("ReplicaSet", "shop", "web-1"), Causes.PodQuota)
        );

    [Theory]
    [InlineData(1, "Node", "worker-1")]
    [InlineData(2, "Deployment", "web")]
    public void Of_Cordon_IsTheNodeWhereOnlyOneWouldTakeThePod(int cordoned, string kind, string name)
    {
        for (var i = 1; i <= 3; i++)
            _world.Add(
                $$$"""{"kind": "Node", "metadata": {"name": "worker-{{{i}}}", "labels": {"disk": "{{{(i <= cordoned ? "ssd" : "hdd")}}}"} }, "spec": {"unschedulable": {{{(i <= 2 ? "true" : "false")}}} } }"""
            );
        var pod = _world.Add(
            """{"kind": "Pod", "metadata": {"namespace": "shop", "name": "web-1"}, "spec": {"nodeSelector": {"disk": "ssd"}}, "status": {"phase": "Pending"}}"""
        );
        _world.Join(EdgeType.Controls, Named("Deployment", "shop", "web"), pod);
        var target = Blamed(pod, Causes.NodeCordon);
        Assert.Equal((kind, name), (target.Kind, target.Name));
    }

    [Theory]
    [InlineData(Causes.ServiceSelector)]
    [InlineData(Causes.ServicePort)]
    [InlineData(Causes.ServiceProtocol)]
    [InlineData(Causes.LoadBalancer)]
    public void Of_WhatIsWrongInAService_IsTheService(string cause)
    {
        var (service, pod) = (Named("Service", "shop", "web-public"), Named("Pod", "shop", "web-1"));
        pod.ObservedAt = World.Now;
        _world.Join(EdgeType.Controls, Named("Deployment", "shop", "web"), pod);
        _world.Join(EdgeType.Selects, service, pod);
        Assert.Equal(new ObjectReference("Service", "web-public", "shop"), Blamed(service, cause));
    }

    [Fact]
    public void Of_ServiceWithoutReplicas_IsTheWorkloadThatHasNone()
    {
        Named("StatefulSet", "shop", "db").ObservedAt = World.Now;
        Assert.Equal(
            new ObjectReference("StatefulSet", "db", "shop"),
            Blamed(Named("Service", "shop", "db"), Causes.ZeroReplicas)
        );
    }

    [Theory]
    [InlineData(Causes.ClaimStorageClass)]
    [InlineData(Causes.ClaimCapacity)]
    [InlineData(Causes.ClaimAccessMode)]
    [InlineData(Causes.VolumeOccupied)]
    public void Of_WhatIsWrongInAClaim_IsTheClaimWhoeverReportsIt(string cause)
    {
        var pod = Named("Pod", "shop", "db-0");
        _world.Join(EdgeType.Controls, Named("StatefulSet", "shop", "db"), pod);
        foreach (var (name, phase) in ((string, string)[])[("logs", "Bound"), ("data", "Pending")])
        {
            var claim = _world.Add(
                $$$"""{"kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "{{{name}}}"}, "status": {"phase": "{{{phase}}}"}}"""
            );
            _world.Join(EdgeType.Mounts, pod, claim);
        }
        var data = Named("PersistentVolumeClaim", "shop", "data");
        var expected = new ObjectReference("PersistentVolumeClaim", "data", "shop");
        Assert.Equal(expected, Blamed(data, cause));
        Assert.Equal(expected, Blamed(pod, cause));
    }

    [Fact]
    public void Of_PodThatOnlyAnEventNames_IsTheDeploymentThatItsNameTells()
    {
        Named("Deployment", "shop", "web-app").ObservedAt = World.Now;
        Assert.Equal(
            new ObjectReference("Deployment", "web-app", "shop"),
            Blamed(Named("Pod", "shop", "web-app-6f7c9d5b84-x2k9p"), Causes.RegistryDns)
        );
        Assert.Equal(
            new ObjectReference("Pod", "other-1", "shop"),
            Blamed(Named("Pod", "shop", "other-1"), Causes.RegistryDns)
        );
    }

    [Theory]
    [InlineData(
        Causes.Webhook,
        "Internal error occurred: failed calling webhook \"policy.example.com\": context deadline exceeded",
        "ValidatingWebhookConfiguration",
        "policy",
        null
    )]
    [InlineData(
        Causes.WebhookDenied,
        "admission webhook \"policy.example.com\" denied the request: images must be signed",
        "Deployment",
        "web",
        "shop"
    )]
    public void Of_Webhook_IsTheConfigurationWhereItDoesNotAnswerAndTheWorkloadWhereItDenies(
        string cause,
        string message,
        string kind,
        string name,
        string? @namespace
    )
    {
        _world.Add(
            """{"kind": "ValidatingWebhookConfiguration", "metadata": {"name": "policy"}, "webhooks": [{"name": "policy.example.com"}]}"""
        );
        var (deployment, set) = (Named("Deployment", "shop", "web"), Named("ReplicaSet", "shop", "web-1"));
        _world.Join(EdgeType.Controls, deployment, set);
        Assert.Equal(
            new ObjectReference(kind, name, @namespace),
            RemediationTarget.Of(
                Meaning.Of(set, CauseAssessment.Origin(cause), "FailedCreate", message: message),
                _world.Topology
            )
        );
    }

    [Theory]
    [InlineData("stable", "b")]
    [InlineData("canary", "a")]
    public void Of_WebhookThatTwoConfigurationsHave_IsTheOneForTheNamespace(string revision, string name)
    {
        _world.Add(
            $$$"""{"kind": "Namespace", "metadata": {"name": "shop", "labels": {"revision": "{{{revision}}}"} } }"""
        );
        _world.Add(
            """{"kind": "MutatingWebhookConfiguration", "metadata": {"name": "a"}, "webhooks": [{"name": "inject.mesh.example", "namespaceSelector": {"matchLabels": {"revision": "canary"}}}]}"""
        );
        _world.Add(
            """{"kind": "MutatingWebhookConfiguration", "metadata": {"name": "b"}, "webhooks": [{"name": "inject.mesh.example", "namespaceSelector": {"matchExpressions": [{"key": "revision", "operator": "NotIn", "values": ["canary"]}]}}]}"""
        );
        var candidate = Meaning.Of(
            Named("ReplicaSet", "shop", "web-1"),
            CauseAssessment.Origin(Causes.Webhook),
            "FailedCreate",
            message: "failed calling webhook \"inject.mesh.example\": connection refused"
        );
        Assert.Equal(
            new ObjectReference("MutatingWebhookConfiguration", name),
            RemediationTarget.Of(candidate, _world.Topology)
        );
    }

    [Fact]
    public void Of_ObjectWithoutOwner_IsItself() =>
        Assert.Equal(
            new ObjectReference("Pod", "runner", "shop"),
            Blamed(Named("Pod", "shop", "runner"), Causes.OomKilled)
        );

    private ResourceState Named(string kind, string @namespace, string name) =>
        _world.Topology.GetOrAdd(new ResourceId(World.Cluster, kind, @namespace, name), out _);

    private ObjectReference Blamed(ResourceState subject, string cause, string message = "") =>
        RemediationTarget.Of(
            Meaning.Of(subject, CauseAssessment.Origin(cause), "x", message: message),
            _world.Topology
        );
}
