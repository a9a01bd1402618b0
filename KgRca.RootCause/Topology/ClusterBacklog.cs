using KgRca.Contracts.Graphs;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Tells while the objects that a cluster already had are still coming in. An agent that connects sends them one by
/// one, and until it is done, what has not come yet looks missing. A cluster has settled once no object that was
/// there before has arrived for <see cref="SettlingTime"/>.
/// </summary>
internal sealed class ClusterBacklog
{
    /// <summary>
    /// How long nothing of the backlog must arrive: 60 s of event time. Recorded listings pause for up to 55 s.
    /// </summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(60);

    // A new object is seen within moments; clocks of agent and API server may differ by a few seconds.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, Progress> _clusters = new(StringComparer.Ordinal);

    /// <summary>The clusters that had not settled when <see cref="TakeSettled"/> was last asked.</summary>
    private readonly SortedSet<string> _unsettled = new(StringComparer.Ordinal);

    private string? _lastNoted;

    // No cluster of _unsettled settles before.
    private DateTimeOffset _nextSettles = DateTimeOffset.MaxValue;

    /// <summary>A record of a cluster came.</summary>
    public void NoteRecord(string cluster, DateTimeOffset time)
    {
        if (cluster == _lastNoted)
            return;
        _clusters.TryAdd(cluster, new Progress(time, null));
        _lastNoted = cluster;
    }

    /// <summary>An object arrived that was not known before.</summary>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="createdAt">When it was created, as far as it tells.</param>
    /// <param name="observedAt">When it was observed.</param>
    public void NoteArrival(string cluster, DateTimeOffset? createdAt, DateTimeOffset observedAt)
    {
        NoteRecord(cluster, observedAt);
        var progress = _clusters[cluster];
        var isFirst = progress.LastArrival is null;
        if (!isFirst && (observedAt - createdAt > Delay) is false)
            return;
        if (observedAt <= progress.LastArrival)
            return;
        _clusters[cluster] = progress with { LastArrival = observedAt };
        SetUnsettled(cluster, observedAt);
    }

    private void SetUnsettled(string cluster, DateTimeOffset lastArrival)
    {
        _unsettled.Add(cluster);
        if (lastArrival + SettlingTime < _nextSettles)
            _nextSettles = lastArrival + SettlingTime;
    }

    /// <summary>
    /// When the platform first heard of a cluster, by the time of the first record; null for one it has not heard of.
    /// </summary>
    public DateTimeOffset? BegunAt(string cluster) =>
        _clusters.TryGetValue(cluster, out var progress) ? progress.Begun : null;

    /// <summary>
    /// When a cluster settles if nothing more of its backlog arrives; null where no object has arrived.
    /// </summary>
    public DateTimeOffset? SettlesAt(string cluster) =>
        _clusters.TryGetValue(cluster, out var progress) ? progress.LastArrival + SettlingTime : null;

    /// <summary>Whether a cluster's objects had all come in by a time.</summary>
    public bool HasSettled(string cluster, DateTimeOffset asOf) => !(SettlesAt(cluster) > asOf);

    /// <summary>Whether any cluster has settled since this was last asked.</summary>
    public bool TakeSettled(DateTimeOffset asOf)
    {
        if (asOf < _nextSettles)
            return false;
        var settled = _unsettled.RemoveWhere(cluster => HasSettled(cluster, asOf));
        _nextSettles = DateTimeOffset.MaxValue;
        foreach (var cluster in _unsettled)
            if (SettlesAt(cluster) is { } time && time < _nextSettles)
                _nextSettles = time;
        return settled > 0;
    }

    /// <summary>What the graph keeps of this, by <see cref="EngineNode.Backlog"/>.</summary>
    public string[] ToStrings() =>
        [
            .. _clusters.Select(item =>
                $"{item.Value.Begun.ToUnixTimeMilliseconds()} "
                + $"{item.Value.LastArrival?.ToUnixTimeMilliseconds() ?? 0} {item.Key}"
            ),
        ];

    /// <summary>Takes in what the graph has kept.</summary>
    public void Restore(IReadOnlyList<string> kept, DateTimeOffset asOf)
    {
        foreach (var entry in kept)
        {
            var parts = entry.Split(' ', 3);
            var arrival = Time(parts[1]);
            _clusters[parts[2]] = new Progress(Time(parts[0]), arrival == DateTimeOffset.UnixEpoch ? null : arrival);
            if (!HasSettled(parts[2], asOf))
                SetUnsettled(parts[2], arrival);
        }
    }

    private static DateTimeOffset Time(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(milliseconds, System.Globalization.CultureInfo.InvariantCulture)
        );

    /// <param name="Begun">The time of the cluster's first record.</param>
    /// <param name="LastArrival">When the last object of the backlog arrived; null before the first.</param>
    private readonly record struct Progress(DateTimeOffset Begun, DateTimeOffset? LastArrival);
}
