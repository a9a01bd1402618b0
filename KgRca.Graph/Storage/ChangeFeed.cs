namespace KgRca.Graph.Storage;

/// <summary>
/// Which nodes the latest batches have changed. It keeps nothing before somebody has asked for the first time. Batches
/// are noted by one thread under the graph's write lock; any number read under its read lock.
/// </summary>
internal sealed class ChangeFeed
{
    /// <summary>How many changes are kept.</summary>
    public const int MaxChanges = 32_768;

    // A graph that comes back to memory begins with a version that none had before, so that what lies between is seen
    // to be missing.
    private static long s_lastVersion;

    private readonly Queue<(long Version, int Node)> _changes = new();
    private long _version = Interlocked.Increment(ref s_lastVersion);
    private long _completeAfter = long.MaxValue;

    /// <summary>
    /// The nodes that batches after <paramref name="after"/> have changed, and the version now; no nodes where they are
    /// no longer known.
    /// </summary>
    public (IReadOnlyCollection<int>? Nodes, long Version) Since(long? after)
    {
        // From here on changes are kept. Readers that do this at once write the same.
        if (Volatile.Read(ref _completeAfter) == long.MaxValue)
            Volatile.Write(ref _completeAfter, _version);
        if (after is not { } version || version < _completeAfter)
            return (null, _version);
        return (_changes.Where(change => change.Version > version).Select(change => change.Node).ToHashSet(), _version);
    }

    /// <summary>Notes the nodes that a batch has changed.</summary>
    public void Note(IEnumerable<int> nodes)
    {
        if (_completeAfter == long.MaxValue)
            return;
        _version = Interlocked.Increment(ref s_lastVersion);
        foreach (var node in nodes)
            _changes.Enqueue((_version, node));
        while (_changes.Count > MaxChanges)
            _completeAfter = _changes.Dequeue().Version;
    }
}
