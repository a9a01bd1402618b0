using System.Text;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Storage;

/// <summary>A graph that is in memory, with its file. One thread applies batches; any number read beside it.</summary>
internal sealed class LoadedGraph : IDisposable
{
    private readonly GraphFile _file;
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Queue<int> _freeNodes = new();
    private readonly Queue<int> _freeRelationships = new();
    private int _nextNode;
    private int _nextRelationship;
    private int _storedNames;

    private LoadedGraph(GraphFile file, GraphMemory memory, int storedNames) =>
        (_file, Memory, _storedNames) = (file, memory, storedNames);

    public GraphMemory Memory { get; }

    /// <summary>Reads a graph's file into memory.</summary>
    public static LoadedGraph Load(string path, IReadOnlyList<NodeType> types, long? maxPages)
    {
        var file = new GraphFile(path, maxPages);
        try
        {
            var names = new NameTable();
            using (var rows = file.Query("SELECT name FROM names ORDER BY id", null))
                while (rows.Read())
                    names.GetOrAdd(rows.GetString(0));
            var graph = new LoadedGraph(file, new GraphMemory(names, types), 0);
            graph._storedNames = (int)(long)(file.Scalar("SELECT count(*) FROM names") ?? 0L);
            graph.Memory.Changes.Revision = FileCheckpoints.Position(file, null).Revision;
            graph.LoadNodes();
            graph.LoadRelationships();
            return graph;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads under a lock that keeps batches out.</summary>
    public T Read<T>(Func<GraphMemory, T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read(Memory);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>
    /// Applies a batch: to the file first, then to memory. Where the file fails or the graph is not where the batch
    /// expects it, nothing has changed.
    /// </summary>
    /// <returns>The graph's new revision.</returns>
    public long Commit(string database, GraphBatch batch)
    {
        var plan = new BatchPlan(Memory);
        var namesBefore = Memory.Names.Count;
        long revision;
        using (var transaction = _file.Begin())
        {
            revision = FileCheckpoints.Advance(_file, transaction, database, batch);
            try
            {
                foreach (var change in batch.Changes)
                    plan.Add(change);
                plan.Encode();
                foreach (var key in plan.Relationships.Keys)
                    Memory.Names.GetOrAdd(key.Type);
                new PlanWriter(this, plan).Store(_file, transaction, revision, _storedNames);
                transaction.Commit();
            }
            catch
            {
                Memory.Names.Truncate(Math.Max(namesBefore, _storedNames));
                throw;
            }
        }
        _storedNames = Memory.Names.Count;
        _lock.EnterWriteLock();
        try
        {
            PlanWriter.Remember(Memory, plan, revision, _freeNodes, _freeRelationships);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
        return revision;
    }

    public int NewNodeId() => _freeNodes.TryDequeue(out var id) ? id : _nextNode++;

    public int NewRelationshipId() => _freeRelationships.TryDequeue(out var id) ? id : _nextRelationship++;

    public bool Vacuum() => _file.Vacuum();

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private void LoadNodes()
    {
        var changed = new List<(long Revision, int Node)>();
        using var rows = _file.Query("SELECT id, label, key, properties, revision FROM nodes ORDER BY id", null);
        while (rows.Read())
        {
            var id = rows.GetInt32(0);
            for (; _nextNode < id; _nextNode++)
                _freeNodes.Enqueue(_nextNode);
            _nextNode = id + 1;
            Memory.PutNode(
                id,
                rows.GetInt32(1),
                Encoding.UTF8.GetBytes(rows.GetString(2)),
                rows.GetFieldValue<byte[]>(3)
            );
            changed.Add((rows.GetInt64(4), id));
        }
        changed.Sort();
        foreach (var (revision, node) in changed)
            Memory.Changes.Touch(node, revision);
    }

    private void LoadRelationships()
    {
        using var rows = _file.Query(
            "SELECT id, type, from_id, to_id, properties FROM relationships ORDER BY id",
            null
        );
        while (rows.Read())
        {
            var id = rows.GetInt32(0);
            for (; _nextRelationship < id; _nextRelationship++)
                _freeRelationships.Enqueue(_nextRelationship);
            _nextRelationship = id + 1;
            Memory.PutRelationship(
                id,
                rows.GetInt32(1),
                rows.GetInt32(2),
                rows.GetInt32(3),
                rows.GetFieldValue<byte[]>(4)
            );
        }
    }
}
