using System.Text.Json.Nodes;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Tests.Delivery;
using KgRca.Agent.Watching;

namespace KgRca.Agent.Tests.Deploy;

public sealed class BaseTests
{
    private static readonly string[] Reading = ["get", "list", "watch"];

    private readonly List<JsonNode> _objects = Manifests.ReadBase();

    [Fact]
    public void ClusterRole_Verbs_AreReadingOnly() =>
        Assert.All(
            _objects.Only("ClusterRole")["rules"]!.AsArray(),
            rule => Assert.Equal(Reading, rule!["verbs"].Texts())
        );

    [Fact]
    public void ClusterRole_Resources_AreWhatIsWatchedWithoutSecrets()
    {
        var watched = WatchedTypes
            .Objects.Append(WatchedTypes.Events)
            .Where(type => type.Kind != "Secret")
            .Select(type => $"{type.Group}/{type.Plural}");
        Assert.Equal(
            watched.Order(StringComparer.Ordinal),
            Granted(_objects.Only("ClusterRole")).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Roles_OtherThanTheClusterRole_AreNone() =>
        Assert.DoesNotContain(_objects, item => item["kind"].Text() is "Role" or "RoleBinding");

    [Fact]
    public void SecretsOverlay_ClusterRole_ListsAndWatchesSecretsOnly()
    {
        var role = Manifests
            .Parse(File.ReadAllText(DeployFolder.Of("components", "secrets-metadata", "cluster-role.yaml")))
            .Only("ClusterRole");
        Assert.Equal(["/secrets"], Granted(role));
        Assert.Equal(["list", "watch"], role["rules"]![0]!["verbs"].Texts());
    }

    [Fact]
    public void TailLogsOverlay_ClusterRole_GetsLogsOnly()
    {
        var role = Manifests
            .Parse(File.ReadAllText(DeployFolder.Of("components", "tail-logs", "cluster-role.yaml")))
            .Only("ClusterRole");
        Assert.Equal(["/pods/log"], Granted(role));
        Assert.Equal(["get"], role["rules"]![0]!["verbs"].Texts());
    }

    [Fact]
    public void CustomResourcesOverlay_ClusterRole_ReadsExactlyWhatTheVariableNames()
    {
        var role = Manifests
            .Parse(File.ReadAllText(DeployFolder.Of("components", "custom-resources", "cluster-role.yaml")))
            .Only("ClusterRole");
        var patch = Manifests.Parse(
            File.ReadAllText(DeployFolder.Of("components", "custom-resources", "kustomization.yaml"))
        )[0]["patches"]![0]!
            ["patch"]
            .Text();
        var variable = Manifests.Parse(patch)[0]["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]![0]!;
        Assert.Equal("KGRCA_RESOURCES", variable["name"].Text());
        Assert.Null(CustomResources.Read(variable["value"].Text().Split(','), out var types));
        Assert.Equal(types.Select(type => $"{type.Group}/{type.Plural}"), Granted(role));
        Assert.All(role["rules"]!.AsArray(), rule => Assert.Equal(Reading, rule!["verbs"].Texts()));
    }

    [Fact]
    public void Pod_SecurityContext_IsRestricted()
    {
        var pod = _objects.Only("Deployment")["spec"]!["template"]!["spec"]!;
        Assert.Equal(
            ("true", "RuntimeDefault"),
            (pod["securityContext"]!["runAsNonRoot"].Text(), pod["securityContext"]!["seccompProfile"]!["type"].Text())
        );
        Assert.All(
            pod["containers"]!.AsArray(),
            container =>
            {
                var context = container!["securityContext"]!;
                Assert.Equal(
                    ("false", "true"),
                    (context["allowPrivilegeEscalation"].Text(), context["readOnlyRootFilesystem"].Text())
                );
                Assert.Equal(["ALL"], context["capabilities"]!["drop"].Texts());
            }
        );
        Assert.All(
            pod["volumes"]!.AsArray(),
            volume => Assert.True(volume!["emptyDir"]?["sizeLimit"] is not null || volume["secret"] is not null)
        );
    }

    [Fact]
    public void Pod_Resources_AreAsPromised()
    {
        var resources = _objects.Only("Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!;
        Assert.Equal(
            """{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}}""",
            resources.ToJsonString()
        );
    }

    [Fact]
    public void Pod_SpoolVolume_HasRoomForTheFile()
    {
        var pod = _objects.Only("Deployment")["spec"]!["template"]!["spec"]!;
        var limit = ByteQuantity.Read(
            pod["containers"]![0]!["args"].Texts().SkipWhile(argument => argument != "--spool-limit").ElementAt(1)
        );
        var size = ByteQuantity.Read(pod["volumes"]![0]!["emptyDir"]!["sizeLimit"].Text());
        Assert.True(
            size > limit * SpoolFileTests.MostPerByte,
            $"{limit} bytes of records may take up more than {size}."
        );
        var claim = Manifests
            .Parse(File.ReadAllText(DeployFolder.Of("components", "persistent-spool", "claim.yaml")))
            .Only("PersistentVolumeClaim");
        Assert.True(ByteQuantity.Read(claim["spec"]!["resources"]!["requests"]!["storage"].Text()) > size);
    }

    [Fact]
    public void Deployment_Replicas_NeverAreTwo()
    {
        var spec = _objects.Only("Deployment")["spec"]!;
        Assert.Equal(("1", "Recreate"), (spec["replicas"].Text(), spec["strategy"]!["type"].Text()));
    }

    [Fact]
    public void Selectors_OfServiceAndPolicy_MatchThePod()
    {
        var labels = _objects.Only("Deployment")["spec"]!["template"]!["metadata"]!["labels"]!.ToJsonString();
        Assert.Equal(labels, _objects.Only("Service")["spec"]!["selector"]!.ToJsonString());
        Assert.Equal(labels, _objects.Only("NetworkPolicy")["spec"]!["podSelector"]!["matchLabels"]!.ToJsonString());
    }

    [Fact]
    public void LogsDaemonSet_AgentsAddress_IsTheServices()
    {
        var (service, pod) = (
            _objects.Only("Service"),
            Manifests.Parse(File.ReadAllText(DeployFolder.Of("logs", "daemon-set.yaml"))).Only("DaemonSet")["spec"]![
                "template"
            ]!["spec"]!
        );
        var address = pod["containers"]![0]!["env"]!
            .AsArray()
            .Single(variable => variable!["name"].Text() == "KGRCA_AGENT_ADDRESS")!["value"]
            .Text();
        Assert.Equal(
            $"http://{service["metadata"]!["name"].Text()}.{service["metadata"]!["namespace"].Text()}:{service["spec"]!["ports"]![0]!["port"].Text()}",
            address
        );
        Assert.Contains(
            "uri: \"${KGRCA_AGENT_ADDRESS}/logs/vector\"",
            File.ReadAllText(DeployFolder.Of("logs", "vector.yaml"))
        );
    }

    [Fact]
    public void StaticManifest_Objects_AreThoseOfTheBase() =>
        Assert.Equal(
            Manifests.Canonical(_objects),
            Manifests.Canonical(Manifests.Parse(File.ReadAllText(DeployFolder.Of("install.yaml"))))
        );

    private static List<string> Granted(JsonNode role) =>
        [
            .. role["rules"]!
                .AsArray()
                .SelectMany(rule =>
                    rule!
                        ["apiGroups"]
                        .Texts()
                        .SelectMany(group => rule["resources"].Texts().Select(resource => $"{group}/{resource}"))
                ),
        ];
}
