using CsCheck;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;

namespace KgRca.Agent.Tests.Topology;

public sealed class ServiceNamesTests
{
    [Theory]
    [InlineData("CART_ADDR=cart:7070", "s/cart")]
    [InlineData("DB_HOST=postgres", "s/postgres")]
    [InlineData("dbHost: \"postgres.data\"", "data/postgres")]
    [InlineData("--upstream=web", "s/web")]
    [InlineData("URL=http://cart.shop/path", "shop/cart")]
    [InlineData("X=cart.shop.svc", "shop/cart")]
    [InlineData("X=cart.shop.svc.cluster.local", "shop/cart")]
    [InlineData("DSN=postgres://user:secret@db.data:5432/shop", "data/db")]
    [InlineData("KAFKA=k-0.kafka:9092,k-1.kafka:9092", "kafka/k-0", "kafka/k-1")]
    [InlineData("spring:\n  redis:\n    host: cache\n    level: debug\n", "s/cache")]
    [InlineData("LOG_LEVEL=debug")]
    [InlineData("NAME=cart")]
    [InlineData("HOST=10.0.0.1")]
    [InlineData("HOST=Cart")]
    [InlineData("HOST=a_b")]
    [InlineData("URL=https://api.stripe.com/v1")]
    [InlineData("HOST=-cart")]
    [InlineData("TIME=12:30")]
    public void Read_Text_FindsNamesThatStandAsHosts(string text, params string[] expected) =>
        Assert.Equal(expected, Read(text));

    [Fact]
    public void Read_AnyText_FindsOnlyNamesThatAServiceMayBear() =>
        Gen.String[Gen.Char["ab:=/@.-_ 1\"\n"], 0, 60]
            .Sample(text =>
                Assert.All(Read(text), found => Assert.Matches("^[a-z0-9][a-z0-9-]*/[a-z][a-z0-9-]*$", found))
            );

    private static string[] Read(string text)
    {
        var services = new HashSet<ObjectKey>();
        ServiceNames.Read(text, "s", services);
        return
        [
            .. services
                .Where(service => service.Name != "user")
                .Select(service => $"{service.Namespace}/{service.Name}"),
        ];
    }
}
