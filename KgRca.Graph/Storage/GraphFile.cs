using Microsoft.Data.Sqlite;

namespace KgRca.Graph.Storage;

/// <summary>A graph's SQLite file. Its layout is in <c>FORMAT.md</c>. Used by one thread at a time.</summary>
internal sealed class GraphFile : IDisposable
{
    private const int FormatVersion = 2;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS nodes (
          id INTEGER PRIMARY KEY, label INTEGER NOT NULL, key TEXT NOT NULL, properties BLOB NOT NULL, revision INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS relationships (
          id INTEGER PRIMARY KEY, type INTEGER NOT NULL, from_id INTEGER NOT NULL, to_id INTEGER NOT NULL, properties BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS checkpoints (topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, PRIMARY KEY (topic, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS counts (kind INTEGER NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS usage (hour INTEGER NOT NULL, meter TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (hour, meter)) WITHOUT ROWID;
        INSERT OR IGNORE INTO meta VALUES ('version', 2), ('revision', 0), ('owner_epoch', 0);
        """;

    // Format 1 had neither revisions nor indexes: nothing but its writer's care kept keys from being there twice.
    private const string AddRevisions = "ALTER TABLE nodes ADD COLUMN revision INTEGER NOT NULL DEFAULT 0";

    private const string Keys = """
        CREATE UNIQUE INDEX IF NOT EXISTS nodes_by_key ON nodes (label, key);
        CREATE UNIQUE INDEX IF NOT EXISTS relationships_by_ends ON relationships (from_id, to_id, type);
        UPDATE meta SET value = 2 WHERE key = 'version';
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>Opens the file, and makes it if it is absent.</summary>
    /// <exception cref="SqliteException">It cannot be opened or is none of ours.</exception>
    public GraphFile(string path, long? maxPages)
    {
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        try
        {
            _connection.Open();
            // After a power loss the graph may be an older, whole one. Its checkpoints are then older too, and the
            // log's records after them are read again.
            Execute(
                // The first statement writes a new file's header, and auto_vacuum cannot be changed after it.
                "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA "
                    + "cache_size = -4096; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 16777216;"
            );
            if (!HasSchema())
                Upgrade(path);
            if (maxPages is { } pages)
                Execute($"PRAGMA max_page_count = {pages}");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Begins to write, or with <paramref name="deferred"/> to read at one moment.</summary>
    public SqliteTransaction Begin(bool deferred = false) => _connection.BeginTransaction(deferred);

    /// <summary>Runs a statement with positional values <c>$1</c>, <c>$2</c>, …; it is prepared once.</summary>
    public void Run(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values)
    {
        var command = Prepare(sql, transaction, values);
        command.ExecuteNonQuery();
    }

    /// <summary>Reads rows.</summary>
    public SqliteDataReader Query(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) =>
        Prepare(sql, transaction, values).ExecuteReader();

    public object? Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Gives pages that are free back to the file system, some at a time.</summary>
    /// <returns>Whether more are free. None can be given back of a file that an older version made.</returns>
    public bool Vacuum()
    {
        var before = FreePages();
        Execute("PRAGMA incremental_vacuum(1000)");
        return FreePages() is > 0 and var left && left < before;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, SqliteTransaction? transaction, ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            _commands.Add(sql, command);
        }
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return command;
    }

    private bool HasSchema() =>
        Scalar("SELECT 1 FROM sqlite_master WHERE name = 'meta'") is not null
        && Scalar("SELECT value FROM meta WHERE key = 'version'") is (long)FormatVersion;

    private void Upgrade(string path)
    {
        // Where it fails, the connection is closed, and with it goes what was begun.
        Execute("BEGIN IMMEDIATE");
        Execute(Schema);
        var version = (long)(Scalar("SELECT value FROM meta WHERE key = 'version'") ?? 0L);
        if (version > FormatVersion)
            throw new GraphUnavailableException(
                $"{path} has format {version}; this version reads formats up to {FormatVersion}."
            );
        if (Scalar("SELECT 1 FROM pragma_table_info('nodes') WHERE name = 'revision'") is null)
            Execute(AddRevisions);
        Execute(Keys);
        Execute("COMMIT");
    }

    private long FreePages() => (long)(Scalar("PRAGMA freelist_count") ?? 0L);

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
