using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Services;

public sealed class AddressesTests
{
    private readonly World _world = new();

    public AddressesTests()
    {
        _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "catalog"}, "spec": {"ports": [{"port": 3550}, {"port": 9090}]}}"""
        );
        _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "data", "name": "db"}, "spec": {"ports": [{"port": 5432}]}}"""
        );
    }

    [Theory]
    [InlineData("catalog:3550")]
    [InlineData("http://catalog:9090/api?x=1")]
    [InlineData("catalog.shop.svc.cluster.local:3550")]
    [InlineData("db.data:5432")]
    [InlineData("assistant:80")]
    [InlineData("db.example.com:5432")]
    [InlineData("10.0.0.7:80")]
    [InlineData("12:30")]
    [InlineData("catalog:http")]
    [InlineData("catalog:99999")]
    [InlineData("fast")]
    [InlineData(":80")]
    public void Inspect_AddressThatLeadsSomewhereOrIsNone_FindsNothing(string value) => Assert.Empty(Inspect(value));

    [Theory]
    [InlineData("catalogs:3550", "did you mean catalog?")]
    [InlineData("catalo:3550", "did you mean catalog?")]
    [InlineData("catalog-v2:3550", "did you mean catalog?")]
    [InlineData("catlaog:3550", "did you mean catalog?")]
    [InlineData("catalog:3551", "to port 3551 of Service catalog")]
    [InlineData("grpc://catalog.shop.svc:5433", "to port 5433 of Service catalog")]
    public void Inspect_NameOrPortALittleOff_FindsAMismatch(string value, string says)
    {
        var finding = Assert.Single(Inspect(value));
        Assert.Equal((Causes.ServiceAddress, CauseRole.Origin), (finding.Cause, finding.Role));
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://orders:pw@db.data:5433/orders", "to port 5433")]
    [InlineData("Host=db.data;Port=5433;Database=orders", "to port 5433")]
    [InlineData("jdbc:mysql://db.data/orders", "to port 3306")]
    public void Inspect_WrongPortOfADatabase_SaysSo(string value, string says)
    {
        var finding = Assert.Single(Inspect(value));
        Assert.Equal(Causes.DatabasePort, finding.Cause);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("catalog", "3551", "to port 3551")]
    [InlineData("catalog", "3550", null)]
    [InlineData("catlaog", "3550", "did you mean catalog?")]
    public void Inspect_HostAndPortInTwoVariables_AreOneAddress(string host, string port, string? says)
    {
        var findings = _world.Inspect(
            _world.Add(
                $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "c", "env": [{"name": "CATALOG_HOST", "value": "{{{host}}}"}, {"name": "CATALOG_PORT", "value": "{{{port}}}"}]}]} } } }"""
            )
        );
        Assert.Equal(says is null, findings.Count == 0);
        if (says is not null)
            Assert.Contains(says, findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_PodOfAHeadlessService_MayUseAnyPortThatItsPodsListenOn()
    {
        _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "kafka"}, "spec": {"clusterIP": "None", "ports": [{"port": 9092}]}}"""
        );
        Assert.Empty(Inspect("kafka-0.kafka:9093"));
    }

    [Theory]
    [InlineData("2", Causes.ServiceQuota)]
    [InlineData("3", null)]
    public void Inspect_WorkloadWithoutService_BlamesAQuotaThatIsFull(string hard, string? cause)
    {
        _world.Add("""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "ads"}}""");
        _world.Add(
            $$$"""{"kind": "ResourceQuota", "metadata": {"namespace": "shop", "name": "q"}, "status": {"hard": {"services": "{{{hard}}}"}, "used": {"services": "2"} } }"""
        );
        Assert.Equal(cause, Inspect("ads:9555").SingleOrDefault()?.Cause);
    }

    private List<Finding> Inspect(string value) =>
        _world.Inspect(
            _world.Add(
                $$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "c", "env": [{"name": "ADDR", "value": "{{{value}}}"}]}]} } } }"""
            )
        );
}
