using KgRca.Contracts.Identity;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Agents;

/// <summary>What an agent says of itself when it sends records.</summary>
/// <param name="InstanceId">Tells the client's agents apart: 1 to 100 characters.</param>
/// <param name="Version">Its program and version, where it says so.</param>
/// <param name="Records">How many records it has just sent.</param>
/// <param name="LagSeconds">How old the oldest record is that waits in its spool; null where it does not say.</param>
/// <param name="Dropped">How many records it has given up since its spool was made, for want of room; null where it does not say.</param>
public sealed record AgentReport(string InstanceId, string? Version, long Records, double? LagSeconds = null, long? Dropped = null);

/// <summary>An agent of a client.</summary>
/// <param name="InstanceId">Tells the client's agents apart.</param>
/// <param name="Version">Its program and version, as it last said.</param>
/// <param name="FirstSeenAt">When it first sent records.</param>
/// <param name="LastSeenAt">When it last did.</param>
/// <param name="Records">How many it has sent in all.</param>
/// <param name="LagSeconds">How old the oldest record was that waited to be sent when it was last seen, in seconds; absent where it does not say.</param>
/// <param name="Dropped">How many records it has given up since its spool was made, for want of room; absent where it does not say.</param>
public sealed record Agent(string InstanceId, string? Version, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt, long Records, double? LagSeconds, long? Dropped);

/// <summary>The agents that send records, kept in memory and written from time to time. Safe for use by many threads.</summary>
public sealed class AgentRegistry(IDbContextFactory<TenancyContext> contexts, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private Dictionary<(TenantId Client, string InstanceId), Pending> _pending = [];
    private readonly SemaphoreSlim _flushing = new(1, 1);

    /// <summary>Takes a report in.</summary>
    public void Report(TenantId client, AgentReport report)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            var known = _pending.GetValueOrDefault((client, report.InstanceId));
            _pending[(client, report.InstanceId)] = new Pending(
                report.Version ?? known?.Version, known?.First ?? now, now, (known?.Records ?? 0) + report.Records,
                report.LagSeconds ?? known?.LagSeconds, report.Dropped ?? known?.Dropped);
        }
    }

    /// <summary>A client's agents, the one that was seen last first.</summary>
    public async Task<IReadOnlyList<Agent>> ListAsync(TenantId client, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Agents.AsNoTracking().Where(row => row.ClientId == client.Value).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new Agent(row.InstanceId, row.Version, row.FirstSeenAt, row.LastSeenAt, row.Records, row.LagSeconds, row.Dropped))
            .OrderByDescending(agent => agent.LastSeenAt).ThenBy(agent => agent.InstanceId, StringComparer.Ordinal)];
    }

    /// <summary>Writes what was reported. When that fails, nothing is lost: the next flush writes it.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        Dictionary<(TenantId Client, string InstanceId), Pending> taken;
        lock (_lock) (taken, _pending) = (_pending, []);
        try
        {
            if (taken.Count > 0) await WriteAsync(taken, cancellationToken);
        }
        catch
        {
            lock (_lock)
            {
                foreach (var (key, earlier) in taken)
                {
                    _pending[key] = _pending.TryGetValue(key, out var later)
                        ? later with { First = earlier.First, Records = earlier.Records + later.Records } : earlier;
                }
            }
            throw;
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _flushing.Dispose();

    private async Task WriteAsync(Dictionary<(TenantId Client, string InstanceId), Pending> reports, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // In the same order in every process, so that two which write at once wait for each other and do not deadlock.
        var ordered = reports.OrderBy(item => item.Key.Client.Value, StringComparer.Ordinal).ThenBy(item => item.Key.InstanceId, StringComparer.Ordinal);
        foreach (var ((client, instanceId), report) in ordered)
        {
            var (first, last) = (report.First.ToUnixTimeMilliseconds(), report.Last.ToUnixTimeMilliseconds());
            // A client that was removed meanwhile has no row to refer to, and its agents go with it.
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO agents (client_id, instance_id, version, first_seen_at, last_seen_at, records, lag_seconds, dropped)
                SELECT id, {instanceId}, {report.Version}, {first}, {last}, {report.Records}, CAST({report.LagSeconds} AS DOUBLE PRECISION), CAST({report.Dropped} AS BIGINT) FROM clients WHERE id = {client.Value}
                ON CONFLICT (client_id, instance_id) DO UPDATE SET
                    version = COALESCE(excluded.version, agents.version),
                    first_seen_at = CASE WHEN excluded.first_seen_at < agents.first_seen_at THEN excluded.first_seen_at ELSE agents.first_seen_at END,
                    last_seen_at = CASE WHEN excluded.last_seen_at > agents.last_seen_at THEN excluded.last_seen_at ELSE agents.last_seen_at END,
                    records = agents.records + excluded.records,
                    lag_seconds = COALESCE(excluded.lag_seconds, agents.lag_seconds),
                    dropped = COALESCE(excluded.dropped, agents.dropped)
                """, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record Pending(string? Version, DateTimeOffset First, DateTimeOffset Last, long Records, double? LagSeconds, long? Dropped);
}
