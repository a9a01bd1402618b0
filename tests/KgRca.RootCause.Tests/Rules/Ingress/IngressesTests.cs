using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules.Ingress;

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
    public void Inspect_NothingIsWatched_FindsNothing() =>
        Assert.Empty(_world.Inspect(Ingress("nginx", "shop-tls", "web", """{"number": 80}""")));

    [Theory]
    [InlineData("traefik", "shop-tls", "web", """{"number": 80}""", Causes.IngressClass)]
    [InlineData("nginx", "old-tls", "web", """{"number": 80}""", Causes.IngressCertificate)]
    [InlineData("nginx", "shop-tls", "wbe", """{"number": 80}""", Causes.IngressBackend)]
    [InlineData("nginx", "shop-tls", "web", """{"number": 8080}""", Causes.IngressPort)]
    [InlineData("nginx", "shop-tls", "web", """{"name": "https"}""", Causes.IngressPort)]
    public void Inspect_SomethingIsNotThere_NamesIt(
        string className,
        string secret,
        string service,
        string port,
        string cause
    )
    {
        AddCluster();
        var ingress = Ingress(className, secret, service, port);
        Assert.Equal(cause, Assert.Single(_world.Inspect(ingress)).Cause);
        Assert.Contains(
            ingress,
            _world.Affected(
                _world.Add(
                    $$"""{"kind": "Service", "metadata": {"namespace": "shop", "name": "{{service}}"}, "spec": {} }"""
                )
            )
        );
        Assert.DoesNotContain(
            ingress,
            _world.Affected(
                _world.Add("""{"kind": "Service", "metadata": {"namespace": "shop", "name": "other"}, "spec": {}}""")
            )
        );
        Assert.Contains(
            ingress,
            _world.Affected(
                _world.Add($$"""{"kind": "Secret", "metadata": {"namespace": "shop", "name": "{{secret}}"} }""")
            )
        );
        Assert.DoesNotContain(
            ingress,
            _world.Affected(_world.Add("""{"kind": "Secret", "metadata": {"namespace": "shop", "name": "other"}}"""))
        );
    }

    [Fact]
    public void Inspect_SecretThatIsNoCertificate_SaysWhatItLacks()
    {
        AddCluster();
        _world.Add(
            """{"kind": "Secret", "metadata": {"namespace": "shop", "name": "settings"}, "data": {"tls.crt": "9f86"}}"""
        );
        var finding = Assert.Single(_world.Inspect(Ingress("nginx", "settings", "web", """{"number": 80}""")));
        Assert.Equal(
            (Causes.IngressCertificate, "Ingress shop uses TLS Secret settings, which has no tls.key."),
            (finding.Cause, finding.Message)
        );
    }

    [Theory]
    [InlineData("{}", "{}", "{}", true)]
    [InlineData("""{"annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}}""", "{}", "{}", false)]
    [InlineData("{}", """{"annotations": {"kubernetes.io/ingress.class": "nginx"}}""", "{}", false)]
    // Somebody serves it, or another without a class.
    [InlineData("{}", "{}", """{"loadBalancer": {"ingress": [{"ip": "192.0.2.7"}]}}""", false)]
    public void Inspect_WithoutClass_IsFoundWhereNobodyServesIt(
        string ofClass,
        string ofIngress,
        string ofOther,
        bool isFound
    )
    {
        var ingress = Plain("shop", "plain", ofIngress, "/", null);
        Assert.Empty(_world.Inspect(ingress));
        _world.Add(
            $$"""{"kind": "IngressClass", "metadata": {{ofClass[..^1]}}{{(ofClass == "{}" ? "" : ", ")}}"name": "nginx"} }"""
        );
        _world.Add(
            $$"""{"kind": "Ingress", "metadata": {"namespace": "other", "name": "other"}, "spec": {}, "status": {{ofOther}} }"""
        );
        Assert.Equal(isFound ? [Causes.IngressClass] : [], _world.Inspect(ingress).Select(finding => finding.Cause));
    }

    [Theory]
    [InlineData("{}", "/", "nginx", "{}", true)]
    [InlineData("{}", "/new", "nginx", "{}", false)]
    [InlineData("{}", "/", "internal", "{}", false)]
    [InlineData("""{"annotations": {"nginx.ingress.kubernetes.io/canary": "true"}}""", "/", "nginx", "{}", false)]
    [InlineData(
        """{"annotations": {"traefik.ingress.kubernetes.io/router.entrypoints": "web"}}""",
        "/",
        "nginx",
        "{}",
        false
    )]
    [InlineData("{}", "/", "nginx", """{"loadBalancer": {"ingress": [{"hostname": "second.elb.example"}]}}""", false)]
    public void Inspect_HostAndPathOfAnother_AreFoundOnTheNewerOne(
        string metadata,
        string path,
        string className,
        string status,
        bool isFound
    )
    {
        var older = Plain("shop", "web", "{}", "/", "nginx");
        var newer = Plain("staging", "web", metadata, path, className, status);
        (older.CreatedAt, newer.CreatedAt) = (World.Now.AddDays(-2), World.Now.AddDays(-1));
        Assert.Empty(_world.Inspect(older));
        Assert.Equal(
            isFound
                ?
                [
                    "Ingress web has path / of host shop.example.com, which the older Ingress web in namespace shop already has.",
                ]
                : [],
            _world.Inspect(newer).Select(finding => finding.Message)
        );
        Assert.Contains(newer, _world.Affected(older));
        Assert.DoesNotContain(newer, _world.Affected(older, older.Object));
    }

    private ResourceState Plain(
        string @namespace,
        string name,
        string metadata,
        string path,
        string? className,
        string status = "{}"
    ) =>
        _world.Add(
            $$"""
            {"kind": "Ingress", "metadata": {{metadata[..^1]}}{{(
                metadata == "{}" ? "" : ", "
            )}}"namespace": "{{@namespace}}", "name": "{{name}}"}, "status": {{status}},
             "spec": { {{(
                className is null ? "" : $"\"ingressClassName\": \"{className}\","
            )}} "rules": [{"host": "shop.example.com", "http": {"paths": [{"path": "{{path}}", "pathType": "Prefix", "backend": {"service": {"name": "web"} } }] } }] } }
            """
        );

    private void AddCluster()
    {
        _world.Add("""{"kind": "IngressClass", "metadata": {"name": "nginx"}}""");
        _world.Add("""{"kind": "Secret", "metadata": {"namespace": "shop", "name": "shop-tls"}}""");
        _world.Add(
            """{"kind": "Service", "metadata": {"namespace": "shop", "name": "web"}, "spec": {"ports": [{"name": "http", "port": 80}]}}"""
        );
    }

    private ResourceState Ingress(string className, string secret, string service, string port) =>
        _world.Add(
            $$"""
            {"kind": "Ingress", "metadata": {"namespace": "shop", "name": "shop"}, "spec": {"ingressClassName": "{{className}}", "tls": [{"secretName": "{{secret}}"}],
             "rules": [{"http": {"paths": [{"path": "/", "backend": {"service": {"name": "{{service}}", "port": {{port}} } } }] } }] } }
            """
        );
}
