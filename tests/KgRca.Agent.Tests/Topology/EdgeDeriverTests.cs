using System.Text.Json;
using CsCheck;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Topology;

public sealed class EdgeDeriverTests
{
    private readonly EdgeDeriver _edges = new();

    [Theory]
    [InlineData(
        "Pod",
        """{"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "name": "r", "controller": true}, {"kind": "Other", "name": "o"}]}}""",
        "+CONTROLS ReplicaSet/s/r Pod/s/x"
    )]
    [InlineData(
        "Pod",
        """{"metadata": {"ownerReferences": [{"kind": "Node", "name": "n", "controller": true}]}}""",
        "+CONTROLS Node//n Pod/s/x"
    )]
    [InlineData(
        "Pod",
        """{"spec": {"nodeName": "n", "serviceAccountName": "a"}}""",
        "+RUNS_ON Pod/s/x Node//n",
        "+USES Pod/s/x ServiceAccount/s/a"
    )]
    [InlineData(
        "Pod",
        """{"spec": {"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}, {"configMap": {"name": "m"}}, {"secret": {"secretName": "t"}}]}}""",
        "+MOUNTS Pod/s/x ConfigMap/s/m",
        "+MOUNTS Pod/s/x PersistentVolumeClaim/s/c",
        "+MOUNTS Pod/s/x Secret/s/t"
    )]
    [InlineData(
        "Pod",
        """{"spec": {"volumes": [{"name": "scratch", "ephemeral": {}}, {"projected": {"sources": [{"configMap": {"name": "kube-root-ca.crt"}}, {"secret": {"name": "p"}}]}}]}}""",
        "+MOUNTS Pod/s/x PersistentVolumeClaim/s/x-scratch",
        "+MOUNTS Pod/s/x Secret/s/p"
    )]
    [InlineData(
        "Pod",
        """{"spec": {"initContainers": [{"envFrom": [{"configMapRef": {"name": "m"}}]}], "containers": [{"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "k", "key": "b"}}}]}]}}""",
        "+MOUNTS Pod/s/x ConfigMap/s/m",
        "+MOUNTS Pod/s/x Secret/s/k"
    )]
    [InlineData(
        "PersistentVolumeClaim",
        """{"spec": {"volumeName": "v"}}""",
        "+BOUND_TO PersistentVolumeClaim/s/x PersistentVolume//v"
    )]
    [InlineData(
        "HorizontalPodAutoscaler",
        """{"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "d"}}}""",
        "+SCALES HorizontalPodAutoscaler/s/x Deployment/s/d"
    )]
    [InlineData("ResourceQuota", "{}", "+LIMITS ResourceQuota/s/x Namespace//s")]
    [InlineData(
        "Ingress",
        """{"spec": {"defaultBackend": {"service": {"name": "d"}}, "rules": [{"http": {"paths": [{"backend": {"service": {"name": "b"}}}]}}]}}""",
        "+ROUTES_TO Ingress/s/x Service/s/b",
        "+ROUTES_TO Ingress/s/x Service/s/d"
    )]
    [InlineData(
        "HTTPRoute",
        """{"spec": {"rules": [{"backendRefs": [{"name": "b"}, {"name": "o", "namespace": "other"}, {"kind": "Else", "name": "e"}]}]}}""",
        "+ROUTES_TO HTTPRoute/s/x Service/other/o",
        "+ROUTES_TO HTTPRoute/s/x Service/s/b"
    )]
    [InlineData(
        "HTTPRoute",
        """{"spec": {"parentRefs": [{"name": "g"}, {"name": "o", "namespace": "other"}, {"kind": "Service", "name": "e"}]}}""",
        "+ROUTES_TO Gateway/other/o HTTPRoute/s/x",
        "+ROUTES_TO Gateway/s/g HTTPRoute/s/x"
    )]
    [InlineData("Deployment", """{"spec": 7, "metadata": {"ownerReferences": {"kind": []}}}""")]
    [InlineData("Pod", """{"spec": {"volumes": "none", "containers": [7, null, {"env": {}}]}}""")]
    public void Apply_ObjectWithReferences_HasTheirEdges(string kind, string item, params string[] expected)
    {
        Assert.Equal(expected, Apply(kind, "x", item));
        Assert.Equal(expected.Select(edge => edge.Replace('+', '-')), Apply(kind, "x", null));
    }

    [Theory]
    [InlineData(
        "Certificate",
        """{"spec": {"secretName": "tls", "issuerRef": {"name": "ca"}}}""",
        "+CONTROLS Certificate/s/x Secret/s/tls",
        "+USES Certificate/s/x Issuer/s/ca"
    )]
    [InlineData(
        "ExternalSecret",
        """{"spec": {"secretStoreRef": {"kind": "SecretStore", "name": "vault"}, "data": [{"secretKey": "k", "remoteRef": {"key": "a/b"}}]}}""",
        "+CONTROLS ExternalSecret/s/x Secret/s/x",
        "+USES ExternalSecret/s/x SecretStore/s/vault"
    )]
    [InlineData(
        "SealedSecret",
        """{"spec": {"template": {"metadata": {"name": "t"}}}}""",
        "+CONTROLS SealedSecret/s/x Secret/s/t"
    )]
    [InlineData(
        "ScaledObject",
        """{"spec": {"scaleTargetRef": {"name": "d"}}}""",
        "+SCALES ScaledObject/s/x Deployment/s/d"
    )]
    [InlineData(
        "Database",
        """{"spec": {"deep": [{"passwordSecretRef": {"name": "p"}}], "writeConnectionSecretToRef": {"name": "c", "namespace": "other"}}}""",
        "+CONTROLS Database/s/x Secret/other/c",
        "+USES Database/s/x Secret/s/p"
    )]
    [InlineData(
        "Kustomization",
        """{"spec": {"sourceRef": {"kind": "GitRepository", "name": "git", "namespace": "flux"}, "dependsOn": [{"name": "base"}]}, "status": {"inventory": {"entries": [{"id": "s_web_apps_Deployment"}, {"id": "_r_rbac.authorization.k8s.io_ClusterRole"}]}}}""",
        "+CONTROLS Kustomization/s/x Deployment/s/web",
        "+USES Kustomization/s/x GitRepository/flux/git",
        "+USES Kustomization/s/x Kustomization/s/base"
    )]
    [InlineData(
        "Application",
        """{"status": {"resources": [{"kind": "Service", "namespace": "shop", "name": "web"}, {"kind": "Role", "namespace": "shop", "name": "r"}]}}""",
        "+CONTROLS Application/s/x Service/shop/web"
    )]
    [InlineData(
        "Widget",
        """{"metadata": {"ownerReferences": [{"kind": "Factory", "name": "f", "controller": true}]}, "spec": {"aRef": 7, "bRef": {"name": "b"}, "secretName": "n", "listRef": [null, {"name": 1}]}, "status": {"resources": {}, "inventory": []}}""",
        "+CONTROLS Factory/s/f Widget/s/x"
    )]
    public void Apply_CustomResource_HasTheEdgesThatSuchOnesHave(string kind, string item, params string[] expected)
    {
        Assert.Equal(expected, Apply(kind, "x", item, isCustom: true));
        Assert.Equal(expected.Select(edge => edge.Replace('+', '-')), Apply(kind, "x", null, isCustom: true));
    }

    [Fact]
    public void Apply_FirstObjectOfAKindWithoutNamespaces_TakesItsNamespaceOffEdges()
    {
        Assert.Equal(
            ["+CONTROLS Installation/s/i DaemonSet/s/d"],
            Apply(
                "DaemonSet",
                "d",
                """{"metadata": {"ownerReferences": [{"kind": "Installation", "name": "i", "controller": true}]}}"""
            )
        );
        Assert.Equal(
            ["+CONTROLS Installation//i DaemonSet/s/d", "-CONTROLS Installation/s/i DaemonSet/s/d"],
            Apply("Installation", "i", "{}", isCustom: true, @namespace: "")
        );
        Assert.Equal(
            ["+CONTROLS Installation//i DaemonSet/s/e"],
            Apply(
                "DaemonSet",
                "e",
                """{"metadata": {"ownerReferences": [{"kind": "Installation", "name": "i", "controller": true}]}}"""
            )
        );
    }

    [Fact]
    public void Apply_UnchangedReferences_TellsNothing()
    {
        Apply("Pod", "x", """{"spec": {"nodeName": "n"}}""");
        Assert.Empty(Apply("Pod", "x", """{"spec": {"nodeName": "n"}, "status": {"phase": "Running"}}"""));
        Assert.Equal(
            ["+RUNS_ON Pod/s/x Node//m", "-RUNS_ON Pod/s/x Node//n"],
            Apply("Pod", "x", """{"spec": {"nodeName": "m"}}""")
        );
    }

    [Theory]
    [InlineData(
        """{"metadata": {"labels": {"app": "a"}}, "spec": {"nodeName": "n"}}""",
        "+SELECTS Service/s/svc Pod/s/x"
    )]
    [InlineData(
        """{"metadata": {"ownerReferences": [{"kind": "Job", "name": "j", "controller": true}]}, "spec": {"nodeName": "n"}}""",
        "+CONTROLS Job/s/j Pod/s/x"
    )]
    [InlineData(
        """{"status": {"phase": "Running"}, "metadata": {"resourceVersion": "2"}, "spec": {"nodeName": "n"}}"""
    )]
    public void Apply_SameSpecification_TellsWhatLabelsAndOwnersChange(string item, params string[] expected)
    {
        const string Before = """{"spec": {"nodeName": "n"}}""";
        Apply("Service", "svc", """{"spec": {"selector": {"app": "a"}}}""");
        Apply("Pod", "x", Before);
        Assert.Equal(expected, Apply("Pod", "x", item));
        Assert.Equal(expected.Select(edge => edge.Replace('+', '-')), Apply("Pod", "x", Before));
    }

    [Fact]
    public void Apply_ObjectThatIsMadeAgainAsItWas_HasItsEdgesAgain()
    {
        const string Pod = """{"spec": {"nodeName": "n"}}""";
        Apply("Pod", "x", Pod);
        foreach (var gone in (string?[])[null, "{}"])
        {
            Assert.Equal(["-RUNS_ON Pod/s/x Node//n"], Apply("Pod", "x", gone));
            Assert.Equal(["+RUNS_ON Pod/s/x Node//n"], Apply("Pod", "x", Pod));
        }
    }

    [Fact]
    public void Apply_EndpointSliceOfAServiceWithoutSelector_HasItsPods()
    {
        Apply("Service", "svc", """{"spec": {}}""");
        Assert.Equal(
            ["+SELECTS Service/s/svc Pod/s/p"],
            Apply(
                "EndpointSlice",
                "svc-1",
                """{"metadata": {"labels": {"kubernetes.io/service-name": "svc"}}, "endpoints": [{"targetRef": {"kind": "Pod", "name": "p"}}, {"addresses": ["1.2.3.4"]}]}"""
            )
        );
    }

    [Fact]
    public void Apply_EndpointSliceSeenBeforeItsService_TellsOfAnEdgeOnceAndOfItsEndOnce()
    {
        const string Slice =
            """{"metadata": {"labels": {"kubernetes.io/service-name": "svc"}}, "endpoints": [{"targetRef": {"kind": "Pod", "name": "p"}}]}""";
        Apply("Pod", "p", """{"metadata": {"labels": {"app": "a"}}}""");
        Assert.Equal(["+SELECTS Service/s/svc Pod/s/p"], Apply("EndpointSlice", "svc-1", Slice));
        Assert.Empty(Apply("Service", "svc", """{"spec": {"selector": {"app": "a"}}}"""));
        Assert.Single(_edges.FollowingFrom(new ObjectKey("Pod", "s", "p")));
        Assert.Equal(["-SELECTS Service/s/svc Pod/s/p"], Apply("Pod", "p", null));
        Assert.Empty(
            Apply(
                "EndpointSlice",
                "svc-1",
                """{"metadata": {"labels": {"kubernetes.io/service-name": "svc"}}, "endpoints": []}"""
            )
        );
    }

    [Fact]
    public void Apply_TwoEndpointSlicesNameAPod_ItsEdgeGoesWithTheLast()
    {
        const string Slice =
            """{"metadata": {"labels": {"kubernetes.io/service-name": "svc"}}, "endpoints": [{"targetRef": {"kind": "Pod", "name": "p"}}]}""";
        Apply("Service", "svc", """{"spec": {}}""");
        Assert.Equal(["+SELECTS Service/s/svc Pod/s/p"], Apply("EndpointSlice", "svc-ipv4", Slice));
        Assert.Empty(Apply("EndpointSlice", "svc-ipv6", Slice));
        Assert.Empty(Apply("EndpointSlice", "svc-ipv4", null));
        Assert.Equal(["-SELECTS Service/s/svc Pod/s/p"], Apply("EndpointSlice", "svc-ipv6", null));
    }

    [Fact]
    public void Apply_AnyOrderOfPodsAndServices_GivesTheEdgesOfTheirLabels() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2])
            .Array[0, 40]
            .Sample(
                steps =>
                {
                    var deriver = new EdgeDeriver();
                    var (told, pods, services) = (
                        new HashSet<EdgeKey>(),
                        new Dictionary<string, Dictionary<string, string>>(),
                        new Dictionary<string, Dictionary<string, string>>()
                    );
                    foreach (var (isPod, number, appOf, tierOf) in steps)
                    {
                        var kind = isPod ? "Pod" : "Service";
                        var (app, tier) = (
                            ((string?[])[null, "a", "b", ""])[appOf],
                            ((string?[])[null, "x", "y"])[tierOf]
                        );
                        var labels = new Dictionary<string, string>();
                        if (app is { Length: > 0 })
                            labels["app"] = app;
                        if (tier is not null)
                            labels["tier"] = tier;
                        var all = kind == "Pod" ? pods : services;
                        if (app is null)
                            all.Remove($"{number}");
                        else
                            all[$"{number}"] = labels;
                        object item =
                            kind == "Pod"
                                ? new { metadata = new { labels }, spec = new { } }
                                : new { spec = new { selector = labels } };
                        foreach (
                            var (op, edge) in deriver.Apply(
                                Observed(kind, $"{number}", app is null ? null : JsonSerializer.Serialize(item))
                            )
                        )
                            Assert.True(op == StateOperation.Upsert ? told.Add(edge) : told.Remove(edge));
                    }
                    var expected =
                        from service in services
                        from pod in pods
                        where
                            service.Value.Count > 0
                            && service.Value.All(term => pod.Value.GetValueOrDefault(term.Key) == term.Value)
                        select new EdgeKey(
                            EdgeType.Selects,
                            new ObjectKey("Service", "s", service.Key),
                            new ObjectKey("Pod", "s", pod.Key)
                        );
                    Assert.Equal([.. expected], told);
                },
                iter: 2_000
            );

    private List<string> Apply(
        string kind,
        string name,
        string? item,
        bool isCustom = false,
        string @namespace = "s"
    ) =>
        [
            .. _edges
                .Apply(Observed(kind, name, item, isCustom, @namespace))
                .Select(change =>
                    $"{(change.Op == StateOperation.Upsert ? '+' : '-')}{WireNames.Of(change.Edge.Type)} {Text(change.Edge.From)} {Text(change.Edge.To)}"
                )
                .Order(StringComparer.Ordinal),
        ];

    private static ObservedObject Observed(
        string kind,
        string name,
        string? item,
        bool isCustom = false,
        string @namespace = "s"
    ) =>
        new(
            new ResourceType("", "v1", "", kind, IsCustom: isCustom),
            new ObjectKey(kind, @namespace, name),
            "",
            item is null ? null : JsonElement.Parse(item)
        );

    private static string Text(ObjectKey key) => $"{key.Kind}/{key.Namespace}/{key.Name}";
}
