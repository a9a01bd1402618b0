using System.Diagnostics.CodeAnalysis;

namespace KgRca.EventLog.Embedded;

/// <summary>A topic, and where each of its partitions ends.</summary>
internal sealed class TopicState(long id, TopicDefinition definition, long[] ends)
{
    private int _nextKeyless;

    public long Id { get; } = id;

    public TopicDefinition Definition { get; } = definition;

    /// <summary>For each partition the offset that the next record gets, as far as it is visible to readers.</summary>
    public long[] Ends { get; } = ends;

    /// <summary>The partition of a record; those without a key take turns.</summary>
    public int PartitionOf(ReadOnlySpan<byte> key) =>
        Definition.Partitions == 1 ? 0
        : key.IsEmpty ? (int)((uint)Interlocked.Increment(ref _nextKeyless) % (uint)Definition.Partitions)
        : Partitioner.PartitionOf(key, Definition.Partitions);
}

/// <summary>
/// What is in the log, as readers may see it: changed as a whole after each transaction, under one lock.
/// </summary>
internal sealed class TopicCatalog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TopicState> _topics = new(StringComparer.Ordinal);
    private readonly List<Action> _listeners = [];

    /// <summary>Changes whenever a topic comes or goes.</summary>
    public int Version { get; private set; }

    public bool TryGet(string name, [NotNullWhen(true)] out TopicState? topic)
    {
        lock (_lock)
            return _topics.TryGetValue(name, out topic);
    }

    public TopicState[] List()
    {
        lock (_lock)
            return [.. _topics.Values.OrderBy(topic => topic.Definition.Name, StringComparer.Ordinal)];
    }

    /// <summary>Makes what a transaction has stored visible, and wakes the readers.</summary>
    public void Publish(Action<Dictionary<string, TopicState>> change, bool topicsChanged)
    {
        Action[] listeners;
        lock (_lock)
        {
            change(_topics);
            if (topicsChanged)
                Version++;
            listeners = [.. _listeners];
        }
        foreach (var listener in listeners)
            listener();
    }

    /// <summary>Looks at the ends of many partitions at one moment.</summary>
    public void Snapshot(Action<IReadOnlyDictionary<string, TopicState>> look)
    {
        lock (_lock)
            look(_topics);
    }

    public void Subscribe(Action listener)
    {
        lock (_lock)
            _listeners.Add(listener);
    }

    public void Unsubscribe(Action listener)
    {
        lock (_lock)
            _listeners.Remove(listener);
    }
}
