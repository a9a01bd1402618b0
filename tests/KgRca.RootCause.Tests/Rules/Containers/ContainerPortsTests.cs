using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Containers;

public sealed class ContainerPortsTests
{
    [Theory]
    [InlineData(
        """ "containers": [{"name": "a", "ports": [{"containerPort": 80}]}, {"name": "b", "ports": [{"containerPort": 80}]}] """,
        1
    )]
    [InlineData(
        """ "containers": [{"name": "a", "ports": [{"containerPort": 80}]}, {"name": "b", "ports": [{"containerPort": 80, "protocol": "UDP"}]}] """,
        0
    )]
    [InlineData(
        """ "containers": [{"name": "a", "ports": [{"containerPort": 80}]}, {"name": "b", "ports": [{"containerPort": 81}]}] """,
        0
    )]
    [InlineData(
        """ "containers": [{"name": "a", "ports": [{"containerPort": 80, "name": "http"}, {"containerPort": 80, "name": "web"}]}] """,
        0
    )]
    [InlineData(
        """ "initContainers": [{"name": "a", "restartPolicy": "Always", "ports": [{"containerPort": 80}]}], "containers": [{"name": "b", "ports": [{"containerPort": 80}]}] """,
        1
    )]
    [InlineData(
        """ "initContainers": [{"name": "a", "ports": [{"containerPort": 80}]}], "containers": [{"name": "b", "ports": [{"containerPort": 80}]}] """,
        0
    )]
    public void Inspect_PortsOfContainers_NamesOneThatTwoWant(string podSpec, int findings)
    {
        var world = new World();
        var workload = world.Add(
            $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"spec": { {{{podSpec}}} } } } }"""
        );
        var found = world.Inspect(workload).Where(finding => finding.Cause == Causes.PortConflict).ToList();
        Assert.Equal(findings, found.Count);
        Assert.All(
            found,
            finding =>
                Assert.Equal("Containers a and b of Deployment web both listen on port 80 over TCP.", finding.Message)
        );
    }
}
