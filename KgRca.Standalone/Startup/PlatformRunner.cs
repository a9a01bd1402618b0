using KgRca.ServiceDefaults.Http;
using KgRca.ServiceDefaults.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KgRca.Standalone.Startup;

/// <summary>Starts the platform, prints how to reach it, and stops it on Ctrl-C.</summary>
internal static class PlatformRunner
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs until <paramref name="cancellationToken"/> or a signal ends it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(StandaloneArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var ownership = DataDirectoryLock.Take(arguments.DataDirectory);
            await using var app = Platform.Build(arguments);
            await StartAsync(app, cancellationToken);
            var address = app.Urls.First();
            Console.WriteLine("KG RCA");
            Console.WriteLine($"  start page      {address}/");
            Console.WriteLine($"  API             {address}/api/v1");
            Console.WriteLine($"  API reference   {address}/docs");
            Console.WriteLine($"  data            {arguments.DataDirectory}");
            Console.WriteLine($"  connections     {Connections(app.Services)}");
            await FirstStart.RunAsync(app.Services, address, arguments, cancellationToken);
            await WaitUntilReadyAsync(app.Services, cancellationToken);
            if (app.Services.GetRequiredService<DiskSpace>().Problem is { } problem)
                Console.Error.WriteLine(problem);
            Console.WriteLine("ready");
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception exception) when (StartProblems.Describe(exception, arguments) is { } problem)
        {
            Console.Error.WriteLine(problem);
            return 1;
        }
    }

    private static string Connections(IServiceProvider services)
    {
        var limits = services.GetRequiredService<ConnectionLimits>();
        return $"at most {limits.Max}, {limits.MaxPerAddress} from one address "
            + (limits.OpenFiles is { } files ? $"(ulimit -n is {files})" : "(no limit of open files is known)");
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            // Services that have started end now too, which is no failure of theirs to be logged.
            app.Lifetime.StopApplication();
            throw;
        }
    }

    private static async Task WaitUntilReadyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (health, clock) = (
            services.GetRequiredService<HealthCheckService>(),
            services.GetRequiredService<TimeProvider>()
        );
        var started = clock.GetTimestamp();
        while (true)
        {
            // A full disk is told, and keys can be revoked on it all the same. What is damaged of one client keeps
            // nobody else waiting.
            var report = await health.CheckHealthAsync(check => check.Name != "disk", cancellationToken);
            if (report.Status != HealthStatus.Unhealthy)
                return;
            if (clock.GetElapsedTime(started) > ReadyTimeout)
                throw new TimeoutException(
                    $"Not ready: {string.Join(" ", report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Description}"))}"
                );
            await Task.Delay(ReadyInterval, clock, cancellationToken);
        }
    }
}
