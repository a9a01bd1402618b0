namespace KgRca.Graph.Cypher;

/// <summary>A cache that forgets what has not been used for the longest time. Thread-safe.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    /// <summary>The value of a key; null where it is not there, or no longer.</summary>
    public TValue? Find(TKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return null;
            _order.Remove(entry);
            _order.AddFirst(entry);
            return entry.Value.Value;
        }
    }

    /// <summary>Keeps a value.</summary>
    public void Add(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_entries.Remove(key, out var known))
                _order.Remove(known);
            _entries.Add(key, _order.AddFirst((key, value)));
            if (_entries.Count <= capacity)
                return;
            _entries.Remove(_order.Last!.Value.Key);
            _order.RemoveLast();
        }
    }
}
