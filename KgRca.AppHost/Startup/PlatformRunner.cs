using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KgRca.AppHost.Startup;

/// <summary>Starts the platform, prints how to reach it, and stops it on Ctrl-C.</summary>
internal static class PlatformRunner
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs until <paramref name="cancellationToken"/> or a signal ends it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(AppHostArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var ownership = DataDirectoryLock.Take(arguments.DataDirectory);
            await using var app = Platform.Build(arguments);
            await app.StartAsync(cancellationToken);
            var address = app.Urls.First();
            Console.WriteLine("KG RCA");
            Console.WriteLine($"  start page      {address}/");
            Console.WriteLine($"  API             {address}/api/v1");
            Console.WriteLine($"  API reference   {address}/docs");
            Console.WriteLine($"  data            {arguments.DataDirectory}");
            await FirstStart.RunAsync(app.Services, address, arguments, cancellationToken);
            await WaitUntilReadyAsync(app.Services, cancellationToken);
            Console.WriteLine("ready");
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or TimeoutException)
        {
            Console.Error.WriteLine(
                exception is IOException { InnerException: AddressInUseException }
                    ? $"{arguments.Urls} is in use by another process. Stop that process, or choose another address with --urls."
                    : exception.Message
            );
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
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
            var report = await health.CheckHealthAsync(cancellationToken);
            if (report.Status == HealthStatus.Healthy)
                return;
            if (clock.GetElapsedTime(started) > ReadyTimeout)
                throw new TimeoutException(
                    $"Not ready: {string.Join(" ", report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Description}"))}"
                );
            await Task.Delay(ReadyInterval, clock, cancellationToken);
        }
    }
}
