using k8s;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>A cluster with an agent that has the rights it is installed with, and the platform that it delivers to.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    private readonly RunningPlatform _platform;
    private readonly HttpClient _http;
    private readonly k8s.Kubernetes _cluster;
    private readonly Kubectl _kubectl;

    private WatchedCluster(RunningPlatform platform, HttpClient http, AgentProcess agent, Kubectl kubectl, k8s.Kubernetes cluster) =>
        (_platform, _http, Agent, _kubectl, _cluster, Faults) = (platform, http, agent, kubectl, cluster, new FaultRun(kubectl, cluster, http));

    public AgentProcess Agent { get; }

    public FaultRun Faults { get; }

    public static async Task<WatchedCluster> StartAsync(ControlPlane plane, string folder, CancellationToken cancellationToken)
    {
        var kubectl = new Kubectl(plane.Kubeconfig);
        // Those that faults and healthy work have for themselves.
        await kubectl.RunAsync(["taint", "nodes", .. Enumerable.Range(4, 7).Select(number => $"node-{number}"), "owned=yes:NoSchedule"], null, cancellationToken);
        var kubeconfig = await InstallAsync(kubectl, plane.Kubeconfig, folder, cancellationToken);
        var platform = await RunningPlatform.StartAsync(Path.Combine(folder, "data"), cancellationToken);
        var (client, http) = await platform.AddClientAsync("faults", cancellationToken);
        var key = await platform.App.Services.GetRequiredService<ApiKeyStore>().CreateAsync(client, "agent", Permissions.Ingest, null, cancellationToken);
        var agent = AgentProcess.Start(kubeconfig, platform.Address, key!.Secret, Path.Combine(folder, "spool"));
        return new WatchedCluster(platform, http, agent, kubectl, new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(plane.Kubeconfig)));
    }

    /// <summary>Does what is done in a cluster that is well.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        await _kubectl.RunAsync(["create", "namespace", HealthyWork.Namespace], null, cancellationToken);
        await _kubectl.RunAsync(HealthyWork.Namespace, HealthyWork.Steps, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        _cluster.Dispose();
        _http.Dispose();
        await _platform.DisposeAsync();
    }

    /// <summary>Installs the agent's account, and makes a kubeconfig with its token.</summary>
    private static async Task<string> InstallAsync(Kubectl kubectl, string administrator, string folder, CancellationToken cancellationToken)
    {
        await kubectl.RunAsync(["apply", "-k", RepositoryFolder.Of("deploy", "agent", "base")], null, cancellationToken);
        await kubectl.RunAsync(["-n", "kgrca", "scale", "deployment", "kgrca-agent", "--replicas=0"], null, cancellationToken);
        var token = await kubectl.RunAsync(["-n", "kgrca", "create", "token", "kgrca-agent", "--duration=2h"], null, cancellationToken);
        var own = Path.Combine(folder, "agent.kubeconfig");
        var lines = await File.ReadAllLinesAsync(administrator, cancellationToken);
        await File.WriteAllLinesAsync(own, lines.Select(line => line.StartsWith("users:", StringComparison.Ordinal) ? $$"""users: [{name: admin, user: {token: "{{token.Trim()}}"} }]""" : line), cancellationToken);
        return own;
    }
}
