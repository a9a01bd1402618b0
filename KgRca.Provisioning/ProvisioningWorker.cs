using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KgRca.Provisioning;

/// <summary>
/// Goes on with what was begun and not ended: at start, after a process that was killed, and every minute, after a store
/// that was away.
/// </summary>
internal sealed partial class ProvisioningWorker(
    ClientProvisioner provisioner,
    TimeProvider clock,
    ILogger<ProvisioningWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do await ResumeAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await provisioner.ResumeAsync(cancellationToken) is > 0 and var count)
                LogResumed(count);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whichever store fails, the others' clients are served, and the next minute tries again. What fails as the
            // process ends is nothing to tell: the next start goes on with it.
            if (!cancellationToken.IsCancellationRequested)
                LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Information, "Ended {Count} interrupted onboardings and offboardings")]
    private partial void LogResumed(int count);

    [LoggerMessage(
        LogLevel.Warning,
        "Cannot go on with an interrupted onboarding or offboarding; retrying in a minute"
    )]
    private partial void LogFailed(Exception exception);
}
