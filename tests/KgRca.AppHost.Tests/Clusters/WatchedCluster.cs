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
        await AgentAccount.InstallAsync(kubectl, cancellationToken);
        var kubeconfig = Path.Combine(folder, "agent.kubeconfig");
        await AgentAccount.WriteKubeconfigAsync(plane.Kubeconfig, $"token: \"{await AgentAccount.CreateTokenAsync(kubectl, cancellationToken)}\"", kubeconfig, cancellationToken);
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
}
