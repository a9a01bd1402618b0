using System.Net.Http.Json;
using System.Text.Json;
using KgRca.Api.Incidents;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Standalone.Tests.Clusters;
using KgRca.Testing.Monitoring;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Standalone.Tests;

/// <summary>From a real Prometheus' rule over a real Alertmanager and the agent to the platform.</summary>
public sealed class AlertmanagerTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: away
        clusters: [{name: away, cluster: {server: "http://127.0.0.1:1"}}]
        users: [{name: somebody, user: {token: none}}]
        contexts: [{name: away, context: {cluster: away, user: somebody}}]
        """;

    // An alert has to hold for a minute and a half before it begins an incident.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Run_AlertFiresWhileTheServerIsAway_OpensOneIncidentLaterAndClosesItWhenResolved()
    {
        Assert.SkipWhen(Alerting.Missing is not null, Alerting.Missing ?? "");
        using var folder = new TempFolder();
        var (port, agent) = (FreePorts.One(), new Uri($"http://127.0.0.1:{FreePorts.One()}/"));
        TenantId client;
        HttpClient http;
        await using (var first = await RunningPlatform.StartAsync(folder["data"], Token, port))
            (client, http) = await first.AddClientAsync("alerts", Token);
        using (http)
        {
            await using var alerting = await Alerting.StartAsync(
                await File.ReadAllTextAsync(
                    RepositoryFolder.Of("deploy", "agent", "alertmanager", "alertmanager.yml"),
                    Token
                ),
                agent,
                showsToken: true,
                Token
            );
            // The cluster's API server is away as well: alerts do not wait for it.
            await File.WriteAllTextAsync(folder["kubeconfig"], Kubeconfig, Token);
            await using var process = AgentProcess.Start(
                folder["kubeconfig"],
                $"http://127.0.0.1:{port}",
                http.DefaultRequestHeaders.Authorization!.Parameter!,
                folder["spool"],
                agent.Authority,
                alerting.AskedToken
            );
            alerting.IsFailing = true;
            await Alerting.UntilAsync(
                async () =>
                    await alerting.CountAsync(
                        "alertmanager_notification_requests_total{integration=\"webhook\"}",
                        Token
                    )
                    > await alerting.CountAsync(
                        "alertmanager_notification_requests_failed_total{integration=\"webhook\"}",
                        Token
                    ),
                Token
            );
            await using var platform = await RunningPlatform.StartAsync(folder["data"], Token, port);
            await Alerting.UntilAsync(async () => await IncidentsAsync(http) is [{ Status: "open" }], Token, Patience);
            var incident = Assert.Single(await IncidentsAsync(http));
            var detail = await http.GetFromJsonAsync<IncidentDetail>($"api/v1/incidents/{incident.Id}", Json, Token);
            Assert.Equal(
                [("CartFails", "prom.alert", $"{AgentProcess.Cluster}/Pod/shop/cart-1-a", 1)],
                detail!.Errors.Select(error => (error.Reason, error.Source, error.Resource, (int)error.Count))
            );
            Assert.Equal(1, await RecordsAsync(platform, client));
            alerting.IsFailing = false;
            await Alerting.UntilAsync(
                async () => await IncidentsAsync(http) is [{ Status: "closed" }],
                Token,
                Patience
            );
            Assert.Equal(2, await RecordsAsync(platform, client));
        }
    }

    private static async Task<IReadOnlyList<IncidentAnswer>> IncidentsAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<IncidentPage>("api/v1/incidents", Json, Token))!.Incidents;

    /// <summary>How many groups of alerts the platform was sent.</summary>
    private static async Task<long> RecordsAsync(RunningPlatform platform, TenantId client) =>
        (
            await platform
                .App.Services.GetRequiredService<IEventLog>()
                .GetEndOffsetsAsync([new TopicName(client, DataTopic.Alerts).ToString()], Token)
        ).Sum(end => end.Offset);
}
