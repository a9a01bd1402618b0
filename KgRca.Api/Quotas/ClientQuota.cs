using System.Diagnostics.CodeAnalysis;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.EventLog;
using KgRca.Graph;
using KgRca.ServiceDefaults.Storage;
using KgRca.Tenancy.Clients;

namespace KgRca.Api.Quotas;

/// <summary>
/// What one client may still send. What it holds is measured now and then, and what was let in since is counted, so that
/// a flood is noticed while it comes. Deletions of what is there are always let in. Safe for use by many threads.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose of."
)]
internal sealed class ClientQuota(
    TenantId client,
    IGraphReader graph,
    IEventLog log,
    DiskSpace disk,
    TimeProvider clock
)
{
    // From this share of a quota on, what is used is measured more often.
    private const double Near = 0.8;

    // A record also makes objects that it only names; as a rule some for each 4 KiB.
    private const int BytesPerName = 4 * 1024;

    // Beyond its quota by as much, a client may only delete: what it changes may name ever new objects.
    private const int HardFactor = 2;
    private const double EpisodesFactor = 1.25;
    private static readonly RelationshipFilter Nothing = new(NodeProperties: []);
    private static readonly TimeSpan MeasuredFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MeasuredAtLeastFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ClustersFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly KnownClusters _clusters = new(graph, clock);
    private MeasuredUse? _measured;
    private long _measuredAt;
    private long _clustersAt;
    private long _newResources;
    private long _newLines;
    private long _newBytes;

    /// <summary>Forgotten after some time without a request.</summary>
    public long LastUse { get; private set; } = clock.GetTimestamp();

    /// <summary>What the client uses of its quotas, but for keys.</summary>
    public async Task<IReadOnlyList<QuotaUse>> ReadAsync(PlanLimits limits, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            await _clusters.ReadAsync(cancellationToken);
            return Uses(await MeasureAsync(MeasuredAtLeastFor, cancellationToken), limits);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>The quotas of which much is used, as last measured; null where there are none.</summary>
    public IReadOnlyList<QuotaUse>? NearlyUsed(PlanLimits limits) =>
        _measured is { } measured
        && Uses(measured, limits).Where(use => use.State != "ok").ToList() is { Count: > 0 } near
            ? near
            : null;

    /// <summary>Decides on a record.</summary>
    public async ValueTask<Admission> AdmitAsync(
        WireRecord record,
        int bytes,
        PlanLimits limits,
        CancellationToken cancellationToken
    )
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            LastUse = clock.GetTimestamp();
            var measured = await CurrentAsync(limits, cancellationToken);
            var admission = await DecideAsync(record, measured, limits, cancellationToken);
            if (!admission.IsGranted)
                return admission;
            _newLines++;
            _newBytes += bytes;
            if (record is Resource)
                _newResources += 1 + bytes / BytesPerName;
            return admission;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Whether a line that is no record may be kept as a dead letter, which takes room too.</summary>
    public async ValueTask<bool> MayKeepAsync(int bytes, PlanLimits limits, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            var measured = await CurrentAsync(limits, cancellationToken);
            if (measured.StoredBytes + _newBytes >= BytesOf(measured, limits))
                return false;
            _newBytes += bytes;
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }

    private static bool IsDeletion(WireRecord record) =>
        record is Resource { Op: StateOperation.Delete } or Edge { Op: StateOperation.Delete };

    private async ValueTask<Admission> DecideAsync(
        WireRecord record,
        MeasuredUse measured,
        PlanLimits limits,
        CancellationToken cancellationToken
    )
    {
        if (RecordCluster.Of(record) is { } cluster && !await KnowsAsync(cluster, limits, cancellationToken))
            return Admission.Refused(new QuotaUse(QuotaUse.Clusters, _clusters.Count, limits.Clusters));
        if (record is Heartbeat)
            return Admission.Granted;
        var bytes = new QuotaUse(QuotaUse.StoredBytes, measured.StoredBytes, BytesOf(measured, limits));
        var resources = new QuotaUse(QuotaUse.Resources, measured.Resources, limits.Resources);
        var isFull = bytes.Used + _newBytes >= bytes.Limit;
        if (IsDeletion(record))
            // What is not there needs no room to be deleted.
            return (isFull || resources.Used >= resources.Limit) && !await ExistsAsync(record, cancellationToken)
                ? Admission.Refused(isFull ? bytes : resources)
                : Admission.Granted;
        if (isFull)
            return Admission.Later(bytes);
        if (record is Event or AlertGroup && measured.Episodes >= limits.Episodes * EpisodesFactor)
            return Admission.Later(new QuotaUse(QuotaUse.Episodes, measured.Episodes, limits.Episodes));
        if (measured.Resources >= limits.Resources)
            return measured.Resources < limits.Resources * HardFactor && await ExistsAsync(record, cancellationToken)
                ? Admission.Granted
                : Admission.Refused(resources);
        return record is Resource && measured.Resources + measured.WaitingResources + _newResources >= limits.Resources
            ? Admission.Later(resources)
            : Admission.Granted;
    }

    private async ValueTask<bool> KnowsAsync(string cluster, PlanLimits limits, CancellationToken cancellationToken)
    {
        await _clusters.ReadAsync(cancellationToken);
        if (_clusters.TryAdd(cluster, limits.Clusters))
            return true;
        if (_clustersAt != 0 && clock.GetElapsedTime(_clustersAt) < ClustersFor)
            return false;
        _clustersAt = clock.GetTimestamp();
        _clusters.Forget();
        await _clusters.ReadAsync(cancellationToken);
        return _clusters.TryAdd(cluster, limits.Clusters);
    }

    private async ValueTask<bool> ExistsAsync(WireRecord record, CancellationToken cancellationToken)
    {
        foreach (var id in ObjectsOf(record))
        {
            if (await graph.ExpandAsync(ResourceNode.KeyOf(id), Nothing, 0, 1, cancellationToken) is null)
                return false;
        }
        return true;
    }

    private static IEnumerable<ResourceId> ObjectsOf(WireRecord record) =>
        record switch
        {
            Event item => [ResourceId.Of(item.Cluster, item.Subject)],
            Resource item => [ResourceId.Of(item.Cluster, item.Reference())],
            Edge item => [ResourceId.Of(item.Cluster, item.From), ResourceId.Of(item.Cluster, item.To)],
            _ => [],
        };

    private ValueTask<MeasuredUse> CurrentAsync(PlanLimits limits, CancellationToken cancellationToken)
    {
        // Any line may make an episode and name an object.
        var isNear =
            _measured is { } measured
            && (
                measured.StoredBytes + _newBytes >= Near * BytesOf(measured, limits)
                || measured.Resources + measured.WaitingResources + _newResources + _newLines >= Near * limits.Resources
                || measured.Episodes + _newLines >= Near * limits.Episodes
            );
        return MeasureAsync(isNear ? MeasuredAtLeastFor : MeasuredFor, cancellationToken);
    }

    private async ValueTask<MeasuredUse> MeasureAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (_measured is { } known && clock.GetElapsedTime(_measuredAt) < maxAge)
            return known;
        var measured = await MeasuredUse.OfAsync(client, graph, log, cancellationToken);
        (_measured, _measuredAt) = (measured, clock.GetTimestamp());
        (_newResources, _newLines, _newBytes) = (0, 0, 0);
        return measured;
    }

    private long BytesOf(MeasuredUse measured, PlanLimits limits) =>
        Math.Min(limits.StoredBytes, disk.LargestShare(measured.StoredBytes));

    private IReadOnlyList<QuotaUse> Uses(MeasuredUse measured, PlanLimits limits) =>
        [
            new(QuotaUse.Resources, measured.Resources, limits.Resources),
            new(QuotaUse.Episodes, measured.Episodes, limits.Episodes),
            new(QuotaUse.StoredBytes, measured.StoredBytes, BytesOf(measured, limits)),
            new(QuotaUse.Clusters, _clusters.Count, limits.Clusters),
        ];
}
