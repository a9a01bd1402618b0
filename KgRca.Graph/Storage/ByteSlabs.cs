namespace KgRca.Graph.Storage;

/// <summary>A piece of <see cref="ByteSlabs"/>.</summary>
internal struct Slice
{
    public int Slab;
    public int Offset;
    public int Length;
}

/// <summary>
/// Byte strings in large arrays, so that a million of them cost no object each. A string is replaced in place where the
/// new one is not longer and no older state is read; else its bytes are dead until the owner copies what lives into new slabs.
/// </summary>
internal sealed class ByteSlabs(Versions versions)
{
    private const int SlabSize = 64 * 1024;

    private byte[][] _slabs = [];
    private int _count;
    private int _used = SlabSize;
    private int _current = -1;

    public long LiveBytes { get; private set; }

    public long DeadBytes { get; private set; }

    public ReadOnlySpan<byte> Read(in Slice slice) =>
        slice.Length == 0 ? default : Volatile.Read(ref _slabs)[slice.Slab].AsSpan(slice.Offset, slice.Length);

    public void Write(ref Slice slice, ReadOnlySpan<byte> bytes)
    {
        LiveBytes += bytes.Length - slice.Length;
        if (bytes.Length > slice.Length || versions.NewestRead > 0)
        {
            DeadBytes += slice.Length;
            slice = Allocate(bytes.Length);
        }
        else
        {
            DeadBytes += slice.Length - bytes.Length;
            slice.Length = bytes.Length;
        }
        if (bytes.Length > 0)
            bytes.CopyTo(_slabs[slice.Slab].AsSpan(slice.Offset));
    }

    public void Free(ref Slice slice)
    {
        LiveBytes -= slice.Length;
        DeadBytes += slice.Length;
        slice = default;
    }

    private Slice Allocate(int length)
    {
        if (length > SlabSize / 4)
        {
            AddSlab(length);
            return new Slice
            {
                Slab = _count - 1,
                Offset = 0,
                Length = length,
            };
        }
        if (_used + length > SlabSize)
        {
            AddSlab(SlabSize);
            _current = _count - 1;
            _used = 0;
        }
        var slice = new Slice
        {
            Slab = _current,
            Offset = _used,
            Length = length,
        };
        _used += length;
        return slice;
    }

    private void AddSlab(int size)
    {
        if (_count == _slabs.Length)
        {
            var larger = new byte[Math.Max(4, _count * 2)][];
            _slabs.CopyTo(larger, 0);
            Volatile.Write(ref _slabs, larger);
        }
        _slabs[_count++] = new byte[size];
    }
}
