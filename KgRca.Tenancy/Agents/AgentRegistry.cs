using KgRca.Contracts.Identity;
using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Agents;

/// <summary>What an agent says of itself.</summary>
/// <param name="InstanceId">Tells the client's agents apart: 1 to 100 characters.</param>
/// <param name="Version">Its version: at most 100 characters.</param>
/// <param name="SeenAt">When it said so.</param>
/// <param name="Records">Records delivered since it was started.</param>
/// <param name="LagSeconds">How old the oldest record is that waits in its spool.</param>
/// <param name="Dropped">Records dropped because its spool was full.</param>
/// <param name="ClockOffsetSeconds">How far its clock is ahead of the platform's; negative where it is
/// behind.</param>
public sealed record AgentReport(
    string InstanceId,
    string Version,
    DateTimeOffset SeenAt,
    long Records,
    double LagSeconds,
    long Dropped,
    double? ClockOffsetSeconds = null
);

/// <summary>An agent of a client.</summary>
/// <param name="InstanceId">Tells the client's agents apart.</param>
/// <param name="Version">The version it last reported.</param>
/// <param name="FirstSeenAt">When its first heartbeat came.</param>
/// <param name="LastSeenAt">When its last heartbeat came.</param>
/// <param name="Records">Records delivered since it was started.</param>
/// <param name="LagSeconds">Age of the oldest undelivered record at its last heartbeat, in
/// seconds.</param>
/// <param name="Dropped">Records dropped because its spool was full.</param>
/// <param name="ClockOffsetSeconds">How far its clock was ahead of the platform's at its last heartbeat, in seconds;
/// negative where it was behind.</param>
public sealed record Agent(
    string InstanceId,
    string? Version,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    long Records,
    double? LagSeconds,
    long? Dropped,
    double? ClockOffsetSeconds = null
);

/// <summary>Where an agent stands in the list of a client's agents.</summary>
/// <param name="LastSeenAt">When its last heartbeat came.</param>
/// <param name="InstanceId">Which agent.</param>
public sealed record AgentPosition(DateTimeOffset LastSeenAt, string InstanceId);

/// <summary>A page of agents.</summary>
/// <param name="Agents">The one that was seen last first.</param>
/// <param name="Next">Asks for the next page; null on the last one.</param>
public sealed record AgentPage(IReadOnlyList<Agent> Agents, AgentPosition? Next);

/// <summary>
/// What agents say of themselves, kept in memory and written from time to time. Safe for use by many threads.
/// </summary>
public sealed class AgentRegistry(IDbContextFactory<TenancyContext> contexts) : IDisposable
{
    /// <summary>
    /// How many agents of a client are kept: those seen last. Quotas end well before; this ends what comes past them.
    /// </summary>
    public const int MaxAgents = 2_000;

    // So that nobody waits long for the database while many are written.
    private const int RowsAtOnce = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, int> _pendingOfClient = [];
    private Dictionary<(TenantId Client, string InstanceId), Pending> _pending = [];
    private readonly SemaphoreSlim _flushing = new(1, 1);

    /// <summary>
    /// Takes a report in. It is passed over where <see cref="MaxAgents"/> others of the client wait to be written.
    /// </summary>
    public void Report(TenantId client, AgentReport report)
    {
        var key = (client, report.InstanceId);
        lock (_lock)
        {
            if (_pending.TryGetValue(key, out var known))
            {
                _pending[key] = known.With(new Pending(report.SeenAt, report));
                return;
            }
            var waiting = _pendingOfClient.GetValueOrDefault(client);
            if (waiting == MaxAgents)
                return;
            _pendingOfClient[client] = waiting + 1;
            _pending[key] = new Pending(report.SeenAt, report);
        }
    }

    /// <summary>A page of a client's agents, the one that was seen last first.</summary>
    /// <param name="client">The client.</param>
    /// <param name="limit">How many at most; from 1.</param>
    /// <param name="after">The agent that the page before ended with; null for the first page.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<AgentPage> ListAsync(
        TenantId client,
        int limit,
        AgentPosition? after,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        await FlushAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var query = context.Agents.AsNoTracking().Where(row => row.ClientId == client.Value);
        if (after is { LastSeenAt: var seen, InstanceId: var id })
            query = query.Where(row =>
                row.LastSeenAt < seen || row.LastSeenAt == seen && string.Compare(row.InstanceId, id) > 0
            );
        var rows = await query
            .OrderByDescending(row => row.LastSeenAt)
            .ThenBy(row => row.InstanceId)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var agents = rows.Take(limit)
            .Select(row => new Agent(
                row.InstanceId,
                row.Version,
                row.FirstSeenAt,
                row.LastSeenAt,
                row.Records,
                row.LagSeconds,
                row.Dropped,
                row.ClockOffsetSeconds
            ))
            .ToList();
        return new AgentPage(
            agents,
            rows.Count > limit ? new AgentPosition(agents[^1].LastSeenAt, agents[^1].InstanceId) : null
        );
    }

    /// <summary>Writes what was reported. When that fails, nothing is lost: the next flush writes it.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        Dictionary<(TenantId Client, string InstanceId), Pending> taken;
        lock (_lock)
        {
            (taken, _pending) = (_pending, []);
            _pendingOfClient.Clear();
        }
        try
        {
            if (taken.Count > 0)
                await WriteAsync(taken, cancellationToken);
        }
        catch
        {
            lock (_lock)
            {
                foreach (var (key, earlier) in taken)
                    _pending[key] = _pending.TryGetValue(key, out var later) ? earlier.With(later) : earlier;
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

    private async Task WriteAsync(
        Dictionary<(TenantId Client, string InstanceId), Pending> reports,
        CancellationToken cancellationToken
    )
    {
        // In the same order in every process, so that two which write at once wait for each other and do not deadlock.
        var ordered = reports
            .OrderBy(item => item.Key.Client.Value, StringComparer.Ordinal)
            .ThenBy(item => item.Key.InstanceId, StringComparer.Ordinal);
        foreach (var some in ordered.Chunk(RowsAtOnce))
            await WriteSomeAsync(some, cancellationToken);
        foreach (var client in reports.Keys.Select(key => key.Client).Distinct())
            await ForgetOldestAsync(client, cancellationToken);
    }

    private async Task ForgetOldestAsync(TenantId client, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var agents = context.Agents.Where(row => row.ClientId == client.Value);
        if (await agents.CountAsync(cancellationToken) <= MaxAgents)
            return;
        var oldestKept = await agents
            .OrderByDescending(row => row.LastSeenAt)
            .Skip(MaxAgents - 1)
            .Select(row => row.LastSeenAt)
            .FirstAsync(cancellationToken);
        await agents.Where(row => row.LastSeenAt < oldestKept).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task WriteSomeAsync(
        IEnumerable<KeyValuePair<(TenantId Client, string InstanceId), Pending>> reports,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        foreach (var ((client, instanceId), (firstSeen, report)) in reports)
        {
            var (first, last) = (firstSeen.ToUnixTimeMilliseconds(), report.SeenAt.ToUnixTimeMilliseconds());
            // A client that was removed meanwhile has no row to refer to, and its agents go with it.
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO agents (client_id, instance_id, version, first_seen_at, last_seen_at, records, lag_seconds, dropped, clock_offset_seconds)
                SELECT id, {instanceId}, {report.Version}, {first}, {last}, {report.Records}, CAST({report.LagSeconds} AS DOUBLE PRECISION), CAST({report.Dropped} AS BIGINT), CAST({report.ClockOffsetSeconds} AS DOUBLE PRECISION) FROM clients WHERE id = {client.Value}
                ON CONFLICT (client_id, instance_id) DO UPDATE SET
                    first_seen_at = CASE WHEN excluded.first_seen_at < agents.first_seen_at THEN excluded.first_seen_at ELSE agents.first_seen_at END,
                    version = CASE WHEN excluded.last_seen_at >= agents.last_seen_at THEN excluded.version ELSE agents.version END,
                    records = CASE WHEN excluded.last_seen_at >= agents.last_seen_at THEN excluded.records ELSE agents.records END,
                    lag_seconds = CASE WHEN excluded.last_seen_at >= agents.last_seen_at THEN excluded.lag_seconds ELSE agents.lag_seconds END,
                    dropped = CASE WHEN excluded.last_seen_at >= agents.last_seen_at THEN excluded.dropped ELSE agents.dropped END,
                    clock_offset_seconds = CASE WHEN excluded.last_seen_at >= agents.last_seen_at THEN excluded.clock_offset_seconds ELSE agents.clock_offset_seconds END,
                    last_seen_at = CASE WHEN excluded.last_seen_at >= agents.last_seen_at THEN excluded.last_seen_at ELSE agents.last_seen_at END
                """,
                cancellationToken
            );
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>What is to be written of an agent.</summary>
    private sealed record Pending(DateTimeOffset First, AgentReport Last)
    {
        public Pending With(Pending other) =>
            new(First < other.First ? First : other.First, Last.SeenAt > other.Last.SeenAt ? Last : other.Last);
    }
}
