namespace KgRca.Agent.Tests.Deploy;

/// <summary>
/// Asks a real API server, the one that <c>KGRCA_TEST_KUBECONFIG</c> names, whether it takes the manifests.
/// </summary>
public sealed class ClusterInstallTests
{
    [Fact]
    public async Task Apply_StaticManifest_IsTaken() =>
        Assert.Contains("deployment.apps/kgrca-agent", await DryRunAsync("-f", DeployFolder.Of("install.yaml")));

    [Theory]
    [InlineData("logs")]
    [InlineData("secrets-metadata")]
    [InlineData("custom-resources")]
    [InlineData("persistent-spool")]
    [InlineData("prometheus-token")]
    [InlineData("receiver-token")]
    [InlineData("tail-logs")]
    public async Task Build_Overlay_IsWhatAnApiServerTakes(string overlay) =>
        Assert.Contains("deployment.apps/kgrca-agent", await DryRunAsync("-k", DeployFolder.Of("overlays", overlay)));

    [Fact]
    public async Task Build_Base_IsTheStaticManifest()
    {
        Kubeconfig();
        Assert.Equal(
            await File.ReadAllTextAsync(DeployFolder.Of("install.yaml"), TestContext.Current.CancellationToken),
            await Tool.RunAsync("kubectl", "kustomize", DeployFolder.Of("base"))
        );
    }

    [Fact]
    public async Task Create_PodOfTheDeployment_IsAdmittedWherePodSecurityIsRestricted()
    {
        var kubeconfig = Kubeconfig();
        var @namespace = $"install-{Guid.NewGuid():N}"[..20];
        await Tool.RunAsync("kubectl", "--kubeconfig", kubeconfig, "create", "namespace", @namespace);
        try
        {
            await Tool.RunAsync(
                "kubectl",
                "--kubeconfig",
                kubeconfig,
                "label",
                "namespace",
                @namespace,
                "pod-security.kubernetes.io/enforce=restricted"
            );
            await Tool.RunAsync(
                "kubectl",
                "--kubeconfig",
                kubeconfig,
                "-n",
                @namespace,
                "create",
                "serviceaccount",
                "kgrca-agent"
            );
            var pod = Path.GetTempFileName();
            await File.WriteAllTextAsync(pod, Pod(), TestContext.Current.CancellationToken);
            var answer = await Tool.RunAsync(
                "kubectl",
                "--kubeconfig",
                kubeconfig,
                "-n",
                @namespace,
                "create",
                "--dry-run=server",
                "-f",
                pod
            );
            File.Delete(pod);
            Assert.Contains("pod/agent created", answer);
        }
        finally
        {
            await Tool.RunAsync(
                "kubectl",
                "--kubeconfig",
                kubeconfig,
                "delete",
                "namespace",
                @namespace,
                "--wait=false"
            );
        }
    }

    /// <summary>
    /// What the Deployment's template makes; JSON is YAML to kubectl, but numbers and flags are texts to
    /// <see cref="Manifests"/>, hence from the file's lines.
    /// </summary>
    private static string Pod()
    {
        var lines = File.ReadAllLines(DeployFolder.Of("base", "deployment.yaml"));
        var spec = lines
            .SkipWhile(line => line != "    spec:")
            .Skip(1)
            .Select(line => line.Length > 4 ? line[4..] : line);
        return string.Join(
            '\n',
            (string[])["apiVersion: v1", "kind: Pod", "metadata:", "  name: agent", "spec:", .. spec]
        );
    }

    // What lies in a namespace can be tried only where the namespace is: those two stay, empty.
    private static async Task<string> DryRunAsync(string option, string path)
    {
        var kubeconfig = Kubeconfig();
        foreach (var @namespace in (string[])["kgrca", "kgrca-logs"])
            await Tool.TryAsync("kubectl", "--kubeconfig", kubeconfig, "create", "namespace", @namespace);
        return await Tool.RunAsync("kubectl", "--kubeconfig", kubeconfig, "apply", "--dry-run=server", option, path);
    }

    private static string Kubeconfig()
    {
        var kubeconfig = Environment.GetEnvironmentVariable("KGRCA_TEST_KUBECONFIG");
        Assert.SkipWhen(
            string.IsNullOrEmpty(kubeconfig),
            "KGRCA_TEST_KUBECONFIG names no kubeconfig of a Kubernetes cluster for tests."
        );
        Assert.SkipUnless(Tool.Exists("kubectl"), "There is no kubectl.");
        return kubeconfig!;
    }
}
