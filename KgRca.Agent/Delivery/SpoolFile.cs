using KgRca.Agent.Normalization;
using KgRca.Contracts.Identity;
using Microsoft.Data.Sqlite;

namespace KgRca.Agent.Delivery;

/// <summary>A record that waits for its delivery.</summary>
/// <param name="Id">Its number, which tells its place in the order of delivery.</param>
/// <param name="Line">The record as a line of a capture.</param>
internal readonly record struct SpooledRecord(long Id, byte[] Line);

/// <summary>A record that is to be kept.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Key">Its key.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Worth">How much is lost with it.</param>
/// <param name="Line">The record as a line of a capture, without a line end.</param>
/// <param name="Known">What to remember with it.</param>
internal sealed record NewRecord(
    DataTopic Topic,
    string Key,
    DateTimeOffset Time,
    Worth Worth,
    byte[] Line,
    Knowledge? Known
);

/// <summary>
/// The spool's SQLite file: records that wait, and what the agent has told of. Both change in one transaction, so that
/// a crash loses nothing and tells nothing twice. Used by one thread at a time.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    /// <summary>
    /// SQLite's code of a file that is none of its own; here also of one that a later version has written.
    /// </summary>
    public const int NotADatabase = 26;

    // An id tells the order of delivery, so that one tree keeps it, which costs half of what a table with an index
    // does. Bit 62 tells signals, which are events, logs and alerts, from states; the next 24 bits are the slice of
    // time that a signal is of; the rest is the order in which records came.
    private const long Signals = 1L << 62;
    private const int SequenceBits = 38;
    private const long SequenceMask = (1L << SequenceBits) - 1;

    // So that the latest can be delivered first.
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(15);

    // Kubernetes keeps events for an hour; what was told of one that is gone is needed no more.
    private static readonly TimeSpan EventsKept = TimeSpan.FromHours(2);

    // A file that has held many records is made shorter once this many pages, of 4 KiB, are free, by so many at a time.
    private const long FreePages = 1_024,
        FreedPages = 4_096;

    private const long Version = 2;

    private const string Records = """
        CREATE TABLE IF NOT EXISTS records (
          id INTEGER PRIMARY KEY, worth INTEGER NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL, topic INTEGER NOT NULL, key TEXT NOT NULL, line BLOB NOT NULL);
        """;

    private static readonly string Schema = $"""
        PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -2048;
        {Records}
        CREATE TABLE IF NOT EXISTS known (topic INTEGER NOT NULL, key TEXT NOT NULL, mark TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (topic, key)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT OR IGNORE INTO meta VALUES ('version', {Version}), ('dropped', 0);
        CREATE TEMP TABLE given_up (id INTEGER PRIMARY KEY);
        """;

    // Version 1 had the parts of an id in columns, and an index on them.
    private static readonly string FromVersion1 = $"""
        BEGIN;
        ALTER TABLE records RENAME TO former;
        {Records}
        INSERT INTO records SELECT id | CASE lane WHEN 0 THEN 0 ELSE {Signals} | (time / {(long)
            Slice.TotalMilliseconds} << {SequenceBits}) END, worth, size, time, topic, key, line FROM former;
        DROP TABLE former;
        UPDATE meta SET value = {Version} WHERE key = 'version';
        COMMIT;
        """;

    // Their keys have a star in place of a name.
    private static readonly string Listings = $"topic = {(int)DataTopic.Resources} AND key LIKE '%/*'";

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private long _sequence;

    // What was added last, where nothing else waits: it need not be read again. Mostly records are delivered as soon as
    // they are written.
    private List<SpooledRecord>? _fresh;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged, or a later version has written
    /// it.</exception>
    public SpoolFile(string path)
    {
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        try
        {
            _connection.Open();
            Run(Schema, null);
            var version = Number("SELECT value FROM meta WHERE key = 'version'");
            if (version > Version)
                throw new SqliteException(
                    $"its format version is {version}; this agent supports up to {Version}",
                    NotADatabase
                );
            if (version < Version)
                Run(FromVersion1, null);
            CountAll();
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

    /// <summary>Whether states of objects or edges were given up, which are to be told of again.</summary>
    public bool HasLostStates { get; set; }

    /// <summary>When the oldest record that waits was made; null where none waits.</summary>
    public DateTimeOffset? Oldest =>
        Count > 0
        && Number($"SELECT time FROM records WHERE id < {Signals} ORDER BY id LIMIT 1") is var state
        && Number($"SELECT time FROM records WHERE id >= {Signals} ORDER BY id LIMIT 1") is var signal
            ? DateTimeOffset.FromUnixTimeMilliseconds(
                state > 0 && signal > 0 ? Math.Min(state, signal) : Math.Max(state, signal)
            )
            : null;

    /// <summary>What was told of in former runs.</summary>
    public IEnumerable<Knowledge> Known()
    {
        using var rows = Prepare("SELECT topic, key, mark FROM known ORDER BY topic, key").ExecuteReader();
        while (rows.Read())
            yield return new Knowledge((DataTopic)rows.GetInt32(0), rows.GetString(1), rows.GetString(2));
    }

    /// <summary>Keeps records, and what to remember with them.</summary>
    /// <exception cref="SqliteException">The disk is full or broken; nothing has changed then.</exception>
    public void Add(IReadOnlyList<NewRecord> records)
    {
        using var transaction = _connection.BeginTransaction();
        var added = new List<SpooledRecord>(records.Count);
        foreach (var record in records)
        {
            var time = record.Time.ToUnixTimeMilliseconds();
            var place =
                record.Worth == Worth.State ? 0 : Signals | time / (long)Slice.TotalMilliseconds << SequenceBits;
            added.Add(new SpooledRecord(place | ++_sequence, record.Line));
            Run(
                "INSERT INTO records VALUES ($1, $2, $3, $4, $5, $6, $7)",
                transaction,
                added[^1].Id,
                (int)record.Worth,
                record.Line.Length,
                time,
                (int)record.Topic,
                record.Key,
                record.Line
            );
            if (record.Known is not { } known)
                continue;
            if (known.Mark is null)
                Run("DELETE FROM known WHERE topic = $1 AND key = $2", transaction, (int)known.Topic, known.Key);
            else
                Run(
                    "INSERT INTO known VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET mark = "
                        + "excluded.mark, time = excluded.time",
                    transaction,
                    (int)known.Topic,
                    known.Key,
                    known.Mark,
                    time
                );
        }
        transaction.Commit();
        _fresh = Count == 0 ? added : null;
        Count += records.Count;
        Bytes += records.Sum(record => (long)record.Line.Length);
    }

    /// <summary>
    /// What is to be delivered next: states in their order, and events, logs and alerts in theirs; where those of half
    /// an hour or more have come together, the latest quarter of an hour first.
    /// </summary>
    /// <param name="records">At most so many.</param>
    /// <param name="bytes">At most so many, but one record at least.</param>
    public List<SpooledRecord> Read(int records, int bytes)
    {
        if (_fresh is { Count: > 0 } fresh && fresh.Count <= records && Bytes <= bytes)
        {
            fresh.Sort((one, other) => one.Id.CompareTo(other.Id));
            if (SliceOf(fresh[^1].Id) - SliceOf(fresh.Find(record => record.Id >= Signals).Id) < 2)
                return fresh;
        }
        var read = new List<SpooledRecord>();
        var room = bytes / 2;
        Take(0, Signals, read, records / 2, ref room);
        room += bytes - bytes / 2;
        var (first, last) = (
            Number($"SELECT MIN(id) FROM records WHERE id >= {Signals}"),
            Number($"SELECT MAX(id) FROM records WHERE id >= {Signals}")
        );
        if (SliceOf(last) - SliceOf(first) < 2)
        {
            Take(Signals, long.MaxValue, read, records, ref room);
            return read;
        }
        var (from, to) = (Begin(last), long.MaxValue);
        while (Take(from, to, read, records, ref room) && from > Begin(first))
            (from, to) = (Begin(Number("SELECT MAX(id) FROM records WHERE id < $1", null, from)), from);
        return read;
    }

    /// <summary>Forgets records that were delivered.</summary>
    /// <param name="records">What was read, in its order.</param>
    public void Remove(IReadOnlyList<SpooledRecord> records)
    {
        if (records.Count == 0)
            return;
        _fresh = null;
        // Those that come back after a loss of power are sent twice, which does no harm: this need not wait for the
        // disk.
        Run("PRAGMA synchronous = NORMAL", null);
        try
        {
            var removed = Delete(records);
            // Some may have been given up meanwhile.
            if (removed < records.Count)
                CountAll();
            else
                (Count, Bytes) = (Count - removed, Bytes - records.Sum(record => (long)record.Line.Length));
        }
        finally
        {
            Run("PRAGMA synchronous = FULL", null);
        }
        if (Count == 0 && Number("PRAGMA freelist_count") > FreePages)
            Run($"PRAGMA incremental_vacuum({FreedPages})", null);
    }

    /// <summary>
    /// Gives up the records that are worth least until at most so many bytes are left: first states that a later one
    /// follows.
    /// </summary>
    /// <returns>How many were given up; superseded states are not counted.</returns>
    public long Shrink(long bytes)
    {
        _fresh = null;
        using var transaction = _connection.BeginTransaction();
        Run(
            $"DELETE FROM records WHERE id < {Signals} AND id NOT IN (SELECT MAX(id) FROM records WHERE id < "
                + $"{Signals} GROUP BY topic, key)",
            transaction
        );
        var left = Number("SELECT COALESCE(SUM(size), 0) FROM records", transaction);
        var dropped = 0L;
        if (left > bytes)
        {
            Run("DELETE FROM given_up", transaction);
            Run(
                "INSERT INTO given_up SELECT id FROM (SELECT id, SUM(size) OVER (ORDER BY worth, id) - size "
                    + "AS before FROM records) WHERE before < $1",
                transaction,
                left - bytes
            );
            // A listing whose objects are given up is none.
            Run(
                $"INSERT OR IGNORE INTO given_up SELECT id FROM records WHERE {Listings} AND EXISTS (SELECT 1 "
                    + $"FROM given_up WHERE id < {Signals})",
                transaction
            );
            HasLostStates |= Number($"SELECT EXISTS (SELECT 1 FROM given_up WHERE id < {Signals})", transaction) > 0;
            // The agent has not told of a state that is given up: the next look tells of it again.
            Run(
                "DELETE FROM known WHERE (topic, key) IN (SELECT topic, key FROM records WHERE id < "
                    + $"{Signals} AND id IN (SELECT id FROM given_up))",
                transaction
            );
            dropped = Run("DELETE FROM records WHERE id IN (SELECT id FROM given_up)", transaction);
            Run("UPDATE meta SET value = value + $1 WHERE key = 'dropped'", transaction, dropped);
        }
        transaction.Commit();
        CountAll();
        Dropped += dropped;
        return dropped;
    }

    /// <summary>Forgets what was told of events that are long gone.</summary>
    public void ForgetEvents(DateTimeOffset now) =>
        Run(
            "DELETE FROM known WHERE topic = $1 AND time < $2",
            null,
            (int)DataTopic.Events,
            (now - EventsKept).ToUnixTimeMilliseconds()
        );

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    private void CountAll()
    {
        using var row = Prepare(
                $"SELECT COUNT(*), COALESCE(SUM(size), 0), COALESCE(MAX(id & {SequenceMask}), 0) FROM records"
            )
            .ExecuteReader();
        row.Read();
        // A number is given once: of records that are gone, some may still be on their way.
        (Count, Bytes, _sequence) = (row.GetInt64(0), row.GetInt64(1), Math.Max(_sequence, row.GetInt64(2)));
    }

    private int Delete(IReadOnlyList<SpooledRecord> records)
    {
        using var transaction = _connection.BeginTransaction();
        var deleted = 0;
        // What has come since they were read has a higher number in its slice.
        for (int start = 0, end; start < records.Count; start = end)
        {
            for (end = start + 1; end < records.Count && SliceOf(records[end].Id) == SliceOf(records[start].Id); )
                end++;
            deleted += Run(
                "DELETE FROM records WHERE id BETWEEN $1 AND $2",
                transaction,
                records[start].Id,
                records[end - 1].Id
            );
        }
        transaction.Commit();
        return deleted;
    }

    /// <summary>Reads records with ids in a range, until so many are read or no more bytes may be.</summary>
    /// <returns>Whether there are no others in the range.</returns>
    private bool Take(long from, long to, List<SpooledRecord> into, int records, ref int bytes)
    {
        using var rows = Prepare("SELECT id, line FROM records WHERE id >= $1 AND id < $2 ORDER BY id", null, from, to)
            .ExecuteReader();
        while (rows.Read())
        {
            if (into.Count >= records)
                return false;
            var record = new SpooledRecord(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1));
            if (into.Count > 0 && record.Line.Length > bytes)
                return false;
            into.Add(record);
            bytes = Math.Max(bytes - record.Line.Length, 0);
        }
        return true;
    }

    private static long SliceOf(long id) => id >> SequenceBits;

    private static long Begin(long id) => id & ~SequenceMask;

    private long Number(string sql, SqliteTransaction? transaction = null, params ReadOnlySpan<object> values) =>
        Prepare(sql, transaction, values).ExecuteScalar() is long number ? number : 0;

    private int Run(string sql, SqliteTransaction? transaction, params ReadOnlySpan<object> values) =>
        Prepare(sql, transaction, values).ExecuteNonQuery();

    private SqliteCommand Prepare(string sql, SqliteTransaction? transaction = null, params ReadOnlySpan<object> values)
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
