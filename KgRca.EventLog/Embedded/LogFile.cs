using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>
/// A connection to the log's SQLite file, whose layout is in <c>FORMAT.md</c>. Used by one thread at a time.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS topics (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL, cleanup INTEGER NOT NULL, retention_ms INTEGER);
        CREATE TABLE IF NOT EXISTS partitions (
          topic_id INTEGER NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL, PRIMARY KEY (topic_id, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS batches (
          id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, partition INTEGER NOT NULL, base_offset INTEGER NOT NULL, next_offset INTEGER NOT NULL,
          last_sequence INTEGER NOT NULL, max_time INTEGER NOT NULL, records INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS batches_by_offset ON batches (topic_id, partition, next_offset);
        CREATE TABLE IF NOT EXISTS offsets (
          consumer_group TEXT NOT NULL, topic_id INTEGER NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
          PRIMARY KEY (consumer_group, topic_id, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS openings (number INTEGER PRIMARY KEY, id INTEGER NOT NULL, first_sequence INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT OR IGNORE INTO meta VALUES ('version', 1), ('next_sequence', 1), ('last_time', 0), ('probe', 0), ('epoch', 0);
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public LogFile(string path, bool isWriter, long? maxPages)
    {
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        try
        {
            _connection.Open();
            if (isWriter)
            {
                // FULL: an append that has returned survives a power loss. Grouping pays for it.
                Execute(
                    "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                        + "PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216;"
                );
                Execute(Schema);
                if (maxPages is { } pages)
                    Execute($"PRAGMA max_page_count = {pages}");
            }
            Execute("PRAGMA busy_timeout = 10000; PRAGMA cache_size = -8192;");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public SqliteTransaction Begin(bool deferred = false) => _connection.BeginTransaction(deferred);

    /// <summary>Runs a statement with values <c>$1</c>, <c>$2</c>, …; it is prepared once.</summary>
    public int Run(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) =>
        Prepare(sql, transaction, values).ExecuteNonQuery();

    /// <summary>Reads one value.</summary>
    public object? Scalar(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) =>
        Prepare(sql, transaction, values).ExecuteScalar();

    /// <summary>Reads rows.</summary>
    public SqliteDataReader Query(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) =>
        Prepare(sql, transaction, values).ExecuteReader();

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
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
}
