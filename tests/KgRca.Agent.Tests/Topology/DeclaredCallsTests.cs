using System.Text.Json;
using CsCheck;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Topology;

public sealed class DeclaredCallsTests
{
    private readonly DeclaredCalls _calls = new();

    [Theory]
    [InlineData(
        "Deployment",
        """{"spec": {"template": {"spec": {"containers": [{"env": [{"name": "CART_ADDR", "value": "cart:7070"}]}]}}}}"""
    )]
    [InlineData(
        "StatefulSet",
        """{"spec": {"template": {"spec": {"initContainers": [{"command": ["wait-for", "cart.s.svc"]}]}}}}"""
    )]
    [InlineData(
        "CronJob",
        """{"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"args": ["--url=http://cart/x"]}]}}}}}}"""
    )]
    [InlineData("Pod", """{"spec": {"containers": [{"args": ["cart:80", 7, null]}]}}""")]
    public void Apply_TemplateNamesAService_IsACallWhileBothAreThere(string kind, string item)
    {
        Assert.Empty(Apply(kind, "front", item));
        Assert.Equal([$"+{kind}/front Service/cart"], Apply("Service", "cart", "{}"));
        Assert.Equal([$"-{kind}/front Service/cart"], Apply("Service", "cart", null));
        Apply("Service", "cart", "{}");
        Assert.Equal([$"-{kind}/front Service/cart"], Apply(kind, "front", null));
        Assert.Empty(_calls.Of(Key(kind, "front")));
    }

    [Theory]
    [InlineData("""{"envFrom": [{"configMapRef": {"name": "settings"}}]}""", "[]")]
    [InlineData(
        """{"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "a"}}}]}""",
        "[]"
    )]
    [InlineData("{}", """[{"configMap": {"name": "settings"}}]""")]
    [InlineData("{}", """[{"projected": {"sources": [{"configMap": {"name": "settings"}}]}}]""")]
    public void Apply_ConfigMapNamesAService_IsACallOfWhoUsesIt(string container, string volumes)
    {
        Apply("Service", "cart", "{}");
        Apply(
            "Deployment",
            "front",
            $$"""{"spec": {"template": {"spec": {"containers": [{{container}}], "volumes": {{volumes}} } } } }"""
        );
        Assert.Equal(
            ["+Deployment/front Service/cart"],
            Apply("ConfigMap", "settings", """{"data": {"app.yaml": "cart:\n  url: http://cart:80\n"}}""")
        );
        Assert.Empty(Apply("ConfigMap", "settings", """{"data": {"app.yaml": "cart:\n  url: http://cart:81\n"}}"""));
        Assert.Equal(
            ["-Deployment/front Service/cart"],
            Apply("ConfigMap", "settings", """{"data": {"app.yaml": ""}}""")
        );
    }

    [Fact]
    public void Apply_OwnService_IsNoCall()
    {
        Apply("Service", "front", """{"spec": {"selector": {"app": "front"}}}""");
        Assert.Empty(
            Apply(
                "Deployment",
                "front",
                """{"spec": {"template": {"metadata": {"labels": {"app": "front"}}, "spec": {"containers": [{"args": ["--advertise=front:80"]}]}}}}"""
            )
        );
        Assert.Equal(
            ["+Deployment/front Service/front"],
            Apply("Service", "front", """{"spec": {"selector": {"app": "other"}}}""")
        );
        Assert.Equal(
            ["-Deployment/front Service/front"],
            Apply("Service", "front", """{"spec": {"selector": {"app": "front"}}}""")
        );
    }

    [Fact]
    public void Apply_ObjectOfAController_DeclaresNothing()
    {
        Apply("Service", "cart", "{}");
        Assert.Empty(
            Apply(
                "ReplicaSet",
                "front-1",
                """{"metadata": {"ownerReferences": [{"kind": "Deployment", "name": "front", "controller": true}]}, "spec": {"template": {"spec": {"containers": [{"args": ["cart:80"]}]}}}}"""
            )
        );
    }

    [Fact]
    public void Apply_AnyOrder_TellsWhatStands() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3])
            .Array[0, 40]
            .Sample(
                steps =>
                {
                    var calls = new DeclaredCalls();
                    var told = new HashSet<EdgeKey>();
                    var state = new Dictionary<(string, int), int>();
                    foreach (var (kindOf, number, content) in steps)
                    {
                        var kind = ((string[])["Service", "Deployment", "ConfigMap"])[kindOf];
                        state[(kind, number)] = content;
                        var item =
                            content == 0
                                ? null
                                : kind switch
                                {
                                    "Service" => "{}",
                                    "ConfigMap" => $$"""{"data": {"HOST": "x{{content - 1}}"} }""",
                                    _ =>
                                        $$"""{"spec": {"template": {"spec": {"containers": [{"args": ["x{{content - 1}}:80"], "envFrom": [{"configMapRef": {"name": "x{{content - 1}}"} }]}]} } } }""",
                                };
                        var changes = new List<EdgeChange>();
                        calls.Apply(Observed(kind, $"x{number}", item), changes);
                        foreach (var (op, edge) in changes)
                            Assert.True(op == StateOperation.Upsert ? told.Add(edge) : told.Remove(edge));
                    }
                    int Content(string kind, int number) => state.GetValueOrDefault((kind, number));
                    var expected = new HashSet<EdgeKey>();
                    for (var workload = 0; workload < 3; workload++)
                    {
                        if (Content("Deployment", workload) is not (> 0 and var content))
                            continue;
                        foreach (var service in (int[])[content - 1, Content("ConfigMap", content - 1) - 1])
                            if (Content("Service", service) > 0)
                                expected.Add(
                                    new EdgeKey(
                                        EdgeType.Calls,
                                        Key("Deployment", $"x{workload}"),
                                        Key("Service", $"x{service}")
                                    )
                                );
                    }
                    Assert.Equal(expected, told);
                    var workloads = Enumerable.Range(0, 3).Select(workload => Key("Deployment", $"x{workload}"));
                    Assert.Equal(expected, workloads.SelectMany(calls.Of).ToHashSet());
                },
                iter: 2_000
            );

    private List<string> Apply(string kind, string name, string? item)
    {
        var changes = new List<EdgeChange>();
        _calls.Apply(Observed(kind, name, item), changes);
        return
        [
            .. changes.Select(change =>
                $"{(change.Op == StateOperation.Upsert ? '+' : '-')}{change.Edge.From.Kind}/{change.Edge.From.Name} {change.Edge.To.Kind}/{change.Edge.To.Name}"
            ),
        ];
    }

    private static ObservedObject Observed(string kind, string name, string? item) =>
        new(new ResourceType("", "v1", "", kind), Key(kind, name), "", item is null ? null : JsonElement.Parse(item));

    private static ObjectKey Key(string kind, string name) => new(kind, "s", name);
}
