using KgRca.Contracts.Graphs;
using Microsoft.Data.Sqlite;

namespace KgRca.Graph.Storage;

/// <summary>One graph's life: loaded on use, out of memory when idle, gone when dropped.</summary>
internal sealed class GraphEntry(
    string database,
    string path,
    IReadOnlyList<NodeType> types,
    TimeProvider clock,
    GraphHealth health,
    long? maxPages
) : IDisposable
{
    // SQLite's codes for a file that is not as it was written.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    // And for a key that is there twice.
    private const int Constraint = 19;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SemaphoreSlim _writer = new(1, 1);
    private LoadedGraph? _loaded;
    private int _users;
    private long _lastUse = clock.GetTimestamp();
    private bool _isDropped;

    /// <summary>Whether the graph is in memory.</summary>
    public bool IsLoaded => _loaded is not null;

    /// <summary>Reads from the graph in memory.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<GraphMemory, T> read, CancellationToken cancellationToken)
    {
        var graph = await AcquireAsync(cancellationToken);
        try
        {
            return graph.Read(read);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>The graph as it is now, kept for a reader who disposes of it.</summary>
    public async ValueTask<EmbeddedSnapshot> TakeSnapshotAsync(
        IReadOnlyCollection<string> hiddenLabels,
        CancellationToken cancellationToken
    )
    {
        var graph = await AcquireAsync(cancellationToken);
        try
        {
            return graph.Read(memory => new EmbeddedSnapshot(memory.Take(), types, hiddenLabels, Release));
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Applies a batch.</summary>
    public async ValueTask<long> CommitAsync(GraphBatch batch, CancellationToken cancellationToken)
    {
        var graph = await AcquireAsync(cancellationToken);
        try
        {
            await _writer.WaitAsync(cancellationToken);
            try
            {
                var revision = 0L;
                Guard("written", () => revision = graph.Commit(database, batch));
                health.Wrote(database);
                return revision;
            }
            finally
            {
                _writer.Release();
            }
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Gives the disk back what trimming has freed.</summary>
    /// <returns>Whether there is more to give back.</returns>
    public async ValueTask<bool> VacuumAsync(CancellationToken cancellationToken)
    {
        var more = false;
        var graph = await AcquireAsync(cancellationToken);
        try
        {
            await _writer.WaitAsync(cancellationToken);
            try
            {
                Guard("written", () => more = graph.Vacuum());
                return more;
            }
            finally
            {
                _writer.Release();
            }
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Reads from the file alone, so that an idle graph stays out of memory.</summary>
    public async ValueTask<T> ReadFileAsync<T>(
        Func<GraphFile, T> read,
        T whereAbsent,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedCheck();
            if (!File.Exists(path))
                return whereAbsent;
            var result = whereAbsent;
            Guard(
                "read",
                () =>
                {
                    using var file = new GraphFile(path, null);
                    result = read(file);
                }
            );
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Bytes on disk, the write-ahead log included.</summary>
    public long StoredBytes() =>
        new[] { path, path + "-wal" }
            .Select(name => new FileInfo(name))
            .Where(file => file.Exists)
            .Sum(file => file.Length);

    /// <summary>Leaves memory when nobody has used it for a time.</summary>
    public async ValueTask EvictAsync(TimeSpan idle)
    {
        if (_loaded is null || clock.GetElapsedTime(Volatile.Read(ref _lastUse)) < idle)
            return;
        await _gate.WaitAsync();
        try
        {
            if (Volatile.Read(ref _users) > 0 || clock.GetElapsedTime(Volatile.Read(ref _lastUse)) < idle)
                return;
            _loaded?.Dispose();
            _loaded = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Ends the graph; with <paramref name="delete"/> its files go as well. Waits for those who use it.
    /// </summary>
    public async ValueTask CloseAsync(bool delete, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _isDropped = true;
            while (Volatile.Read(ref _users) > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
            _loaded?.Dispose();
            _loaded = null;
            if (!delete)
                return;
            foreach (var suffix in (string[])["", "-wal", "-shm"])
                File.Delete(path + suffix);
            health.Removed(database);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.Dispose();
        _writer.Dispose();
    }

    private async ValueTask<LoadedGraph> AcquireAsync(CancellationToken cancellationToken)
    {
        // The count goes up before the graph is looked at, and eviction looks at the count after it has shut the gate.
        Interlocked.Increment(ref _users);
        if (!_isDropped && _loaded is { } loaded && _gate.CurrentCount > 0)
        {
            Volatile.Write(ref _lastUse, clock.GetTimestamp());
            if (ReferenceEquals(loaded, _loaded))
                return loaded;
        }
        Interlocked.Decrement(ref _users);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedCheck();
            if (_loaded is null)
                Guard("read", () => _loaded = Load());
            Volatile.Write(ref _lastUse, clock.GetTimestamp());
            Interlocked.Increment(ref _users);
            return _loaded ?? throw new InvalidOperationException("A graph was loaded and is not there.");
        }
        finally
        {
            _gate.Release();
        }
    }

    private LoadedGraph Load()
    {
        try
        {
            return LoadedGraph.Load(path, types, maxPages);
        }
        catch (Exception exception)
            when (exception
                    is ArgumentException
                        or InvalidCastException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or OverflowException
            )
        {
            // The file is a database, and what is in it makes no graph.
            var failure = $"The graph {database} cannot be read: its content is damaged ({exception.Message})";
            health.FoundDamaged(database, failure);
            throw new GraphUnavailableException(failure, exception) { IsDamaged = true };
        }
    }

    private void Release() => Interlocked.Decrement(ref _users);

    private void ObjectDisposedCheck()
    {
        if (_isDropped)
            throw new GraphUnavailableException($"The graph {database} was removed or its store is closed.");
    }

    private void Guard(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            var reason = exception is SqliteException { SqliteErrorCode: 13 } ? "the disk is full" : exception.Message;
            var failure = new GraphUnavailableException($"The graph {database} cannot be {what}: {reason}", exception)
            {
                IsDamaged = exception is SqliteException { SqliteErrorCode: Corrupt or NotADatabase or Constraint },
            };
            if (failure.IsDamaged)
                health.FoundDamaged(database, failure.Message);
            else if (what == "written")
                health.Failed(database, failure.Message);
            throw failure;
        }
    }
}
