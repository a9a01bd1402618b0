namespace KgRca.Graph.Storage;

/// <summary>
/// A growing list of structs that never copies all that it has: growth adds a chunk, and a chunk that is read in an
/// older state is copied before it changes.
/// </summary>
internal sealed class ChunkedList<T>(Versions versions)
    where T : struct
{
    private const int ChunkBits = 9;
    private const int ChunkSize = 1 << ChunkBits;

    private Versioned<T[]>[] _chunks = [];
    private int _chunkCount;

    public int Count { get; private set; }

    /// <summary>An element as it is now.</summary>
    public ref readonly T this[int index] => ref _chunks[index >> ChunkBits].Value[index & (ChunkSize - 1)];

    /// <summary>An element as a state had it that a reader keeps.</summary>
    public T At(int index, long version) =>
        Volatile.Read(ref _chunks)[index >> ChunkBits].At(version) is { } chunk
            ? chunk[index & (ChunkSize - 1)]
            : default;

    /// <summary>An element to be changed.</summary>
    public ref T Write(int index)
    {
        ref var chunk = ref _chunks[index >> ChunkBits];
        chunk = chunk.Writable(versions, items => [.. items]);
        return ref chunk.Value[index & (ChunkSize - 1)];
    }

    /// <summary>Makes room for an index.</summary>
    public void EnsureCount(int count)
    {
        while (_chunkCount << ChunkBits < count)
        {
            if (_chunkCount == _chunks.Length)
            {
                var larger = new Versioned<T[]>[Math.Max(4, _chunks.Length * 2)];
                _chunks.CopyTo(larger, 0);
                Volatile.Write(ref _chunks, larger);
            }
            _chunks[_chunkCount++] = new Versioned<T[]>(new T[ChunkSize], versions.Current, null);
        }
        Count = Math.Max(Count, count);
    }
}
