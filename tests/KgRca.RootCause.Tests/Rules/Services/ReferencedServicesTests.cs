using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Services;

public sealed class ReferencedServicesTests
{
    private readonly World _world = new();

    [Fact]
    public void Inspect_StatefulSetWithoutItsGoverningService_IsFoundUntilItIsThere()
    {
        _world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}}""");
        var set = _world.Add(
            """{"kind": "StatefulSet", "metadata": {"namespace": "shop", "name": "db"}, "spec": {"serviceName": "db", "replicas": 1}}"""
        );
        Assert.Equal(
            "StatefulSet db sets serviceName to db, but that Service does not exist.",
            Assert.Single(_world.Inspect(set)).Message
        );
        var service = _world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "db"}}""");
        Assert.Contains(set, _world.Affected(service));
        Assert.Empty(_world.Inspect(set));
    }

    [Theory]
    [InlineData("db", 3306, 3307, Causes.DatabasePort)]
    [InlineData("mysql", 3310, 3306, Causes.DatabasePort)]
    [InlineData("cart", 80, 81, Causes.ServiceAddress)]
    public void Inspect_AddressWithAPortThatTheServiceLacks_TellsADatabaseApart(
        string service,
        int port,
        int used,
        string cause
    )
    {
        _world.Add(
            $$$$$"""{"kind": "Service", "metadata": {"namespace": "shop", "name": "{{{{{service}}}}}"}, "spec": {"ports": [{"port": {{{{{port}}}}}}]}}"""
        );
        var web = _world.Add(
            $$$$$"""{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"template": {"spec": {"containers": [{"name": "c", "env": [{"name": "A", "value": "{{{{{service}}}}}:{{{{{used}}}}}"}]}]}}}}"""
        );
        Assert.Equal(cause, Assert.Single(_world.Inspect(web)).Cause);
    }

    [Fact]
    public void Inspect_NamespaceThatIsDeletedAndDoesNotEnd_SaysWhatKeepsIt()
    {
        var finding = Assert.Single(
            World.InspectAlone(
                """
                {"kind": "Namespace", "metadata": {"name": "shop"}, "status": {"phase": "Terminating", "conditions": [
                  {"type": "NamespaceDeletionParsingFailure", "status": "False"}, {"type": "NamespaceFinalizersRemaining", "status": "True", "message": "Some content has finalizers remaining: example.com/hold in 1 instances"}]}}
                """
            )
        );
        Assert.Equal((Causes.NamespaceStuck, CauseRole.Latent), (finding.Cause, finding.Role));
        Assert.EndsWith("example.com/hold in 1 instances", finding.Message, StringComparison.Ordinal);
    }
}
