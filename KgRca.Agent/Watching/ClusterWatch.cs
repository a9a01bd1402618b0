using KgRca.Agent.Delivery;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Logs.Tailing;
using KgRca.Agent.Normalization;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Watching;

/// <summary>
/// Brings what happens in a cluster into the spool. It goes on where the spool's last run ended, and tells of
/// everything again every six hours.
/// </summary>
internal sealed class ClusterWatch
{
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromHours(6);

    private readonly Lock _lock = new();
    private readonly Spool _spool;
    private readonly Action<string> _trouble;
    private readonly TimeProvider _clock;
    private readonly ClusterRecords _records;
    private readonly LogTailer? _tailer;
    private readonly ClusterDirectory? _directory;

    /// <param name="server">Where the cluster is.</param>
    /// <param name="cluster">Its name in records.</param>
    /// <param name="types">The kinds to watch.</param>
    /// <param name="spool">Gets the records.</param>
    /// <param name="known">What a former run has told of.</param>
    /// <param name="tailer">Told of Pods, whose logs it follows; null where nobody does.</param>
    /// <param name="directory">Told of every object; null where nobody asks it.</param>
    /// <param name="clock">Gives the times.</param>
    /// <param name="trouble">Told of what is tried again.</param>
    public ClusterWatch(
        ApiServer server,
        string cluster,
        IReadOnlyList<ResourceType> types,
        Spool spool,
        IEnumerable<Knowledge> known,
        LogTailer? tailer,
        ClusterDirectory? directory,
        TimeProvider clock,
        Action<string> trouble
    )
    {
        (_spool, _tailer, _directory, _clock, _trouble) = (spool, tailer, directory, clock, trouble);
        _records = new ClusterRecords(cluster, clock, (record, mark) => spool.Add(record, mark), trouble);
        Feed = new ClusterFeed(server, types, ObserveAsync, trouble, clock) { Listed = Add };
        spool.RoomAgain = Snapshot;
        foreach (var entry in known)
            if (_records.Restore(entry) is { } item)
                Feed.Restore(item.Key, item.Uid);
    }

    /// <summary>What is watched.</summary>
    public ClusterFeed Feed { get; }

    /// <summary>The calls that a former run has seen, and by what.</summary>
    public IReadOnlyList<(EdgeKey Edge, CallSource Source)> Calls
    {
        get
        {
            lock (_lock)
                return [.. _records.Calls.Select(call => (call.Key, call.Value.Source))];
        }
    }

    /// <summary>Takes what was seen of a call; null where it counts as ended.</summary>
    public void Add(EdgeKey call, CallStatistics? statistics)
    {
        lock (_lock)
            _records.Add(call, statistics);
    }

    private void Add(ListedKind listed)
    {
        lock (_lock)
            _records.Add(listed);
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Feed.RunAsync(Complete, ending.Token);
        var repeating = RepeatAsync(ending.Token);
        try
        {
            await await Task.WhenAny(running, repeating);
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running, repeating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tells of everything again: a server that lost something has it then.</summary>
    public void Snapshot()
    {
        lock (_lock)
            _records.TellAgain();
        Feed.Relist();
    }

    private void Complete()
    {
        if (Feed.Synced == 0)
            _trouble(
                "The account has no permission to list any watched kind: it needs get, list and watch on the "
                    + "kinds listed above. Retrying every minute."
            );
        lock (_lock)
            _records.Complete(Feed.Unseen);
        // Lists of all objects leave much behind; what follows needs little.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(SnapshotInterval, _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            Snapshot();
    }

    // What the agent says of a failed delivery would be delivered in turn.
    private static bool IsOwn(ObservedObject observed) =>
        observed.Object?.At("metadata").At("labels").Text("app.kubernetes.io/name") == "kgrca-agent";

    private async ValueTask ObserveAsync(ObservedObject observed, CancellationToken cancellationToken)
    {
        lock (_lock)
            _records.Add(observed);
        _directory?.Observe(observed);
        if (!IsOwn(observed))
            _tailer?.Observe(observed);
        await _spool.RoomAsync(cancellationToken);
    }
}
