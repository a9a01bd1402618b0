using System.Data.Common;
using KgRca.Tenancy.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KgRca.Tenancy.Keys;

/// <summary>
/// Looks for changes of keys by other processes, twice a second. Only a shared database can have them.
/// </summary>
internal sealed partial class KeyChangePoller(
    KeyChanges changes,
    TenancyDatabase database,
    TimeProvider clock,
    ILogger<KeyChangePoller> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.IsShared)
            return;
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await changes.PollAsync(stoppingToken);
                }
                catch (Exception exception)
                    when (exception is DbException or InvalidOperationException or TimeoutException)
                {
                    LogFailed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot check for changed keys; retrying")]
    private partial void LogFailed(Exception exception);
}
