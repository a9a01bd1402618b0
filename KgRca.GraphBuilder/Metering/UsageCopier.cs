using System.Collections.Concurrent;
using System.Data.Common;
using KgRca.Contracts.Identity;
using KgRca.Graph;
using KgRca.Tenancy.Usage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.GraphBuilder.Metering;

/// <summary>
/// Copies what tenants' graphs say of their usage to the billing tables, every ten seconds and at the end. The graph is
/// where it is certain; the copy may be late, and may be made twice.
/// </summary>
internal sealed partial class UsageCopier(
    IGraphWriters graphs,
    UsageStore usage,
    TimeProvider clock,
    ILogger<UsageCopier> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TenantId, bool> _due = [];
    private readonly ConcurrentDictionary<TenantId, DateTimeOffset> _copiedTo = [];

    /// <summary>A tenant's graph may say more than was copied.</summary>
    public void Changed(TenantId tenant) => _due[tenant] = true;

    /// <summary>A tenant is another process's now, or nobody's.</summary>
    public void Forget(TenantId tenant)
    {
        _due.TryRemove(tenant, out _);
        _copiedTo.TryRemove(tenant, out _);
    }

    /// <summary>Copies what is due. What cannot be copied now stays due.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in _due.Keys)
        {
            if (!_due.TryRemove(tenant, out _))
                continue;
            try
            {
                await CopyAsync(tenant, cancellationToken);
            }
            catch (Exception exception)
                when (exception is GraphUnavailableException or DbException or DbUpdateException or TimeoutException)
            {
                _due[tenant] = true;
                LogNotCopied(exception, tenant);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await CopyAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await CopyAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task CopyAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        if (!_copiedTo.TryGetValue(tenant, out var last))
            last =
                await usage.FindLastHourAsync(UsageStore.Graphs, tenant, cancellationToken) ?? DateTimeOffset.UnixEpoch;
        // Records come nearly in the order of their hours; those of two partitions may be some seconds apart.
        var from = last.AddHours(-1);
        var counts = await graphs.Open(tenant.GraphDatabase).GetUsageAsync(from, cancellationToken);
        if (counts.Count == 0)
            return;
        await usage.StoreAsync(
            UsageStore.Graphs,
            [.. counts.Select(count => new HourTotal(tenant, count.Hour, UsageMeters.MeterOf(count), count.Quantity))],
            cancellationToken
        );
        _copiedTo[tenant] = counts[^1].Hour;
    }

    [LoggerMessage(LogLevel.Warning, "Cannot copy the usage of {TenantId}; retrying")]
    private partial void LogNotCopied(Exception exception, TenantId tenantId);
}
