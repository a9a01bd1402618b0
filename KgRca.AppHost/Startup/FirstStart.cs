using System.Net.Http.Headers;
using KgRca.Agent.Replay;
using KgRca.Api.Administration;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.Tenancy.Administrators;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;

namespace KgRca.AppHost.Startup;

/// <summary>
/// What the first start on an empty data folder does: it creates an administrator and a demo client with a key, and
/// replays the bundled capture for it, shifted so that it ends now. A file marks that all of it was done; a start that
/// finds it half done creates the demo again.
/// </summary>
internal static class FirstStart
{
    private const string Administrator = "admin";
    private const string DemoName = "demo";
    private static readonly TimeSpan DemoTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(
        IServiceProvider services,
        string address,
        AppHostArguments arguments,
        CancellationToken cancellationToken
    )
    {
        if (
            await services.GetRequiredService<AdministratorStore>().EnsureAsync(Administrator, cancellationToken) is
            { } password
        )
        {
            Console.WriteLine($"  administrator   {Administrator}");
            Console.WriteLine($"  password        {password}   (shown only once)");
        }
        var marker = Path.Combine(arguments.DataDirectory, "demo-done");
        if (!arguments.Demo || File.Exists(marker))
            return;
        await RemoveHalfMadeAsync(services, cancellationToken);
        var client = await services.GetRequiredService<Onboarding>().CreateAsync(DemoName, Plan.Pro, cancellationToken);
        var key =
            await services
                .GetRequiredService<ApiKeyStore>()
                .CreateAsync(
                    client.Id,
                    "demo",
                    Permissions.Read | Permissions.Query | Permissions.Ingest,
                    null,
                    cancellationToken
                )
            ?? throw new InvalidOperationException("The demo client was deleted while it was being created.");
        await ReplayAsync(address, key.Secret, services.GetRequiredService<TimeProvider>(), cancellationToken);
        await WaitUntilBuiltAsync(services, client.Id, cancellationToken);
        await File.WriteAllTextAsync(marker, client.Id.Value, cancellationToken);
        Console.WriteLine($"  demo client     {client.Id}");
        Console.WriteLine($"  demo key        {key.Secret}   (shown only once)");
    }

    private static async Task RemoveHalfMadeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var onboarding = services.GetRequiredService<Onboarding>();
        var page = await services.GetRequiredService<ClientStore>().ListAsync(100, null, cancellationToken);
        foreach (var client in page.Clients.Where(client => client.Name == DemoName))
            await onboarding.DeleteAsync(client.Id, cancellationToken);
    }

    private static async Task ReplayAsync(
        string address,
        string key,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient
        {
            BaseAddress = new Uri(
                address
                    .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
                    .Replace("[::]", "[::1]", StringComparison.Ordinal) + "/"
            ),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var options = new ReplayOptions(OpenCapture, null, FromNow: true);
        await new CaptureReplay(http, clock).RunAsync(
            options,
            new Progress<ReplayProgress>(),
            line =>
                throw new InvalidOperationException($"The bundled capture has a bad line {line.Line}: {line.Message}"),
            cancellationToken
        );
    }

    private static Stream OpenCapture() =>
        typeof(FirstStart).Assembly.GetManifestResourceStream("demo.jsonl.gz")
        ?? throw new InvalidOperationException("The bundled capture is missing from the assembly.");

    private static async Task WaitUntilBuiltAsync(
        IServiceProvider services,
        TenantId client,
        CancellationToken cancellationToken
    )
    {
        var (log, clock) = (services.GetRequiredService<IEventLog>(), services.GetRequiredService<TimeProvider>());
        var graph = services.GetRequiredService<IGraphStore>().Open(client.GraphDatabase);
        var ends = await log.GetEndOffsetsAsync(
            [.. TopicName.GraphInputs.Select(topic => new TopicName(client, topic).ToString())],
            cancellationToken
        );
        for (var started = clock.GetTimestamp(); ; )
        {
            var checkpoints = (await graph.GetCheckpointsAsync(cancellationToken)).ToDictionary(
                checkpoint => new TopicPartition(checkpoint.Topic, checkpoint.Partition),
                checkpoint => checkpoint.Offset
            );
            if (ends.All(end => checkpoints.GetValueOrDefault(end.Partition) >= end.Offset))
                return;
            if (clock.GetElapsedTime(started) > DemoTimeout)
                throw new TimeoutException("The demo was not processed within a minute.");
            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }
}
