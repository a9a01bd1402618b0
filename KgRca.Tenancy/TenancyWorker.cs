using System.Data.Common;
using KgRca.Tenancy.Agents;
using KgRca.Tenancy.Storage;
using KgRca.Tenancy.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KgRca.Tenancy;

/// <summary>
/// Brings the tables up to date at start, and writes what was counted every ten seconds and at the end.
/// </summary>
internal sealed partial class TenancyWorker(
    TenancyDatabase database,
    UsageRecorder usage,
    AgentRegistry agents,
    DiskReserve reserve,
    TimeProvider clock,
    ILogger<TenancyWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(10);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.MigrateAsync(cancellationToken);
        reserve.GrowBack();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FlushInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await usage.FlushAsync(cancellationToken);
            await agents.FlushAsync(cancellationToken);
            reserve.GrowBack();
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or TimeoutException)
        {
            LogFlushFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot write usage; it is kept in memory and written later")]
    private partial void LogFlushFailed(Exception exception);
}
