using System.Net.Http.Headers;
using System.Text;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.Provisioning;
using KgRca.ServiceDefaults;
using KgRca.Tenancy.Administrators;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Api.Tests;

/// <summary>The API on a free port, over the real embedded stores in a folder of its own.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 30, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly string _folder;

    private ApiHost(WebApplication app, string folder, FakeTimeProvider clock) =>
        (_app, _folder, Clock) = (app, folder, clock);

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<ApiHost> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(builder =>
        {
            foreach (var (name, value) in settings)
                builder.Configuration[name] = value;
        });

    public static async Task<ApiHost> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var folder = Directory.CreateTempSubdirectory("kgrca-api-").FullName;
        var clock = new FakeTimeProvider(Now);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["DataDirectory"] = folder;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        configure(builder);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddServiceDefaults().AddApi();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseApi();
        app.MapApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiHost(app, folder, clock);
    }

    public async Task<(TenantId Id, HttpClient Http)> AddClientAsync(
        string name,
        Permissions permissions,
        Plan plan = Plan.Enterprise
    )
    {
        var client = await Services
            .GetRequiredService<ClientProvisioner>()
            .CreateAsync(name, plan, TestContext.Current.CancellationToken);
        return (client.Id, await AddKeyAsync(client.Id, permissions));
    }

    public async Task<HttpClient> AddKeyAsync(TenantId client, Permissions permissions)
    {
        var key = await Services
            .GetRequiredService<ApiKeyStore>()
            .CreateAsync(client, "test", permissions, null, TestContext.Current.CancellationToken);
        return Http(new AuthenticationHeaderValue("Bearer", key?.Secret));
    }

    public async Task<HttpClient> AddAdministratorAsync()
    {
        var password = await Services
            .GetRequiredService<AdministratorStore>()
            .EnsureAsync("root", TestContext.Current.CancellationToken);
        return Http(
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"root:{password}")))
        );
    }

    public HttpClient Http(AuthenticationHeaderValue? authorization)
    {
        // A client that sends a body before it was asked to may not live to read why it was refused.
        var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        var http = new HttpClient(handler) { BaseAddress = new Uri(_app.Urls.First() + "/") };
        http.DefaultRequestHeaders.Authorization = authorization;
        return http;
    }

    /// <summary>Gives a client an incident with a cause.</summary>
    public Task SeedAsync(TenantId client, string incident) =>
        ApplyAsync(client, [.. SeedGraph.Incident(incident, ("oom_killed", 0.9))]);

    /// <summary>Changes a client's graph.</summary>
    public async Task ApplyAsync(TenantId client, params GraphChange[] changes) =>
        await Services
            .GetRequiredService<IGraphWriters>()
            .Open(client.GraphDatabase)
            .CommitAsync(new GraphBatch(changes, [], [], 0), TestContext.Current.CancellationToken);

    /// <summary>The records of a client's topic, as text.</summary>
    public async Task<List<(string Value, string Error)>> ReadAsync(TenantId client, DataTopic topic)
    {
        await using var consumer = await Services
            .GetRequiredService<IEventLog>()
            .SubscribeAsync(
                new Subscription($"test-{Guid.NewGuid()}", $"^{new TopicName(client, topic)}$"),
                TestContext.Current.CancellationToken
            );
        var records = await consumer.PollAsync(10_000, TimeSpan.Zero, TestContext.Current.CancellationToken);
        return
        [
            .. records.Select(record =>
                (
                    Encoding.UTF8.GetString(record.Value.GetValueOrDefault().Span),
                    record
                        .Headers.Where(header => header.Name == "kgrca-error")
                        .Select(header => header.Value)
                        .FirstOrDefault()
                        ?? ""
                )
            ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
