namespace KgRca.Graph.Storage;

/// <summary>
/// The nodes of a graph in the order in which batches have changed them last, as a linked list with each node's
/// revision. One thread changes it under the graph's write lock; any number read under its read lock.
/// </summary>
internal sealed class ChangeOrder
{
    // No older state of it is read: it changes in place.
    private readonly ChunkedList<Slot> _slots = new(new Versions());
    private int _last;

    /// <summary>The revision of the batch that was applied last.</summary>
    public long Revision { get; set; }

    /// <summary>A node was made or changed by the batch of a revision, which is none before that of the last call.</summary>
    public void Touch(int node, long revision)
    {
        _slots.EnsureCount(node + 1);
        Remove(node);
        ref var slot = ref _slots.Write(node);
        slot.Revision = revision;
        slot.IsListed = true;
        slot.Previous = _last;
        if (_last > 0)
            _slots.Write(_last - 1).Next = node + 1;
        _last = node + 1;
    }

    /// <summary>A node is gone.</summary>
    public void Remove(int node)
    {
        if (node >= _slots.Count)
            return;
        ref var slot = ref _slots.Write(node);
        if (!slot.IsListed)
            return;
        if (slot.Previous > 0)
            _slots.Write(slot.Previous - 1).Next = slot.Next;
        if (slot.Next > 0)
            _slots.Write(slot.Next - 1).Previous = slot.Previous;
        else
            _last = slot.Previous;
        slot = default;
    }

    /// <summary>The nodes that batches after a revision have changed, the latest first.</summary>
    public IEnumerable<int> Since(long revision)
    {
        for (var id = _last - 1; id >= 0 && _slots[id].Revision > revision; id = _slots[id].Previous - 1)
            yield return id;
    }

    // Links are ids plus one; zero is none.
    private struct Slot
    {
        public long Revision;
        public int Previous;
        public int Next;
        public bool IsListed;
    }
}
