using System.Net.Http.Headers;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.Provisioning;
using KgRca.Standalone.Startup;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KgRca.Standalone.Tests;

/// <summary>The whole platform in this process, on a free port.</summary>
internal sealed class RunningPlatform : IAsyncDisposable
{
    private RunningPlatform(WebApplication app) => App = app;

    public WebApplication App { get; }

    public string Address => App.Urls.First();

    public static async Task<RunningPlatform> StartAsync(
        string dataDirectory,
        CancellationToken cancellationToken,
        int port = 0
    )
    {
        var app = Platform.Build(
            new StandaloneArguments($"http://127.0.0.1:{port}", dataDirectory, false),
            builder => builder.Logging.ClearProviders()
        );
        await app.StartAsync(cancellationToken);
        return new RunningPlatform(app);
    }

    /// <summary>A new client with a key that may do everything, and an HTTP client that sends it.</summary>
    public async Task<(TenantId Id, HttpClient Http)> AddClientAsync(string name, CancellationToken cancellationToken)
    {
        var client = await App
            .Services.GetRequiredService<ClientProvisioner>()
            .CreateAsync(name, Plan.Enterprise, cancellationToken);
        var key = await App
            .Services.GetRequiredService<ApiKeyStore>()
            .CreateAsync(
                client.Id,
                "test",
                Permissions.Read | Permissions.Query | Permissions.Ingest | Permissions.Admin,
                null,
                cancellationToken
            );
        var http = new HttpClient { BaseAddress = new Uri(Address + "/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key?.Secret);
        return (client.Id, http);
    }

    /// <summary>Waits until a client's graph has all its records.</summary>
    public async Task WaitUntilBuiltAsync(TenantId client, CancellationToken cancellationToken)
    {
        var graph = App.Services.GetRequiredService<IGraphReaders>().Open(client.GraphDatabase);
        var log = App.Services.GetRequiredService<IEventLog>();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ends = await log.GetEndOffsetsAsync(
                [.. TopicName.GraphInputs.Select(topic => new TopicName(client, topic).ToString())],
                cancellationToken
            );
            var checkpoints = (await graph.GetCheckpointsAsync(cancellationToken)).ToDictionary(
                checkpoint => new TopicPartition(checkpoint.Topic, checkpoint.Partition),
                checkpoint => checkpoint.Offset
            );
            if (ends.All(end => checkpoints.GetValueOrDefault(end.Partition) >= end.Offset))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();
}
