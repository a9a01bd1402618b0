namespace KgRca.Graph.Storage;

/// <summary>
/// Finds nodes by a hash of label and key: open addressing, linear probing. The caller compares the keys themselves.
/// </summary>
internal sealed class KeyIndex
{
    private const int Empty = 0;
    private const int Removed = -1;
    private const int InitialSize = 1024;

    // Node ids plus one, so that zero is an empty slot.
    private int[] _slots = new int[InitialSize];
    private int _occupied;

    /// <summary>The nodes that may be it, to be compared.</summary>
    public Candidates Find(int hash) => new(_slots, hash);

    public void Add(int hash, int node, Func<int, int> hashOf)
    {
        if (_occupied * 3 >= _slots.Length * 2)
            Rebuild(hashOf);
        var slot = hash & (_slots.Length - 1);
        while (_slots[slot] > 0)
            slot = (slot + 1) & (_slots.Length - 1);
        if (_slots[slot] == Empty)
            _occupied++;
        _slots[slot] = node + 1;
    }

    public void Remove(int hash, int node)
    {
        var slot = hash & (_slots.Length - 1);
        while (_slots[slot] != node + 1)
        {
            if (_slots[slot] == Empty)
                return;
            slot = (slot + 1) & (_slots.Length - 1);
        }
        _slots[slot] = Removed;
    }

    private void Rebuild(Func<int, int> hashOf)
    {
        var live = _slots.Count(slot => slot > 0);
        var old = _slots;
        var size = old.Length;
        while (live * 2 >= size)
            size *= 2;
        _slots = new int[size];
        _occupied = live;
        foreach (var entry in old)
        {
            if (entry <= 0)
                continue;
            var slot = hashOf(entry - 1) & (size - 1);
            while (_slots[slot] != Empty)
                slot = (slot + 1) & (size - 1);
            _slots[slot] = entry;
        }
    }

    /// <summary>Walks the slots that a hash may be in.</summary>
    internal struct Candidates(int[] slots, int hash)
    {
        private int _slot = (hash & (slots.Length - 1)) - 1;

        public int Node { get; private set; }

        public bool MoveNext()
        {
            while (true)
            {
                _slot = (_slot + 1) & (slots.Length - 1);
                if (slots[_slot] == Empty)
                    return false;
                if (slots[_slot] == Removed)
                    continue;
                Node = slots[_slot] - 1;
                return true;
            }
        }
    }
}
