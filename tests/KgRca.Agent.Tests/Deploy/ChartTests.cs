using System.Text.Json.Nodes;
using KgRca.Testing;

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

    [Theory]
    [InlineData("secrets.watch=true", "secrets-metadata")]
    [InlineData(
        "customResources={cert-manager.io/v1/certificates,cert-manager.io/v1/issuers,cert-manager.io/v1/clusterissuers}",
        "custom-resources"
    )]
    [InlineData("spool.persistent=true", "persistent-spool")]
    [InlineData("prometheus.token=true", "prometheus-token")]
    [InlineData("receiver.token=true", "receiver-token")]
    [InlineData("logs.tail=true", "tail-logs")]
    public async Task Template_ValueOfAnOverlay_MakesTheOverlaysObjects(string value, string overlay)
    {
        Assert.SkipUnless(Tool.Exists("kubectl"), "There is no kubectl.");
        var expected = Manifests
            .Parse(await Tool.RunAsync("kubectl", "kustomize", DeployFolder.Of("overlays", overlay)))
            .Where(item => item["kind"].Text() != "Namespace");
        Assert.Equal(Manifests.Canonical(expected), Manifests.Canonical(await TemplateAsync("kgrca", "--set", value)));
    }

    [Fact]
    public async Task Template_AllValues_MakesTheObjectsOfTheBaseWithAllComponents()
    {
        Assert.SkipUnless(Tool.Exists("kubectl"), "There is no kubectl.");
        using var folder = new TempFolder();
        // From the temporary folder's real path: kustomize takes relative paths alone.
        string At(params string[] path) => Path.GetRelativePath(folder.Path, DeployFolder.Of(path));
        var components = Directory
            .GetDirectories(DeployFolder.Of("components"))
            .Select(path => At("components", Path.GetFileName(path)));
        await File.WriteAllTextAsync(
            folder["kustomization.yaml"],
            $"{{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resources: [{At("base")}], components: [{string.Join(", ", components)}]}}",
            TestContext.Current.CancellationToken
        );
        var expected = Manifests
            .Parse(await Tool.RunAsync("kubectl", "kustomize", folder.Path))
            .Where(item => item["kind"].Text() != "Namespace");
        const string Values =
            "secrets.watch=true,spool.persistent=true,prometheus.token=true,receiver.token=true,logs.tail=true,customResources={cert-manager.io/v1/certificates,cert-manager.io/v1/issuers,cert-manager.io/v1/clusterissuers}";
        Assert.Equal(Manifests.Canonical(expected), Manifests.Canonical(await TemplateAsync("kgrca", "--set", Values)));
    }

    [Fact]
    public async Task Template_Collector_MakesTheObjectsOfLogsInTheReleasesNamespace()
    {
        var token = TestContext.Current.CancellationToken;
        var expected = new List<JsonNode>();
        foreach (var file in (string[])["role.yaml", "daemon-set.yaml"])
            expected.AddRange(
                Manifests.Parse(
                    (await File.ReadAllTextAsync(DeployFolder.Of("logs", file), token)).Replace(
                        "namespace: kgrca-logs",
                        "namespace: kgrca",
                        StringComparison.Ordinal
                    )
                )
            );
        var added = (await TemplateAsync("kgrca", "--set", "logs.collector.enabled=true"))
            .Where(item => item["metadata"]!["name"].Text() == "kgrca-logs")
            .ToList();
        var config = added.Only("ConfigMap");
        Assert.Equal(
            await File.ReadAllTextAsync(DeployFolder.Of("logs", "vector.yaml"), token),
            config["data"]!["vector.yaml"].Text()
        );
        // So that a new configuration starts the Pods again; kustomize has a hash in the ConfigMap's name.
        Assert.True(added.Only("DaemonSet")["spec"]!["template"]!["metadata"]!.AsObject().Remove("annotations"));
        Assert.Equal(Manifests.Canonical(expected), Manifests.Canonical(added.Where(item => item != config)));
    }

    [Fact]
    public async Task Template_CollectorInOtherNamespace_SendsToTheAgentThereWithItsToken()
    {
        var objects = await TemplateAsync(
            "elsewhere",
            "--set",
            "logs.collector.enabled=true,receiver.token=true,apiKey.secret=own"
        );
        var variables = objects.Only("DaemonSet")["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!
            .AsArray()
            .ToDictionary(variable => variable!["name"].Text());
        Assert.Equal("http://kgrca-agent.elsewhere:4319", variables["KGRCA_AGENT_ADDRESS"]!["value"].Text());
        Assert.Equal(
            """{"name":"own","key":"token","optional":"false"}""",
            variables["KGRCA_AGENT_TOKEN"]!["valueFrom"]!["secretKeyRef"]!.ToJsonString()
        );
    }

    [Fact]
    public async Task Template_Kafka_NamesNoServerAndMountsThePassword()
    {
        var pod = (
            await TemplateAsync("kgrca", "--set", "kafka.brokers=kafka:9093,kafka.username=client-acme-abc234")
        ).Only("Deployment")["spec"]!["template"]!["spec"]!;
        var names = pod["containers"]![0]!["env"]!.AsArray().Select(variable => variable!["name"].Text()).ToList();
        Assert.Contains("KGRCA_KAFKA_PASSWORD_FILE", names);
        Assert.DoesNotContain("KGRCA_SERVER", names);
        Assert.DoesNotContain("KGRCA_API_KEY_FILE", names);
        Assert.Equal(
            ["kafka-password"],
            pod["volumes"]![1]!["secret"]!["items"]!.AsArray().Select(item => item!["path"].Text())
        );
    }

    [Fact]
    public async Task Template_Prometheus_NamesItAndMountsTheToken()
    {
        var pod = (
            await TemplateAsync(
                "kgrca",
                "--set",
                "prometheus.address=http://prometheus:9090,prometheus.token=true,prometheus.tenant=shop",
                "--set-string",
                "prometheus.matchers=cluster=\"eu\""
            )
        ).Only("Deployment")["spec"]!["template"]!["spec"]!;
        var values = pod["containers"]![0]!["env"]!
            .AsArray()
            .ToDictionary(variable => variable!["name"].Text(), variable => variable!["value"].Text());
        Assert.Equal(
            ("http://prometheus:9090", "cluster=\"eu\"", "/etc/kgrca/prometheus-token", "shop"),
            (
                values["KGRCA_PROMETHEUS"],
                values["KGRCA_PROMETHEUS_MATCHERS"],
                values["KGRCA_PROMETHEUS_TOKEN_FILE"],
                values["KGRCA_PROMETHEUS_TENANT"]
            )
        );
        Assert.Equal(
            ["api-key", "prometheus-token"],
            pod["volumes"]![1]!["secret"]!["items"]!.AsArray().Select(item => item!["path"].Text())
        );
    }

    [Theory]
    [InlineData("prometheus.address=nonsense", "/prometheus/address")]
    [InlineData("server=nonsense", "/server")]
    [InlineData("spool.limit=lots", "/spool/limit")]
    [InlineData("customResources={certificates}", "/customResources/0")]
    [InlineData("nosuchvalue=1", "nosuchvalue")]
    [InlineData("kafka.brokers=kafka:9093", "kafka.username must be set")]
    [InlineData("apiKey.value=kg_x", "server must be set")]
    [InlineData(
        "server=https://kgrca.example.com,cluster=eu,apiKey.value=kg_x,receiver.token=true",
        "apiKey.value must be empty"
    )]
    [InlineData("logs.collector=true", "/logs/collector")]
    public async Task Template_WrongValue_IsRefusedByName(string value, string named)
    {
        var (exit, _, errors) = await Tool.TryAsync(
            Helm(),
            "template",
            "kgrca-agent",
            DeployFolder.Of("chart"),
            "--set",
            value
        );
        Assert.NotEqual(0, exit);
        Assert.Contains(named, errors);
    }

    private static async Task<List<JsonNode>> TemplateAsync(string @namespace, params string[] more) =>
        Manifests.Parse(
            await Tool.RunAsync(
                Helm(),
                ["template", "kgrca-agent", DeployFolder.Of("chart"), "--namespace", @namespace, .. more]
            )
        );

    private static string Helm()
    {
        Assert.SkipWhen(DeployFolder.Helm is null, "There is no Helm in ../shared/servers.");
        return DeployFolder.Helm!;
    }
}
