namespace KgRca.Graph.Storage;

/// <summary>
/// Which states of a graph somebody still reads. What is stored carries the number of the state that wrote it; while a
/// state at least as new is read, it is not changed but replaced, and the replacement points to it. Snapshots are taken
/// where no batch is being applied; they are given back at any time, on any thread.
/// </summary>
internal sealed class Versions
{
    private readonly Lock _lock = new();
    private readonly List<long> _read = [];
    private long _current = 1;
    private long _newestRead;
    private long _oldestRead = long.MaxValue;

    /// <summary>The state that is being written.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>The newest state that is read; 0 where none is.</summary>
    public long NewestRead => Volatile.Read(ref _newestRead);

    /// <summary>The oldest state that is read; <see cref="long.MaxValue"/> where none is.</summary>
    public long OldestRead => Volatile.Read(ref _oldestRead);

    /// <summary>Keeps the state as it is now for a reader, who gives it back by <see cref="Release"/>.</summary>
    public long Take()
    {
        lock (_lock)
        {
            var version = _current;
            Volatile.Write(ref _current, version + 1);
            _read.Add(version);
            Note();
            return version;
        }
    }

    /// <summary>Gives back a state that <see cref="Take"/> kept.</summary>
    public void Release(long version)
    {
        lock (_lock)
        {
            _read.Remove(version);
            Note();
        }
    }

    private void Note()
    {
        Volatile.Write(ref _newestRead, _read.Count == 0 ? 0 : _read.Max());
        Volatile.Write(ref _oldestRead, _read.Count == 0 ? long.MaxValue : _read.Min());
    }
}

/// <summary>A value with the state that wrote it, and the value before it as long as somebody reads that.</summary>
internal sealed class Versioned<T>(T value, long version, Versioned<T>? older)
    where T : class
{
    private Versioned<T>? _older = older;

    public T Value => value;

    public long Version => version;

    /// <summary>The value as a state had it; null where there was none yet.</summary>
    public T? At(long state)
    {
        var at = this;
        while (at is not null && at.Version > state)
            at = at._older;
        return at?.Value;
    }

    /// <summary>
    /// This, if nobody reads it and its value may be changed; else another with a copy, to be put in its place.
    /// </summary>
    public Versioned<T> Writable(Versions versions, Func<T, T> copy)
    {
        if (Version > versions.NewestRead)
        {
            if (_older is not null)
                Forget(versions.OldestRead);
            return this;
        }
        Forget(versions.OldestRead);
        return new Versioned<T>(copy(value), versions.Current, this);
    }

    // Nobody looks behind the value that the oldest reader sees.
    private void Forget(long oldestRead)
    {
        var at = this;
        while (at is not null && at.Version > oldestRead)
            at = at._older;
        if (at is not null)
            at._older = null;
    }
}
