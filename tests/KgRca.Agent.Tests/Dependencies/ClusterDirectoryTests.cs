using KgRca.Agent.Dependencies;

namespace KgRca.Agent.Tests.Dependencies;

public sealed class ClusterDirectoryTests
{
    private readonly ClusterDirectory _directory = Cluster.Directory();

    [Theory]
    [InlineData("cart", "Service/shop/cart")]
    [InlineData("cart:8080", "Service/shop/cart")]
    [InlineData("db.data", "Service/data/db")]
    [InlineData("db.data.svc.cluster.local:5432", "Service/data/db")]
    [InlineData("10.96.0.9:5432", "Service/data/db")]
    [InlineData("10.96.0.9", "Service/data/db")]
    [InlineData("10.244.0.2", "Deployment/shop/cart")]
    [InlineData("db", null)]
    [InlineData("10.0.0.1", null)]
    [InlineData("api.stripe.com", null)]
    [InlineData("cart.shop.example.com", null)]
    [InlineData("", null)]
    public void Host_NameOrAddress_IsWhatAPodOfTheNamespaceWouldReach(string host, string? expected) =>
        Assert.Equal(
            expected,
            _directory.Host("shop", host) is { } found ? $"{found.Kind}/{found.Namespace}/{found.Name}" : null
        );

    [Fact]
    public void Observe_AddressThatMovedOn_BelongsToItsNewHolder()
    {
        Cluster.Observe(_directory, "Pod", "shop", "other", """{"status": {"podIPs": [{"ip": "10.244.0.2"}]}}""");
        Cluster.Observe(_directory, "Pod", "shop", "cart-1-a", null);
        Assert.Equal("other", _directory.Host("shop", "10.244.0.2")?.Name);
        Cluster.Observe(_directory, "Pod", "shop", "other", null);
        Assert.Null(_directory.Host("shop", "10.244.0.2"));
    }

    [Fact]
    public void Pod_OfAReplicaSetOfADeployment_IsTheDeployments()
    {
        Assert.Equal("Deployment", _directory.Pod("shop", "web-1-a")?.Kind);
        Assert.Null(_directory.Pod("shop", "web"));
    }
}
