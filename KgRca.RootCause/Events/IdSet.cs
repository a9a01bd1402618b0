namespace KgRca.RootCause.Events;

/// <summary>
/// A set of 64-bit hashes in little memory: 11 to 16 bytes each for millions of them. Open addressing with linear
/// probing, in many small tables, so that growth copies little at a time. Not thread-safe.
/// </summary>
internal sealed class IdSet
{
    private const int TableBits = 8;
    private const int SmallestTable = 8;

    private readonly Table[] _tables = new Table[1 << TableBits];

    /// <summary>Adds a hash.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool Add(ulong hash) => TableOf(ref hash).Add(hash);

    /// <summary>Whether a hash is there.</summary>
    public bool Contains(ulong hash) => TableOf(ref hash).Contains(hash);

    /// <summary>Takes a hash away, if it is there.</summary>
    public void Remove(ulong hash) => TableOf(ref hash).Remove(hash);

    // Zero is an empty slot, so that its bit pattern must stand for another hash.
    private ref Table TableOf(ref ulong hash)
    {
        if (hash == 0)
            hash = 1;
        return ref _tables[hash & ((1 << TableBits) - 1)];
    }

    private struct Table
    {
        private ulong[]? _slots;
        private int _count;

        public readonly bool Contains(ulong hash)
        {
            if (_slots is null)
                return false;
            for (var slot = Home(hash, _slots.Length); _slots[slot] != 0; slot = Next(slot, _slots.Length))
                if (_slots[slot] == hash)
                    return true;
            return false;
        }

        public bool Add(ulong hash)
        {
            if (Contains(hash))
                return false;
            _slots ??= new ulong[SmallestTable];
            if ((_count + 1) * 4 > _slots.Length * 3)
                Grow();
            Put(_slots, hash);
            _count++;
            return true;
        }

        // What follows in the run is put in anew, so that no gap cuts a hash off from its home.
        public void Remove(ulong hash)
        {
            if (_slots is not { } slots || !Contains(hash))
                return;
            var gap = Home(hash, slots.Length);
            while (slots[gap] != hash)
                gap = Next(gap, slots.Length);
            slots[gap] = 0;
            _count--;
            for (var slot = Next(gap, slots.Length); slots[slot] != 0; slot = Next(slot, slots.Length))
            {
                var moved = slots[slot];
                slots[slot] = 0;
                Put(slots, moved);
            }
            if (_count == 0)
                _slots = null;
        }

        private void Grow()
        {
            var larger = new ulong[_slots!.Length + _slots.Length / 2];
            foreach (var hash in _slots)
                if (hash != 0)
                    Put(larger, hash);
            _slots = larger;
        }

        private static void Put(ulong[] slots, ulong hash)
        {
            var slot = Home(hash, slots.Length);
            while (slots[slot] != 0)
                slot = Next(slot, slots.Length);
            slots[slot] = hash;
        }

        // The high bits as a fraction of the table's length (Lemire, "A fast alternative to the modulo reduction"); the
        // low ones have chosen the table.
        private static int Home(ulong hash, int length) => (int)Math.BigMul(hash, (ulong)length, out _);

        private static int Next(int slot, int length) => slot + 1 == length ? 0 : slot + 1;
    }
}
