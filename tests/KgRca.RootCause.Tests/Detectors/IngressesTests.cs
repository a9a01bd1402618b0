using KgRca.RootCause.Taxonomy;

namespace KgRca.RootCause.Tests.Detectors;

public sealed class IngressesTests
{
    private readonly World _world = new();

    [Fact]
    public void Inspect_EverythingIsThere_FindsNothing()
    {
        AddCluster();
        Assert.Empty(_world.Inspect(Ingress("nginx", "shop-tls", "web", """{"number": 80}""")));
        Assert.Empty(_world.Inspect(Ingress("nginx", "shop-tls", "web", """{"name": "http"}""")));
    }

    [Fact]
    public void Inspect_NothingIsWatched_FindsNothing() => Assert.Empty(_world.Inspect(Ingress("nginx", "shop-tls", "web", """{"number": 80}""")));

    [Theory]
    [InlineData("traefik", "shop-tls", "web", """{"number": 80}""", Causes.IngressClass)]
    [InlineData("nginx", "old-tls", "web", """{"number": 80}""", Causes.IngressCertificate)]
    [InlineData("nginx", "shop-tls", "wbe", """{"number": 80}""", Causes.IngressBackend)]
    [InlineData("nginx", "shop-tls", "web", """{"number": 8080}""", Causes.IngressPort)]
    [InlineData("nginx", "shop-tls", "web", """{"name": "https"}""", Causes.IngressPort)]
    public void Inspect_SomethingIsNotThere_NamesIt(string className, string secret, string service, string port, string cause)
    {
        AddCluster();
        var ingress = Ingress(className, secret, service, port);
        Assert.Equal(cause, Assert.Single(_world.Inspect(ingress)).Cause);
        Assert.Contains(ingress, _world.Affected(_world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "other"}, "spec": {}}""")));
    }

    [Fact]
    public void Inspect_SecretThatIsNoCertificate_SaysWhatItLacks()
    {
        AddCluster();
        _world.Add("""{"kind": "Secret", "metadata": {"namespace": "shop", "name": "settings"}, "data": {"tls.crt": "9f86"}}""");
        var finding = Assert.Single(_world.Inspect(Ingress("nginx", "settings", "web", """{"number": 80}""")));
        Assert.Equal((Causes.IngressCertificate, "Ingress shop takes its certificate from Secret settings, which has no tls.key."), (finding.Cause, finding.Message));
    }

    private void AddCluster()
    {
        _world.Add("""{"kind": "IngressClass", "metadata": {"name": "nginx"}}""");
        _world.Add("""{"kind": "Secret", "metadata": {"namespace": "shop", "name": "shop-tls"}}""");
        _world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"ports": [{"name": "http", "port": 80}]}}""");
    }

    private Topology.ResourceState Ingress(string className, string secret, string service, string port) => _world.Add($$"""
        {"kind": "Ingress", "metadata": {"namespace": "shop", "name": "shop"}, "spec": {"ingressClassName": "{{className}}", "tls": [{"secretName": "{{secret}}"}],
         "rules": [{"http": {"paths": [{"path": "/", "backend": {"service": {"name": "{{service}}", "port": {{port}} } } }] } }] } }
        """);
}
