namespace KgRca.Graph.Storage;

/// <summary>A node in an ordered index.</summary>
internal readonly record struct IndexEntry(long Time, int Node);

/// <summary>
/// Nodes in the order of their times, then of their keys (ordinal by UTF-8 bytes): sorted chunks, cheap at the end,
/// where most nodes come.
/// </summary>
internal sealed class OrderedIndex(Versions versions, Comparison<IndexEntry> compare)
{
    private const int MaxChunk = 512;

    private Versioned<Entries> _entries = new(new Entries(), versions.Current, null);

    public int Count => _entries.Value.Count;

    private List<Versioned<List<IndexEntry>>> Chunks => _entries.Value.Chunks;

    /// <summary>The nodes as a state had them that a reader keeps, in order.</summary>
    public IEnumerable<int> NodesAt(long version)
    {
        if (Volatile.Read(ref _entries).At(version) is not { } entries)
            yield break;
        foreach (var chunk in entries.Chunks)
        foreach (var entry in chunk.Value)
            yield return entry.Node;
    }

    /// <summary>How many nodes there were in a state that a reader keeps.</summary>
    public int CountAt(long version) => Volatile.Read(ref _entries).At(version)?.Count ?? 0;

    public void Add(IndexEntry entry)
    {
        var chunks = Write(+1);
        if (chunks.Count == 0)
            chunks.Add(New([]));
        var last = chunks[^1].Value;
        if (last.Count == 0 || compare(last[^1], entry) < 0)
        {
            if (last.Count == MaxChunk)
                chunks.Add(New(new List<IndexEntry>(MaxChunk)));
            Write(chunks, chunks.Count - 1).Add(entry);
            return;
        }
        var at = Math.Min(ChunkOf(entry), chunks.Count - 1);
        var chunk = Write(chunks, at);
        chunk.Insert(LowerBound(chunk, entry), entry);
        if (chunk.Count <= MaxChunk)
            return;
        chunks.Insert(at + 1, New([.. chunk[(MaxChunk / 2)..]]));
        chunk.RemoveRange(MaxChunk / 2, chunk.Count - MaxChunk / 2);
    }

    public void Remove(IndexEntry entry)
    {
        var at = ChunkOf(entry);
        if (at == Chunks.Count)
            return;
        var index = LowerBound(Chunks[at].Value, entry);
        if (index == Chunks[at].Value.Count || Chunks[at].Value[index] != entry)
            return;
        var chunks = Write(-1);
        var chunk = Write(chunks, at);
        chunk.RemoveAt(index);
        if (chunk.Count == 0)
            chunks.RemoveAt(at);
    }

    /// <summary>
    /// The entries after those for which <paramref name="isBefore"/> holds, which must be the first ones.
    /// </summary>
    public IEnumerable<IndexEntry> Ascending(Func<IndexEntry, bool> isBefore)
    {
        var (chunk, index) = Split(isBefore);
        for (; chunk < Chunks.Count; chunk++, index = 0)
        for (; index < Chunks[chunk].Value.Count; index++)
            yield return Chunks[chunk].Value[index];
    }

    /// <summary>
    /// The entries for which <paramref name="isBefore"/> holds, which must be the first ones, last to first.
    /// </summary>
    public IEnumerable<IndexEntry> Descending(Func<IndexEntry, bool> isBefore)
    {
        var (chunk, index) = Split(isBefore);
        while (true)
        {
            for (index--; index >= 0; index--)
                yield return Chunks[chunk].Value[index];
            if (--chunk < 0)
                yield break;
            index = Chunks[chunk].Value.Count;
        }
    }

    private (int Chunk, int Index) Split(Func<IndexEntry, bool> isBefore)
    {
        var (low, high) = (0, Chunks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBefore(Chunks[middle].Value[^1]))
                low = middle + 1;
            else
                high = middle;
        }
        if (low == Chunks.Count)
            return (low, 0);
        var chunk = Chunks[low].Value;
        var (first, last) = (0, chunk.Count);
        while (first < last)
        {
            var middle = (first + last) / 2;
            if (isBefore(chunk[middle]))
                first = middle + 1;
            else
                last = middle;
        }
        return (low, first);
    }

    private int ChunkOf(IndexEntry entry)
    {
        var (low, high) = (0, Chunks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (compare(Chunks[middle].Value[^1], entry) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private int LowerBound(List<IndexEntry> chunk, IndexEntry entry)
    {
        var (low, high) = (0, chunk.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (compare(chunk[middle], entry) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private Versioned<List<IndexEntry>> New(List<IndexEntry> entries) => new(entries, versions.Current, null);

    private List<Versioned<List<IndexEntry>>> Write(int change)
    {
        Volatile.Write(ref _entries, _entries.Writable(versions, entries => new Entries(entries)));
        _entries.Value.Count += change;
        return _entries.Value.Chunks;
    }

    private List<IndexEntry> Write(List<Versioned<List<IndexEntry>>> chunks, int at)
    {
        var chunk = chunks[at].Writable(versions, entries => new List<IndexEntry>(entries));
        chunks[at] = chunk;
        return chunk.Value;
    }

    private sealed class Entries
    {
        public Entries() => Chunks = [];

        public Entries(Entries other) => (Chunks, Count) = ([.. other.Chunks], other.Count);

        public List<Versioned<List<IndexEntry>>> Chunks { get; }

        public int Count { get; set; }
    }
}
