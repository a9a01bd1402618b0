using System.Text.Json.Nodes;

namespace KgRca.Agent.Tests.Deploy;

public sealed class ChartTests
{
    [Fact]
    public async Task Template_DefaultValues_MakesTheObjectsOfTheBase()
    {
        // The namespace is Helm's to make.
        var expected = Manifests.ReadBase().Where(item => item["kind"].Text() != "Namespace");
        Assert.Equal(Manifests.Canonical(expected), Manifests.Canonical(await TemplateAsync("kgrca")));
    }

    [Fact]
    public async Task Template_OtherNamespace_NamesTheBaseNowhere() =>
        Assert.DoesNotContain("\"namespace\":\"kgrca\"", Manifests.Canonical(await TemplateAsync("elsewhere")));

    [Fact]
    public async Task Template_SecretsWatched_AddsTheOverlaysRole()
    {
        var overlay = Manifests.Parse(await File.ReadAllTextAsync(DeployFolder.Of("overlays", "secrets-metadata", "cluster-role.yaml"), TestContext.Current.CancellationToken));
        var added = (await TemplateAsync("kgrca", "--set", "secrets.watch=true")).Where(item => item["metadata"]!["name"].Text() == "kgrca-agent-secrets");
        Assert.Equal(Manifests.Canonical(overlay), Manifests.Canonical(added));
    }

    [Fact]
    public async Task Template_CustomResources_AddsTheOverlaysRoleAndVariable()
    {
        var overlay = Manifests.Parse(await File.ReadAllTextAsync(DeployFolder.Of("overlays", "custom-resources", "cluster-role.yaml"), TestContext.Current.CancellationToken));
        var objects = await TemplateAsync("kgrca", "--set", "customResources={cert-manager.io/v1/certificates,cert-manager.io/v1/issuers,cert-manager.io/v1/clusterissuers}");
        Assert.Equal(Manifests.Canonical(overlay), Manifests.Canonical(objects.Where(item => item["metadata"]!["name"].Text() == "kgrca-agent-resources")));
        var variable = objects.Only("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Single(item => item!["name"].Text() == "KGRCA_RESOURCES");
        Assert.Equal("cert-manager.io/v1/certificates,cert-manager.io/v1/issuers,cert-manager.io/v1/clusterissuers", variable!["value"].Text());
    }

    [Fact]
    public async Task Template_PersistentSpool_MountsTheClaimItMakes()
    {
        var objects = await TemplateAsync("kgrca", "--set", "spool.persistent=true");
        var volume = objects.Only("Deployment")["spec"]!["template"]!["spec"]!["volumes"]![0]!;
        Assert.Equal(objects.Only("PersistentVolumeClaim")["metadata"]!["name"].Text(), volume["persistentVolumeClaim"]!["claimName"].Text());
        Assert.Null(volume["emptyDir"]);
    }

    [Fact]
    public async Task Template_Kafka_NamesNoServerAndMountsThePassword()
    {
        var pod = (await TemplateAsync("kgrca", "--set", "kafka.brokers=kafka:9093,kafka.username=client-acme-abc234")).Only("Deployment")["spec"]!["template"]!["spec"]!;
        var names = pod["containers"]![0]!["env"]!.AsArray().Select(variable => variable!["name"].Text()).ToList();
        Assert.Contains("KGRCA_KAFKA_PASSWORD_FILE", names);
        Assert.DoesNotContain("KGRCA_SERVER", names);
        Assert.DoesNotContain("KGRCA_API_KEY_FILE", names);
        Assert.Equal(["kafka-password"], pod["volumes"]![1]!["secret"]!["items"]!.AsArray().Select(item => item!["path"].Text()));
    }

    [Fact]
    public async Task Template_Prometheus_NamesItAndMountsTheToken()
    {
        var pod = (await TemplateAsync("kgrca", "--set", "prometheus.address=http://prometheus:9090,prometheus.token=true,prometheus.tenant=shop", "--set-string", "prometheus.matchers=cluster=\"eu\"")).Only("Deployment")["spec"]!["template"]!["spec"]!;
        var values = pod["containers"]![0]!["env"]!.AsArray().ToDictionary(variable => variable!["name"].Text(), variable => variable!["value"].Text());
        Assert.Equal(("http://prometheus:9090", "cluster=\"eu\"", "/etc/kgrca/prometheus-token", "shop"),
            (values["KGRCA_PROMETHEUS"], values["KGRCA_PROMETHEUS_MATCHERS"], values["KGRCA_PROMETHEUS_TOKEN_FILE"], values["KGRCA_PROMETHEUS_TENANT"]));
        Assert.Equal(["api-key", "prometheus-token"], pod["volumes"]![1]!["secret"]!["items"]!.AsArray().Select(item => item!["path"].Text()));
    }

    [Theory]
    [InlineData("prometheus.address=nonsense", "/prometheus/address")]
    [InlineData("server=nonsense", "/server")]
    [InlineData("spool.limit=lots", "/spool/limit")]
    [InlineData("customResources={certificates}", "/customResources/0")]
    [InlineData("nosuchvalue=1", "nosuchvalue")]
    [InlineData("kafka.brokers=kafka:9093", "kafka.username must be set")]
    [InlineData("apiKey.value=kg_x", "server must be set")]
    public async Task Template_WrongValue_IsRefusedByName(string value, string named)
    {
        var (exit, _, errors) = await Tool.TryAsync(Helm(), "template", "kgrca-agent", DeployFolder.Of("chart"), "--set", value);
        Assert.NotEqual(0, exit);
        Assert.Contains(named, errors);
    }

    private static async Task<List<JsonNode>> TemplateAsync(string @namespace, params string[] more) =>
        Manifests.Parse(await Tool.RunAsync(Helm(), ["template", "kgrca-agent", DeployFolder.Of("chart"), "--namespace", @namespace, .. more]));

    private static string Helm()
    {
        Assert.SkipWhen(DeployFolder.Helm is null, "There is no Helm in ../shared/servers.");
        return DeployFolder.Helm!;
    }
}
