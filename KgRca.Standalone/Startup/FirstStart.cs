using System.Net.Http.Headers;
using KgRca.Agent.Replay;
using KgRca.Contracts.Identity;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.Provisioning;
using KgRca.Tenancy.Administrators;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Keys;

namespace KgRca.Standalone.Startup;

/// <summary>
/// What the first start on an empty data folder does: it creates an administrator and a demo client with a key, and
/// replays the bundled capture for it, shifted so that it ends now. Files in the data folder say what was begun and not
/// finished, so that a start that was killed loses neither the password nor the key: the next one makes new ones.
/// </summary>
internal static class FirstStart
{
    private const string Administrator = "admin";
    private static readonly TimeSpan DemoTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(
        IServiceProvider services,
        string address,
        StandaloneArguments arguments,
        CancellationToken cancellationToken
    )
    {
        await EnsureAdministratorAsync(services, arguments.DataDirectory, cancellationToken);
        if (arguments.Demo)
            await EnsureDemoAsync(services, address, arguments.DataDirectory, cancellationToken);
    }

    private static async Task EnsureAdministratorAsync(
        IServiceProvider services,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var administrators = services.GetRequiredService<AdministratorStore>();
        var notShown = Path.Combine(folder, "admin-password-not-shown");
        if (!await administrators.ExistsAsync(Administrator, cancellationToken))
            await File.WriteAllBytesAsync(notShown, [], cancellationToken);
        else if (!File.Exists(notShown))
            return;
        var password = await administrators.ResetAsync(Administrator, cancellationToken);
        Console.WriteLine($"  administrator   {Administrator}");
        Console.WriteLine($"  password        {password}   (shown only once)");
        File.Delete(notShown);
    }

    private static async Task EnsureDemoAsync(
        IServiceProvider services,
        string address,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var (begun, done) = (Path.Combine(folder, "demo-begun"), Path.Combine(folder, "demo-done"));
        if (File.Exists(done))
            return;
        var provisioner = services.GetRequiredService<ClientProvisioner>();
        if (await HalfMadeAsync(begun, cancellationToken) is { } halfMade)
            await provisioner.DeleteAsync(halfMade, cancellationToken);
        // The id is on disk before anything has it: a client is never deleted for its name.
        var id = TenantId.Create("demo");
        await File.WriteAllTextAsync(begun, id.Value, cancellationToken);
        await provisioner.CreateAsync(id, "demo", Plan.Pro, cancellationToken);
        var key =
            await services
                .GetRequiredService<ApiKeyStore>()
                .CreateAsync(
                    id,
                    "demo",
                    Permissions.Read | Permissions.Query | Permissions.Ingest,
                    null,
                    cancellationToken
                )
            ?? throw new InvalidOperationException("The demo client was deleted while it was being created.");
        await ReplayAsync(address, key.Secret, services.GetRequiredService<TimeProvider>(), cancellationToken);
        await WaitUntilBuiltAsync(services, id, cancellationToken);
        Console.WriteLine($"  demo client     {id}");
        Console.WriteLine($"  demo key        {key.Secret}   (shown only once)");
        File.Move(begun, done, overwrite: true);
    }

    /// <summary>The demo client that an earlier start began to make; null where there is none.</summary>
    private static async Task<TenantId?> HalfMadeAsync(string begun, CancellationToken cancellationToken) =>
        File.Exists(begun) && TenantId.TryParse(await File.ReadAllTextAsync(begun, cancellationToken), out var id)
            ? id
            : null;

    private static async Task ReplayAsync(
        string address,
        string key,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // The address is this process's own, whatever name its certificate has.
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var http = new HttpClient(handler)
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
        var graph = services.GetRequiredService<IGraphReaders>().Open(client.GraphDatabase);
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
