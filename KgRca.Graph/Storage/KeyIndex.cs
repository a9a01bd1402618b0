namespace KgRca.Graph.Storage;

/// <summary>
/// Finds nodes by a hash of label and key: open addressing, linear probing. The caller compares the keys themselves.
/// </summary>
internal sealed class KeyIndex(Versions versions)
{
    private const int Empty = 0;
    private const int Removed = -1;
    private const int InitialSize = 1024;

    private Table _slots = new(versions, InitialSize);
    private int _occupied;

    /// <summary>The nodes that may be it, to be compared.</summary>
    public Candidates Find(int hash) => new(_slots, hash, long.MaxValue);

    /// <summary>The table as it is now, for a reader of this state.</summary>
    public Table Slots => _slots;

    public void Add(int hash, int node, Func<int, int> hashOf)
    {
        if (_occupied * 3 >= _slots.Size * 2)
            Rebuild(hashOf);
        var slot = hash & (_slots.Size - 1);
        while (_slots[slot] > 0)
            slot = (slot + 1) & (_slots.Size - 1);
        if (_slots[slot] == Empty)
            _occupied++;
        _slots.Write(slot, node + 1);
    }

    public void Remove(int hash, int node)
    {
        var slot = hash & (_slots.Size - 1);
        while (_slots[slot] != node + 1)
        {
            if (_slots[slot] == Empty)
                return;
            slot = (slot + 1) & (_slots.Size - 1);
        }
        _slots.Write(slot, Removed);
    }

    private void Rebuild(Func<int, int> hashOf)
    {
        var live = 0;
        for (var i = 0; i < _slots.Size; i++)
            live += _slots[i] > 0 ? 1 : 0;
        var old = _slots;
        var size = old.Size;
        while (live * 2 >= size)
            size *= 2;
        var rebuilt = new Table(versions, size);
        _occupied = live;
        for (var i = 0; i < old.Size; i++)
        {
            var entry = old[i];
            if (entry <= 0)
                continue;
            var slot = hashOf(entry - 1) & (size - 1);
            while (rebuilt[slot] != Empty)
                slot = (slot + 1) & (size - 1);
            rebuilt.Write(slot, entry);
        }
        _slots = rebuilt;
    }

    /// <summary>The slots: node ids plus one, so that zero is an empty slot.</summary>
    internal sealed class Table
    {
        private readonly ChunkedList<int> _slots;

        public Table(Versions versions, int size)
        {
            (_slots, Size) = (new ChunkedList<int>(versions), size);
            _slots.EnsureCount(size);
        }

        /// <summary>How many there are, a power of two.</summary>
        public int Size { get; }

        public int this[int slot] => _slots[slot];

        public int At(int slot, long version) => _slots.At(slot, version);

        public void Write(int slot, int entry) => _slots.Write(slot) = entry;
    }

    /// <summary>Walks the slots that a hash may be in.</summary>
    internal struct Candidates(Table slots, int hash, long version)
    {
        private int _slot = (hash & (slots.Size - 1)) - 1;

        public int Node { get; private set; }

        public bool MoveNext()
        {
            while (true)
            {
                _slot = (_slot + 1) & (slots.Size - 1);
                var entry = slots.At(_slot, version);
                if (entry == Empty)
                    return false;
                if (entry == Removed)
                    continue;
                Node = entry - 1;
                return true;
            }
        }
    }
}
