using KgRca.RootCause.Events;

namespace KgRca.RootCause.Tests.Events;

public sealed class PeerNameTests
{
    [Theory]
    [InlineData("o.s.c.l.core.RoundRobinLoadBalancer : No servers available for service: pricing", "pricing")]
    [InlineData("IllegalStateException: No instances available for stock", "stock")]
    [InlineData("Load balancer does not have available server for client: ledger", "ledger")]
    [InlineData("dial tcp: lookup cart.shop.svc.cluster.local on 10.96.0.10:53: no such host", "cart")]
    [InlineData("Error: connect ECONNREFUSED wallet:7070", "wallet")]
    [InlineData(
        "(2003, \"Can't connect to MySQL server on 'orders-db' ([Errno 111] Connection refused)\")",
        "orders-db"
    )]
    [InlineData("I/O error on GET request for \"http://fares:8080/api\": Connection refused", "fares")]
    [InlineData(
        "connection to server at \"crm-postgresql\" (10.1.2.3), port 5433 failed: Connection refused",
        "crm-postgresql"
    )]
    [InlineData("redis://default:pw@cache.data:6379: connection refused", "cache")]
    [InlineData("outbound|9080||reviews.shop.svc.cluster.local upstream connect error", "reviews")]
    [InlineData("host not found in upstream \"pricing\" in /etc/nginx/nginx.conf:12", "pricing")]
    [InlineData("HTTPConnectionPool(host='catalog', port=8080): Max retries exceeded with url: /items", "catalog")]
    [InlineData("System.Net.Http.HttpRequestException: Connection refused (catalog:8080)", "catalog")]
    [InlineData("curl: (6) Could not resolve host: catalog", "catalog")]
    public void In_LineThatNamesWhomItCouldNotReach_IsItsFirstLabel(string line, string name) =>
        Assert.Equal(name, PeerName.In(line));

    [Theory]
    [InlineData("dial tcp 10.0.0.9:7070: connect: connection refused")]
    [InlineData("order 17 was rejected")]
    public void In_LineThatNamesNobody_IsNull(string line) => Assert.Null(PeerName.In(line));
}
