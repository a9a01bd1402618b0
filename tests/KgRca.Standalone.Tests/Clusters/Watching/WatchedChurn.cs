using System.Diagnostics;
using System.Net;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Tenancy.Agents;
using KgRca.Tenancy.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests.Clusters.Watching;

/// <summary>
/// A cluster in which work goes on, an agent that watches it with an account of its own, and the platform that gets its
/// records.
/// </summary>
internal sealed class WatchedChurn : IAsyncDisposable
{
    private const int Nodes = 3;

    // In kubectl's JSONPath.
    private const string Identity = "{.kind}/{.metadata.namespace}/{.metadata.name}";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly TempFolder _folder = new();
    private RunningPlatform? _platform;
    private HttpClient? _http;
    private IEventConsumer? _consumer;
    private AgentProcess? _agent;
    private Uri? _receivers;
    private TenantId _client;
    private string _key = "";

    private WatchedChurn(ControlPlane plane, TempFolder folder) =>
        (Plane, Kubectl, _folder, Churn) = (
            plane,
            new Kubectl(plane.Kubeconfig),
            folder,
            new Churn(new Kubectl(plane.Kubeconfig))
        );

    public ControlPlane Plane { get; }

    public Kubectl Kubectl { get; }

    public Churn Churn { get; }

    public AgentProcess Agent => _agent ?? throw new InvalidOperationException("The agent was not started.");

    public ToldRecords Told => field ??= new ToldRecords(_consumer!);

    /// <summary>Whether agents that are started follow logs.</summary>
    public bool TailsLogs { get; set; }

    // What the agent says when an answer of the platform is missing or is an error.
    private bool HasSentAgain =>
        Agent.Output.Contains("the server returned 5", StringComparison.Ordinal)
        || Agent.Output.Contains($"{new Uri(_platform!.Address)}: ", StringComparison.Ordinal);

    private string Credential => _folder["credential"];

    private string Kubeconfig => _folder["agent.kubeconfig"];

    /// <summary>Starts all but the agent, whose account is there.</summary>
    public static async Task<WatchedChurn> StartAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(ControlPlane.Exists, ControlPlane.MissingReason);
        var folder = new TempFolder();
        var watched = new WatchedChurn(
            await ControlPlane.StartAsync(folder["cluster"], Nodes, cancellationToken),
            folder
        );
        try
        {
            await AgentAccount.InstallAsync(watched.Kubectl, cancellationToken);
            await watched.GiveTokenAsync(
                await AgentAccount.CreateTokenAsync(watched.Kubectl, cancellationToken),
                cancellationToken
            );
            await AgentAccount.WriteKubeconfigAsync(
                watched.Plane.Kubeconfig,
                $"exec: {{apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: cat, args: [\"{watched.Credential}\"]}}",
                watched.Kubeconfig,
                cancellationToken
            );
            watched._platform = await RunningPlatform.StartAsync(folder["data"], cancellationToken);
            (watched._client, watched._http) = await watched._platform.AddClientAsync("watch", cancellationToken);
            var client = watched._client;
            watched._key = (
                await watched
                    ._platform.App.Services.GetRequiredService<ApiKeyStore>()
                    .CreateAsync(client, "agent", Permissions.Ingest, null, cancellationToken)
            )!.Secret;
            var pattern =
                $@"^{client.Value}\.(events\.normalized|logs\.normalized|state\.k8s\.resource|state\.k8s\.topology)$";
            watched._consumer = await watched
                ._platform.App.Services.GetRequiredService<IEventLog>()
                .SubscribeAsync(new Subscription("test", pattern), cancellationToken);
            await watched.Churn.PrepareAsync(cancellationToken);
            return watched;
        }
        catch
        {
            await watched.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the agent a token, which it uses from its next request on.</summary>
    public Task GiveTokenAsync(string token, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(
            Credential,
            $$$"""{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "{{{token}}}", "expirationTimestamp": "2026-01-01T00:00:00Z"}}""",
            cancellationToken
        );

    /// <summary>Starts the agent, or starts it again on what it has.</summary>
    /// <param name="resources">What it watches beside its own.</param>
    public void StartAgent(params IEnumerable<string> resources)
    {
        _receivers = new Uri($"http://127.0.0.1:{FreePorts.One()}/");
        _agent = AgentProcess.Start(
            Kubeconfig,
            _platform!.Address,
            _key,
            _folder["spool"],
            _receivers.Authority,
            tailsLogs: TailsLogs,
            resources: resources
        );
    }

    /// <summary>Has the agent tell of everything again.</summary>
    public async Task SnapshotAsync(CancellationToken cancellationToken)
    {
        Told.Await();
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(_receivers!, "snapshot"), null, cancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Ends the agent by SIGKILL.</summary>
    public ValueTask KillAgentAsync() => Agent.DisposeAsync();

    /// <summary>Ends the API server by SIGKILL, and starts it again where it was.</summary>
    public async Task RestartPlaneAsync(CancellationToken cancellationToken)
    {
        var port = Plane.Port;
        await Plane.KillApiServerAsync(cancellationToken);
        await Plane.StartAsync(port, cancellationToken);
    }

    /// <summary>
    /// Waits until what was told is what the agent's account may see, each thing told once; where that does not come
    /// about, the test fails with what is amiss.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(Pause, TimeProvider.System, cancellationToken))
        {
            var expected = await ClusterState.ReadAsync(Kubeconfig, cancellationToken);
            await Told.ReadAsync(cancellationToken);
            var differences = Told.Differences(
                expected,
                await NamesAsync(expected.Kinds, Identity, cancellationToken),
                HasSentAgain
            );
            if (differences.Count == 0)
                return;
            if (started.Elapsed > Patience)
                Assert.Fail($"{string.Join('\n', differences)}\n{Agent.Output}");
        }
    }

    /// <summary>The agents that the platform has heard of.</summary>
    public async Task<IReadOnlyList<Tenancy.Agents.Agent>> AgentsAsync(CancellationToken cancellationToken) =>
        (await Registry.ListAsync(_client, 100, null, cancellationToken)).Agents;

    private AgentRegistry Registry => _platform!.App.Services.GetRequiredService<AgentRegistry>();

    /// <summary>Has an agent that was killed forget what it told.</summary>
    public void LoseSpool() => Directory.Delete(_folder["spool"], recursive: true);

    /// <summary>
    /// Waits until the platform has each object that kubectl gets, under its uid, and no other. All that must change for
    /// that has changed.
    /// </summary>
    public async Task UntilAlikeAsync(CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(Pause, TimeProvider.System, cancellationToken))
        {
            var (there, known) = (await ThereAsync(cancellationToken), await KnownAsync(cancellationToken));
            if (there.SetEquals(known))
                return;
            if (started.Elapsed > Patience)
                Assert.Fail(
                    $"unknown: {string.Join(", ", there.Except(known))}\ngone: {string.Join(", ", known.Except(there))}\n{Agent.Output}"
                );
        }
    }

    private async Task<HashSet<string>> ThereAsync(CancellationToken cancellationToken)
    {
        // The Gateway API is none of a control plane's own.
        var kinds = WatchedTypes.Objects.Where(type => type.Group != "gateway.networking.k8s.io");
        return [.. await NamesAsync(kinds, $"{Identity} {{.metadata.uid}}", cancellationToken)];
    }

    private async Task<HashSet<string>> KnownAsync(CancellationToken cancellationToken)
    {
        var known = new HashSet<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            using var page = JsonDocument.Parse(
                await _http!.GetStringAsync(
                    new Uri(
                        $"api/v1/resources?limit=200{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}",
                        UriKind.Relative
                    ),
                    cancellationToken
                )
            );
            foreach (var item in page.RootElement.GetProperty("resources").EnumerateArray())
                known.Add($"{item.GetProperty("id").GetString()} {item.GetProperty("uid").GetString()}");
            cursor = page.RootElement.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        return known;
    }

    /// <summary>Waits until something holds of what was told and what the agent has said.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(Pause, TimeProvider.System, cancellationToken))
        {
            await Told.ReadAsync(cancellationToken);
            if (holds())
                return;
            if (started.Elapsed > Patience)
                Assert.Fail(Agent.Output);
        }
    }

    /// <summary>
    /// The objects of kinds as kubectl names them: the agent's own reading of the API server is not all that counts.
    /// </summary>
    private async Task<IEnumerable<string>> NamesAsync(
        IEnumerable<ResourceType> types,
        string text,
        CancellationToken cancellationToken
    )
    {
        var kinds = string.Join(
            ',',
            types.Select(type => type.Group.Length == 0 ? type.Plural : $"{type.Plural}.{type.Version}.{type.Group}")
        );
        var listed = await Kubectl.RunAsync(
            ["get", kinds, "-A", "-o", $$"""jsonpath={range .items[*]}{{text}}{"\n"}{end}"""],
            null,
            cancellationToken
        );
        return listed
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => $"{AgentProcess.Cluster}/{name}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
            await _agent.DisposeAsync();
        if (_consumer is not null)
            await _consumer.DisposeAsync();
        _http?.Dispose();
        if (_platform is not null)
            await _platform.DisposeAsync();
        await Plane.DisposeAsync();
        _folder.Dispose();
    }
}
