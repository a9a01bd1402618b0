using System.Text;
using System.Text.Json;
using KgRca.Agent.Tests.Deploy;
using KgRca.Agent.Tests.Kubernetes;
using KgRca.Agent.Tests.Replay;
using KgRca.Agent.Tests.Watching;
using KgRca.Agent.Watching;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.Testing;
using KgRca.Testing.Monitoring;

namespace KgRca.Agent.Tests.Alerts;

/// <summary>
/// A real Prometheus and a real Alertmanager, by the configuration in <c>deploy/agent/alertmanager</c>, and an agent.
/// </summary>
public sealed class AlertmanagerTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Uri _agent = new($"http://127.0.0.1:{FreePorts.One()}/");
    private readonly List<(string Key, AlertGroup Group)> _delivered = [];
    private readonly CancellationTokenSource _ending = new();
    private volatile bool _isServerAway;
    private Alerting? _alerting;
    private Task _running = Task.CompletedTask;

    private Alerting Stack => _alerting ?? throw new InvalidOperationException("It does not run.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Alerting.Missing is not null, Alerting.Missing ?? "");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
        if (_alerting is not null)
            await _alerting.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_FileAsItIsAndAgentWithoutToken_DeliversTheAlert()
    {
        await StartAsync(asksForToken: false);
        Stack.IsFailing = true;
        var (_, fired) = await NextAsync(AlertStatus.Firing);
        Assert.Equal("CartFails", Assert.Single(fired.Alerts).Labels["alertname"]);
        Assert.Equal(
            0,
            await Stack.CountAsync("alertmanager_notifications_failed_total{integration=\"webhook\"", Token)
        );
    }

    [Fact]
    public async Task Run_AlertFiresAndResolves_DeliversBothAsTheWireFormatSays()
    {
        await StartAsync(asksForToken: true);
        Stack.IsFailing = true;
        var (key, fired) = await NextAsync(AlertStatus.Firing);
        Stack.IsFailing = false;
        var (sameKey, resolved) = await NextAsync(AlertStatus.Resolved);
        var (before, after) = (Assert.Single(fired.Alerts), Assert.Single(resolved.Alerts));
        Assert.Equal(("{}/{}:{alertname=\"CartFails\", namespace=\"shop\"}", key, key), (key, fired.GroupKey, sameKey));
        Assert.Equal(
            ("CartFails", "critical", "shop", "cart-1-a", "test"),
            (
                before.Labels["alertname"],
                before.Labels["severity"],
                before.Labels["namespace"],
                before.Labels["pod"],
                before.Labels["cluster"]
            )
        );
        Assert.Equal("The cart fails", before.Annotations?["summary"]);
        Assert.Equal(1, before.EndsAt?.Year);
        Assert.Equal((before.StartsAt, before.Fingerprint), (after.StartsAt, after.Fingerprint));
        Assert.True(after.EndsAt > after.StartsAt);
    }

    [Fact]
    public async Task Run_ServerIsAwayWhileItFires_KeepsTheAlertAndDeliversItOnce()
    {
        await StartAsync(asksForToken: true);
        _isServerAway = true;
        Stack.IsFailing = true;
        await Alerting.UntilAsync(
            async () =>
                await Stack.CountAsync("alertmanager_notification_requests_total{integration=\"webhook\"}", Token) > 0
                && await WaitingAsync() > 0,
            Token
        );
        Assert.Equal(
            0,
            await Stack.CountAsync("alertmanager_notifications_failed_total{integration=\"webhook\"", Token)
        );
        Assert.Empty(_delivered);
        _isServerAway = false;
        await NextAsync(AlertStatus.Firing);
        Stack.IsFailing = false;
        await NextAsync(AlertStatus.Resolved);
        Assert.Equal(
            [AlertStatus.Firing, AlertStatus.Resolved],
            _delivered.Select(record => record.Group.Alerts.Single().Status)
        );
    }

    [Fact]
    public async Task Run_WrongToken_LosesNothingOnceItIsCorrected()
    {
        await StartAsync(asksForToken: true);
        await File.WriteAllTextAsync(Stack.SentToken, "another", Token);
        Stack.IsFailing = true;
        await Alerting.UntilAsync(
            async () =>
                await Stack.CountAsync("alertmanager_notifications_failed_total{integration=\"webhook\"", Token) > 0,
            Token
        );
        Assert.Empty(_delivered);
        await File.WriteAllTextAsync(Stack.SentToken, Alerting.Token, Token);
        await NextAsync(AlertStatus.Firing);
    }

    private async Task StartAsync(bool asksForToken)
    {
        _alerting = await Alerting.StartAsync(
            await File.ReadAllTextAsync(DeployFolder.Of("alertmanager", "alertmanager.yml"), Token),
            _agent,
            asksForToken,
            Token
        );
        _running = WatchAsync(asksForToken ? Stack.AskedToken : null);
        await Alerting.UntilAsync(IsListeningAsync, Token);
    }

    private async Task WatchAsync(string? tokenFile)
    {
        using var api = new FakeApiServer().Connect();
        using var server = new IngestServer { Received = Receive };
        using var keyed = new Keyed(server);
        var options = new WatchOptions(
            new Uri("http://server.test/"),
            "test",
            _folder.Path,
            64 << 20,
            _agent.Authority,
            tokenFile
        );
        await Watcher.RunAsync(
            options,
            api,
            keyed,
            TimeProvider.System,
            new TroubleLog(TextWriter.Null, TimeProvider.System),
            _ending.Token
        );
    }

    private void Receive(byte[] body)
    {
        if (_isServerAway)
            throw new HttpRequestException("The server is away.");
        foreach (var line in Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var record = JsonDocument.Parse(line);
            if (record.RootElement.GetProperty("topic").GetString() != TopicName.Suffix(DataTopic.Alerts))
                continue;
            var parsed = RecordParser.Parse(
                DataTopic.Alerts,
                Encoding.UTF8.GetBytes(record.RootElement.GetProperty("value").GetRawText()),
                TimeProvider.System.GetUtcNow()
            );
            lock (_delivered)
                _delivered.Add(
                    (record.RootElement.GetProperty("key").GetString()!, Assert.IsType<AlertGroup>(parsed.Record))
                );
        }
    }

    /// <summary>The group that tells of the alert in a state, once it has come.</summary>
    private async Task<(string Key, AlertGroup Group)> NextAsync(AlertStatus status)
    {
        (string, AlertGroup)? found = null;
        await Alerting.UntilAsync(
            () =>
            {
                lock (_delivered)
                    found = _delivered.FirstOrDefault(record =>
                        record.Group.Alerts.Any(alert => alert.Status == status)
                    )
                        is { Group: not null } record
                        ? record
                        : null;
                return Task.FromResult(found is not null);
            },
            Token
        );
        return found!.Value;
    }

    private async Task<bool> IsListeningAsync()
    {
        using var http = new HttpClient { BaseAddress = _agent };
        try
        {
            return await http.GetStringAsync("healthz", Token) == "ok";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>How many records wait in the agent for the server.</summary>
    private async Task<int> WaitingAsync()
    {
        using var http = new HttpClient { BaseAddress = _agent };
        const string Series = "kg_rca_agent_spool_records ";
        var line = (await http.GetStringAsync("metrics", Token))
            .Split('\n')
            .Single(line => line.StartsWith(Series, StringComparison.Ordinal));
        return int.Parse(line[Series.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
