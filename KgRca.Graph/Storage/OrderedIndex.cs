namespace KgRca.Graph.Storage;

/// <summary>A node in an ordered index.</summary>
internal readonly record struct IndexEntry(long Time, int Node);

/// <summary>
/// Nodes in the order of their times, then of their keys (ordinal by UTF-8 bytes): sorted chunks, cheap at the end,
/// where most nodes come.
/// </summary>
internal sealed class OrderedIndex(Comparison<IndexEntry> compare)
{
    private const int MaxChunk = 512;

    private readonly List<List<IndexEntry>> _chunks = [];

    public int Count { get; private set; }

    public void Add(IndexEntry entry)
    {
        Count++;
        if (_chunks.Count == 0)
            _chunks.Add([]);
        var last = _chunks[^1];
        if (last.Count == 0 || compare(last[^1], entry) < 0)
        {
            if (last.Count == MaxChunk)
                _chunks.Add(last = new List<IndexEntry>(MaxChunk));
            last.Add(entry);
            return;
        }
        var at = Math.Min(ChunkOf(entry), _chunks.Count - 1);
        var chunk = _chunks[at];
        chunk.Insert(LowerBound(chunk, entry), entry);
        if (chunk.Count <= MaxChunk)
            return;
        _chunks.Insert(at + 1, [.. chunk[(MaxChunk / 2)..]]);
        chunk.RemoveRange(MaxChunk / 2, chunk.Count - MaxChunk / 2);
    }

    public void Remove(IndexEntry entry)
    {
        var at = ChunkOf(entry);
        if (at == _chunks.Count)
            return;
        var index = LowerBound(_chunks[at], entry);
        if (index == _chunks[at].Count || _chunks[at][index] != entry)
            return;
        _chunks[at].RemoveAt(index);
        Count--;
        if (_chunks[at].Count == 0)
            _chunks.RemoveAt(at);
    }

    /// <summary>
    /// The entries after those for which <paramref name="isBefore"/> holds, which must be the first ones.
    /// </summary>
    public IEnumerable<IndexEntry> Ascending(Func<IndexEntry, bool> isBefore)
    {
        var (chunk, index) = Split(isBefore);
        for (; chunk < _chunks.Count; chunk++, index = 0)
        for (; index < _chunks[chunk].Count; index++)
            yield return _chunks[chunk][index];
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
                yield return _chunks[chunk][index];
            if (--chunk < 0)
                yield break;
            index = _chunks[chunk].Count;
        }
    }

    private (int Chunk, int Index) Split(Func<IndexEntry, bool> isBefore)
    {
        var (low, high) = (0, _chunks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBefore(_chunks[middle][^1]))
                low = middle + 1;
            else
                high = middle;
        }
        if (low == _chunks.Count)
            return (low, 0);
        var chunk = _chunks[low];
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
        var (low, high) = (0, _chunks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (compare(_chunks[middle][^1], entry) < 0)
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
}
