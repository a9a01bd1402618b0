namespace KgRca.Graph.Storage;

/// <summary>A growing list of structs that never copies what it has: growth adds a chunk.</summary>
internal sealed class ChunkedList<T>
    where T : struct
{
    private const int ChunkBits = 9;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<T[]> _chunks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    /// <summary>Makes room for an index.</summary>
    public void EnsureCount(int count)
    {
        while (_chunks.Count << ChunkBits < count)
            _chunks.Add(new T[ChunkSize]);
        Count = Math.Max(Count, count);
    }
}
