using Microsoft.Data.Sqlite;

namespace KgRca.EventLog.Embedded;

/// <summary>A connection to the log's SQLite file, whose layout is in <c>FORMAT.md</c>. Used by one thread at a time.</summary>
internal sealed class LogFile : IDisposable
{
    private const long FormatVersion = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS topics (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL, cleanup INTEGER NOT NULL, retention_ms INTEGER);
        CREATE TABLE IF NOT EXISTS deleted_topics (id INTEGER PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS partitions (
          topic_id INTEGER NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL, PRIMARY KEY (topic_id, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS batches (
          id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, partition INTEGER NOT NULL, base_offset INTEGER NOT NULL, next_offset INTEGER NOT NULL,
          max_time INTEGER NOT NULL, records INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE UNIQUE INDEX IF NOT EXISTS batches_by_offset ON batches (topic_id, partition, next_offset);
        CREATE TABLE IF NOT EXISTS offsets (
          consumer_group TEXT NOT NULL, topic_id INTEGER NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
          PRIMARY KEY (consumer_group, topic_id, partition)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private LogFile(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>Opens the file to read it, beside its writer.</summary>
    /// <exception cref="EventLogUnavailableException">It cannot be opened.</exception>
    public static LogFile OpenToRead(string path) => Open(path, file => file.Execute("PRAGMA cache_size = -8192; PRAGMA query_only = ON;"));

    /// <summary>Opens the file to write it, and makes it if it is absent.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="maxPages">How many pages the file may have, so that a full disk can be tried out; null for any number.</param>
    /// <exception cref="EventLogUnavailableException">It cannot be opened, or is of another format.</exception>
    public static LogFile OpenToWrite(string path, long? maxPages) => Open(path, file =>
    {
        // FULL: an append that has returned survives a power loss. Grouping pays for it.
        file.Execute("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192;");
        file.Execute("PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;");
        file.Execute(Schema);
        file.Execute($"INSERT OR IGNORE INTO meta VALUES ('version', {FormatVersion}), ('next_sequence', 1); DELETE FROM probe;");
        if (maxPages is { } pages) file.Execute($"PRAGMA max_page_count = {pages}");
        var version = file.Number("SELECT value FROM meta WHERE key = 'version'");
        if (version != FormatVersion)
            throw new InvalidDataException($"it has format {version}, and this version reads format {FormatVersion}");
    });

    public SqliteTransaction Begin(bool deferred = false) => _connection.BeginTransaction(deferred);

    /// <summary>Runs a statement with values <c>$1</c>, <c>$2</c>, …; it is prepared once.</summary>
    public int Run(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) => Prepare(sql, transaction, values).ExecuteNonQuery();

    /// <summary>Reads one value.</summary>
    public object? Scalar(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) => Prepare(sql, transaction, values).ExecuteScalar();

    /// <summary>Reads one number outside a transaction; 0 where there is none.</summary>
    public long Number(string sql, params ReadOnlySpan<object> values) => (long)(Scalar(sql, null, values) ?? 0L);

    /// <summary>Reads rows.</summary>
    public SqliteDataReader Query(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) =>
        Prepare(sql, transaction, values).ExecuteReader();

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private static LogFile Open(string path, Action<LogFile> prepare)
    {
        LogFile? file = null;
        try
        {
            file = new LogFile(path);
            prepare(file);
            return file;
        }
        catch (Exception exception) when (exception is SqliteException or InvalidDataException)
        {
            file?.Dispose();
            throw new EventLogUnavailableException($"The event log {path} cannot be opened: {exception.Message}", exception);
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, SqliteTransaction? transaction, ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            _commands.Add(sql, command);
        }
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }
}
