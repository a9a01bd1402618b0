using System.Diagnostics;
using k8s;
using KgRca.Contracts.Identity;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// A cluster with an agent that has the rights it is installed with, and the platform that it delivers to.
/// </summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly RunningPlatform _platform;
    private readonly AgedRecords _aged;
    private readonly HttpClient _http;
    private readonly PlatformAnswers _answers;
    private readonly HttpClient _receiver;
    private readonly k8s.Kubernetes _cluster;
    private readonly MetricsApi _metrics;
    private readonly PolicyWebhook _webhook;

    private WatchedCluster(
        RunningPlatform platform,
        AgedRecords aged,
        HttpClient http,
        AgentProcess agent,
        HttpClient receiver,
        Kubectl kubectl,
        k8s.Kubernetes cluster,
        MetricsApi metrics,
        PolicyWebhook webhook
    )
    {
        (_platform, _aged, _http, Agent, _receiver) = (platform, aged, http, agent, receiver);
        (Kubectl, _cluster, _metrics, _webhook) = (kubectl, cluster, metrics, webhook);
        _answers = new PlatformAnswers(http);
        Faults = new FaultRun(kubectl, cluster, _answers, receiver);
    }

    public AgentProcess Agent { get; }

    public FaultRun Faults { get; }

    public Kubectl Kubectl { get; }

    /// <summary>Starts all; returns once the platform knows what there is.</summary>
    /// <param name="plane">The cluster.</param>
    /// <param name="lastOwned">The number of the last node that has to be asked for; they begin with 4.</param>
    /// <param name="troubles">What has been wrong for a day when the agent comes.</param>
    /// <param name="folder">For all that is written.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<WatchedCluster> StartAsync(
        ControlPlane plane,
        int lastOwned,
        IReadOnlyList<Fault> troubles,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var kubectl = new Kubectl(plane.Kubeconfig);
        var cluster = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(plane.Kubeconfig));
        // Those that faults and healthy work have for themselves.
        await kubectl.RunAsync(
            [
                "taint",
                "nodes",
                .. Enumerable.Range(4, lastOwned - 3).Select(number => $"node-{number}"),
                "owned=yes:NoSchedule",
            ],
            null,
            cancellationToken
        );
        await AgentAccount.InstallAsync(kubectl, cancellationToken);
        await AddAsync(kubectl, cancellationToken);
        var metrics = await MetricsApi.StartAsync(plane.Kubeconfig, cancellationToken);
        foreach (var manifest in metrics.Manifests)
            await kubectl.RunAsync("kube-system", manifest, cancellationToken);
        var webhook = await PolicyWebhook.StartAsync(cancellationToken);
        (kubectl.Words["{webhook}"], kubectl.Words["{mistrusted webhook}"]) = (
            webhook.Client,
            webhook.MistrustingClient
        );
        var kubeconfig = Path.Combine(folder, "agent.kubeconfig");
        await AgentAccount.WriteKubeconfigAsync(
            plane.Kubeconfig,
            $"token: \"{await AgentAccount.CreateTokenAsync(kubectl, cancellationToken)}\"",
            kubeconfig,
            cancellationToken
        );
        var platform = await RunningPlatform.StartAsync(Path.Combine(folder, "data"), cancellationToken);
        var (client, http) = await platform.AddClientAsync("faults", cancellationToken);
        var key = await platform
            .App.Services.GetRequiredService<ApiKeyStore>()
            .CreateAsync(client, "agent", Permissions.Ingest, null, cancellationToken);
        var listen = $"127.0.0.1:{FreePorts.One()}";
        await OldTroubles.MakeAsync(troubles, kubectl, cluster, cancellationToken);
        var aged = await AgedRecords.StartAsync(platform.Address, cancellationToken);
        var agent = AgentProcess.Start(
            kubeconfig,
            aged.Address,
            key!.Secret,
            Path.Combine(folder, "spool"),
            listen,
            resources: [.. CustomKinds.Watched]
        );
        var watched = new WatchedCluster(
            platform,
            aged,
            http,
            agent,
            new HttpClient { BaseAddress = new Uri($"http://{listen}/") },
            kubectl,
            cluster,
            metrics,
            webhook
        );
        try
        {
            await watched.SettleAsync(client, cancellationToken);
            watched._answers.Start();
            return watched;
        }
        catch
        {
            await watched.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does what is done in a cluster that is well.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        await Kubectl.RunAsync(["create", "namespace", HealthyWork.Namespace], null, cancellationToken);
        foreach (var step in HealthyWork.Steps)
            await Kubectl.RunAsync(HealthyWork.Namespace, step, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _answers.DisposeAsync();
        await Agent.DisposeAsync();
        await _aged.DisposeAsync();
        _cluster.Dispose();
        _http.Dispose();
        _receiver.Dispose();
        await _metrics.DisposeAsync();
        await _webhook.DisposeAsync();
        await _platform.DisposeAsync();
    }

    /// <summary>
    /// Waits until the agent has listed all kinds, has delivered what it found, and the graph has it.
    /// </summary>
    private async Task SettleAsync(TenantId client, CancellationToken cancellationToken)
    {
        for (
            var started = Stopwatch.StartNew();
            !await IsDeliveredAsync(cancellationToken);
            await Task.Delay(Pause, TimeProvider.System, cancellationToken)
        )
            if (Agent.HasExited || started.Elapsed > Patience)
                throw new InvalidOperationException($"The agent did not start:\n{Agent.Output}");
        await _platform.WaitUntilBuiltAsync(client, cancellationToken);
    }

    private async Task<bool> IsDeliveredAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var ready = await _receiver.GetAsync("readyz", cancellationToken);
            return ready.IsSuccessStatusCode
                && (await _receiver.GetStringAsync("metrics", cancellationToken)).Contains(
                    "\nkg_rca_agent_spool_records 0\n",
                    StringComparison.Ordinal
                );
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    /// <summary>Lets the agent see Secrets and custom resources as well, and makes the kinds of these.</summary>
    private static async Task AddAsync(Kubectl kubectl, CancellationToken cancellationToken)
    {
        foreach (var component in (string[])["secrets-metadata", "custom-resources"])
            await kubectl.RunAsync(
                ["apply", "-f", RepositoryFolder.Of("deploy", "agent", "components", component, "cluster-role.yaml")],
                null,
                cancellationToken
            );
        // As it is installed; that there are Secrets shows that they are watched.
        await kubectl.RunAsync(
            AgentAccount.Namespace,
            "create secret generic kgrca-agent --from-literal=server=none --from-literal=cluster=live --from-literal=api-key=none",
            cancellationToken
        );
        foreach (var manifest in CustomKinds.Rights.Concat(CustomKinds.Definitions))
            await kubectl.RunAsync("default", manifest, cancellationToken);
        await kubectl.RunAsync(
            ["wait", "--for=condition=Established", "customresourcedefinition", "--all", "--timeout=60s"],
            null,
            cancellationToken
        );
    }
}
