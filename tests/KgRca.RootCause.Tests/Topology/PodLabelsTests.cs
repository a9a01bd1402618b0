using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Topology;

/// <summary>Pods are found by their labels, and objects by words in their names, as they are now.</summary>
public sealed class PodLabelsTests
{
    private const string Cluster = "test";
    private const string Space = "shop";

    private readonly ClusterTopology _topology = new();

    [Fact]
    public void PodsLabelled_SeveralPods_GivesThoseWithTheLabelByName()
    {
        See("Pod", "web-2", "web");
        See("Pod", "web-1", "web");
        See("Pod", "cart-1", "cart");

        Assert.Equal(["web-1", "web-2"], Labelled("web"));
    }

    [Fact]
    public void PodsLabelled_RelabelledPod_IsFoundByItsNewLabelOnly()
    {
        See("Pod", "web-1", "web");
        See("Pod", "web-1", "cart");

        Assert.Empty(Labelled("web"));
        Assert.Equal(["web-1"], Labelled("cart"));
    }

    [Fact]
    public void PodsLabelled_ForgottenPod_IsNotFound()
    {
        _topology.Remove(See("Pod", "web-1", "web"));

        Assert.Empty(Labelled("web"));
    }

    [Fact]
    public void Named_ObjectsThatComeAndAreForgotten_GivesThoseOfThePattern()
    {
        var pattern = new NamePattern("Deployment", "operator");
        See("Deployment", "first-operator", "a");

        Assert.Equal(["first-operator"], Named(pattern));

        See("Deployment", "Another-Operator", "a");
        See("Deployment", "web", "a");
        See("StatefulSet", "third-operator", "a");

        Assert.Equal(["Another-Operator", "first-operator"], Named(pattern));

        _topology.Remove(See("Deployment", "first-operator", "a"));

        Assert.Equal(["Another-Operator"], Named(pattern));
    }

    private IEnumerable<string> Labelled(string app) =>
        _topology.PodsLabelled(Cluster, Space, "app", app).Select(pod => pod.Name);

    private IEnumerable<string> Named(NamePattern pattern) =>
        _topology.Named(Cluster, pattern).Select(resource => resource.Name);

    private ResourceState See(string kind, string name, string app)
    {
        var resource = _topology.GetOrAdd(new ResourceId(Cluster, kind, Space, name), out _);
        resource.Object = JsonElement.Parse($$$"""{"metadata":{"labels":{"app":"{{{app}}}","tier":"any"} } }""");
        resource.ObservedAt = DateTimeOffset.UnixEpoch;
        _topology.Index(resource);
        return resource;
    }
}
