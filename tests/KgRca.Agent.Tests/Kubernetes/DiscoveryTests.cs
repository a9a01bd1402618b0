using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Tests.Kubernetes;

public sealed class DiscoveryTests : IDisposable
{
    private readonly FakeApiServer _fake = new()
    {
        Custom = [("widgets", "Widget"), ("gadgets", "Widget"), ("balancers", "Gateway"), ("widgets/status", "Widget")],
    };

    [Fact]
    public async Task Find_ResourceThatIsServed_HasItsKind()
    {
        using var server = _fake.Connect();
        var discovery = new Discovery(server);
        Assert.Equal("Widget", (await FindAsync(discovery, "widgets")).Type?.Kind);
        Assert.Equal("Widget", (await FindAsync(discovery, "widgets")).Type?.Kind);
    }

    [Theory]
    [InlineData("widget", "the cluster serves example.com/v1, which has no widget yet; did you mean widgets?")]
    [InlineData("sprockets", "the cluster serves example.com/v1, which has no sprockets yet")]
    [InlineData(
        "balancers",
        "its kind Gateway is already watched as gateway.networking.k8s.io/v1/gateways, and records identify kinds by name only"
    )]
    public async Task Find_OtherResource_SaysWhatIsWrong(string plural, string why)
    {
        using var server = _fake.Connect();
        Assert.Equal(new Discovered(null, why), await FindAsync(new Discovery(server), plural));
    }

    [Fact]
    public async Task Find_TwoResourcesOfOneKind_TakesTheFirst()
    {
        using var server = _fake.Connect();
        var discovery = new Discovery(server);
        Assert.NotNull((await FindAsync(discovery, "widgets")).Type);
        Assert.StartsWith(
            "its kind Widget is already watched as example.com/v1/widgets",
            (await FindAsync(discovery, "gadgets")).Trouble
        );
    }

    public void Dispose() => _fake.Dispose();

    private static Task<Discovered> FindAsync(Discovery discovery, string plural) =>
        discovery.FindAsync(
            new ResourceType("example.com", "v1", plural, "", IsCustom: true),
            TestContext.Current.CancellationToken
        );
}
