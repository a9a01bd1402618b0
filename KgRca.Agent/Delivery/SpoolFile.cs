using KgRca.Agent.Normalization;
using KgRca.Contracts.Identity;
using Microsoft.Data.Sqlite;

namespace KgRca.Agent.Delivery;

/// <summary>A record that waits for its delivery.</summary>
/// <param name="Id">Its number; later ones have higher numbers.</param>
/// <param name="Line">The record as a line of a capture.</param>
internal readonly record struct SpooledRecord(long Id, byte[] Line);

/// <summary>A record that is to be kept.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Key">Its key.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Worth">How much is lost with it.</param>
/// <param name="Line">The record as a line of a capture, without a line end.</param>
/// <param name="Known">What to remember with it.</param>
internal sealed record NewRecord(DataTopic Topic, string Key, DateTimeOffset Time, Worth Worth, byte[] Line, Knowledge? Known);

/// <summary>
/// The spool's SQLite file: records that wait, and what the agent has told of. Both change in one transaction, so that a crash loses nothing and tells nothing twice. Used by one thread at a time.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    // Records are put into slices of this length by their time, so that the latest can be delivered first.
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(15);

    // Kubernetes keeps events for an hour; what was told of one that is gone is needed no more.
    private static readonly TimeSpan EventsKept = TimeSpan.FromHours(2);

    private const string Schema = """
        PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -4096;
        CREATE TABLE IF NOT EXISTS records (
          id INTEGER PRIMARY KEY AUTOINCREMENT, lane INTEGER NOT NULL, slice INTEGER NOT NULL, worth INTEGER NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL,
          topic INTEGER NOT NULL, key TEXT NOT NULL, line BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS records_by_lane ON records (lane, slice, id);
        CREATE INDEX IF NOT EXISTS records_by_worth ON records (worth, id, size);
        CREATE TABLE IF NOT EXISTS known (topic INTEGER NOT NULL, key TEXT NOT NULL, mark TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (topic, key)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT OR IGNORE INTO meta VALUES ('version', 1), ('dropped', 0);
        CREATE TEMP TABLE given_up (id INTEGER PRIMARY KEY);
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public SpoolFile(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText = Schema;
            command.ExecuteNonQuery();
            (Count, Bytes) = (Number("SELECT COUNT(*) FROM records"), Number("SELECT COALESCE(SUM(size), 0) FROM records"));
            Dropped = Number("SELECT value FROM meta WHERE key = 'dropped'");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Records that wait.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of their lines.</summary>
    public long Bytes { get; private set; }

    /// <summary>Records that were given up since the file was made.</summary>
    public long Dropped { get; private set; }

    /// <summary>When the oldest record that waits was made; null where none waits.</summary>
    public DateTimeOffset? Oldest =>
        Count > 0 && Number("SELECT MIN(time) FROM (SELECT time FROM records WHERE lane = 0 ORDER BY slice, id LIMIT 1)") is var state &&
        Number("SELECT MIN(time) FROM (SELECT time FROM records WHERE lane = 1 ORDER BY slice, id LIMIT 1)") is var signal
            ? DateTimeOffset.FromUnixTimeMilliseconds(state > 0 && signal > 0 ? Math.Min(state, signal) : Math.Max(state, signal))
            : null;

    /// <summary>What was told of in former runs.</summary>
    public IEnumerable<Knowledge> Known()
    {
        using var rows = Prepare("SELECT topic, key, mark FROM known ORDER BY topic, key").ExecuteReader();
        while (rows.Read()) yield return new Knowledge((DataTopic)rows.GetInt32(0), rows.GetString(1), rows.GetString(2));
    }

    /// <summary>Keeps records, and what to remember with them.</summary>
    /// <exception cref="SqliteException">The disk is full or broken; nothing has changed then.</exception>
    public void Add(IReadOnlyList<NewRecord> records)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var record in records)
        {
            var (isState, time) = (record.Worth == Worth.State, record.Time.ToUnixTimeMilliseconds());
            Run("INSERT INTO records (lane, slice, worth, size, time, topic, key, line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", transaction,
                isState ? 0 : 1, isState ? 0 : record.Time.UtcTicks / Slice.Ticks, (int)record.Worth, record.Line.Length, time, (int)record.Topic, record.Key, record.Line);
            if (record.Known is not { } known) continue;
            if (known.Mark is null) Run("DELETE FROM known WHERE topic = $1 AND key = $2", transaction, (int)known.Topic, known.Key);
            else Run("INSERT INTO known VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET mark = excluded.mark, time = excluded.time", transaction, (int)known.Topic, known.Key, known.Mark, time);
        }
        transaction.Commit();
        Count += records.Count;
        Bytes += records.Sum(record => (long)record.Line.Length);
    }

    /// <summary>
    /// What is to be delivered next: states in their order, and events, logs and alerts in theirs; where those of half an hour or more have come together, the latest quarter of an hour first.
    /// </summary>
    /// <param name="records">At most so many.</param>
    /// <param name="bytes">At most so many, but one record at least.</param>
    public List<SpooledRecord> Read(int records, int bytes)
    {
        var read = new List<SpooledRecord>();
        var room = Take("SELECT id, line FROM records WHERE lane = 0 ORDER BY slice, id LIMIT $1", read, records / 2, bytes / 2);
        var isBehind = Number("SELECT COALESCE(MAX(slice) - MIN(slice), 0) FROM records WHERE lane = 1") >= 2;
        Take($"SELECT id, line FROM records WHERE lane = 1 ORDER BY slice{(isBehind ? " DESC" : "")}, id LIMIT $1", read, records - read.Count, room + bytes - bytes / 2);
        return read;
    }

    /// <summary>Forgets records that were delivered.</summary>
    public void Remove(IReadOnlyList<SpooledRecord> records)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var record in records)
        {
            // One that was given up meanwhile is gone already.
            if (Run("DELETE FROM records WHERE id = $1", transaction, record.Id) == 0) continue;
            Count--;
            Bytes -= record.Line.Length;
        }
        transaction.Commit();
        if (Count == 0) Run("PRAGMA incremental_vacuum(4096)", null);
    }

    /// <summary>Gives up the records that are worth least until at most so many bytes are left: first states that a later one follows.</summary>
    /// <returns>How many were given up; superseded states are not counted.</returns>
    public long Shrink(long bytes)
    {
        using var transaction = _connection.BeginTransaction();
        Run("DELETE FROM records WHERE lane = 0 AND id NOT IN (SELECT MAX(id) FROM records WHERE lane = 0 GROUP BY topic, key)", transaction);
        var left = Number("SELECT COALESCE(SUM(size), 0) FROM records", transaction);
        var dropped = 0L;
        if (left > bytes)
        {
            Run("DELETE FROM given_up", transaction);
            Run("INSERT INTO given_up SELECT id FROM (SELECT id, SUM(size) OVER (ORDER BY worth, id) - size AS before FROM records) WHERE before < $1", transaction, left - bytes);
            // The agent has not told of a state that is given up: the next look tells of it again.
            Run("DELETE FROM known WHERE (topic, key) IN (SELECT topic, key FROM records WHERE lane = 0 AND id IN (SELECT id FROM given_up))", transaction);
            dropped = Run("DELETE FROM records WHERE id IN (SELECT id FROM given_up)", transaction);
            Run("UPDATE meta SET value = value + $1 WHERE key = 'dropped'", transaction, dropped);
        }
        transaction.Commit();
        (Count, Bytes) = (Number("SELECT COUNT(*) FROM records"), Number("SELECT COALESCE(SUM(size), 0) FROM records"));
        Dropped += dropped;
        return dropped;
    }

    /// <summary>Forgets what was told of events that are long gone.</summary>
    public void ForgetEvents(DateTimeOffset now) =>
        Run("DELETE FROM known WHERE topic = $1 AND time < $2", null, (int)DataTopic.Events, (now - EventsKept).ToUnixTimeMilliseconds());

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    /// <returns>The bytes of the share that were not used.</returns>
    private int Take(string sql, List<SpooledRecord> into, int records, int bytes)
    {
        using var rows = Prepare(sql, null, records).ExecuteReader();
        while (rows.Read())
        {
            var record = new SpooledRecord(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1));
            if (into.Count > 0 && record.Line.Length > bytes) break;
            into.Add(record);
            bytes -= record.Line.Length;
        }
        return Math.Max(bytes, 0);
    }

    private long Number(string sql, SqliteTransaction? transaction = null) => Prepare(sql, transaction).ExecuteScalar() is long number ? number : 0;

    private int Run(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) => Prepare(sql, transaction, values).ExecuteNonQuery();

    private SqliteCommand Prepare(string sql, SqliteTransaction? transaction = null, params ReadOnlySpan<object> values)
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
