using System.Text;
using System.Text.Json;
using KgRca.Agent.Delivery;
using KgRca.Agent.Normalization;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Delivery;

public sealed class SpoolTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-spool-").FullName;
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly List<string> _troubles = [];

    [Fact]
    public async Task TakeAsync_Records_AreReadInTheirOrderAndGoneOnceRemoved()
    {
        await using var spool = Open();
        await PassTimeAsync(spool.Spool.TakeAsync([Event("a", 0), Event("b", 1), State("pod-1", 2)], Token));
        var read = await ReadAsync(spool.Spool);
        Assert.Equal(["pod-1", "a", "b"], read.Select(KeyOf));
        spool.Spool.Remove(read);
        Assert.Equal((0, 0, null), (spool.Spool.State.Count, spool.Spool.State.Bytes, spool.Spool.State.Oldest));
    }

    [Fact]
    public async Task Open_AfterTheProcessWasEnded_HasWhatWaitedAndWhatWasKnown()
    {
        await using (var spool = Open())
        {
            spool.Spool.Add(State("pod-1", 0), new Knowledge(DataTopic.Resources, "pod-1", "1 u"));
            spool.Spool.Add(State("pod-2", 1), new Knowledge(DataTopic.Resources, "pod-2", "2 u"));
            spool.Spool.Add(State("pod-1", 2), new Knowledge(DataTopic.Resources, "pod-1", null));
            await PassTimeAsync(spool.Spool.WrittenAsync(Token));
        }
        using var file = new SpoolFile(Path.Combine(_folder, "spool.db"));
        Assert.Equal([new Knowledge(DataTopic.Resources, "pod-2", "2 u")], file.Known());
        Assert.Equal(["pod-1", "pod-2", "pod-1"], file.Read(10, 1 << 20).Select(KeyOf));
    }

    [Fact]
    public async Task Read_AfterHoursOffline_HasTheLatestQuarterOfAnHourFirst()
    {
        await using var spool = Open();
        await PassTimeAsync(
            spool.Spool.TakeAsync(
                [Event("old-1", 0), Event("old-2", 1), Event("middle", 40), Event("new-1", 90), Event("new-2", 91)],
                Token
            )
        );
        Assert.Equal(["new-1", "new-2", "middle", "old-1", "old-2"], (await ReadAsync(spool.Spool)).Select(KeyOf));
    }

    [Fact]
    public async Task Add_MoreThanTheLimit_GivesUpWhatIsWorthLeast()
    {
        await using var spool = Open(limit: 3_000);
        await PassTimeAsync(
            spool.Spool.TakeAsync(
                [
                    State("pod-1", 0),
                    State("pod-1", 1),
                    State("pod-1", 2),
                    Event("error", 3, "error"),
                    Event("quiet-1", 4, "info"),
                ],
                Token
            )
        );
        await PassTimeAsync(
            spool.Spool.TakeAsync(
                [.. Enumerable.Range(0, 30).Select(index => Event($"warning-{index:00}", 5 + index / 60.0, "warning"))],
                Token
            )
        );
        var kept = (await ReadAsync(spool.Spool)).Select(KeyOf).ToList();
        Assert.Equal("pod-1", kept[0]);
        Assert.Single(kept, "pod-1");
        Assert.Contains("error", kept);
        Assert.Contains("warning-29", kept);
        Assert.DoesNotContain("warning-00", kept);
        Assert.DoesNotContain("quiet-1", kept);
        Assert.Equal(35 - 2 - kept.Count, spool.Spool.State.Dropped);
        Assert.Contains("lowest-priority records", Assert.Single(_troubles));
        Assert.InRange(spool.Spool.State.Bytes, 1, 3_000);
    }

    [Fact]
    public async Task Add_StatesBeyondTheLimit_AreForgottenSoThatTheyAreToldAgain()
    {
        await using var spool = Open(limit: 1_000);
        for (var i = 0; i < 20; i++)
            spool.Spool.Add(State($"pod-{i:00}", i), new Knowledge(DataTopic.Resources, $"pod-{i:00}", "1 u"));
        await PassTimeAsync(spool.Spool.WrittenAsync(Token));
        var waiting = (await ReadAsync(spool.Spool)).Select(KeyOf).ToList();
        await spool.DisposeAsync();
        using var file = new SpoolFile(Path.Combine(_folder, "spool.db"));
        Assert.Equal(waiting, file.Known().Select(known => known.Key));
        Assert.InRange(waiting.Count, 1, 19);
    }

    [Fact]
    public async Task Add_StatesBeyondTheLimit_AreNotCountedByAListingAndToldAgainOnceThereIsRoom()
    {
        await using var spool = Open(limit: 1_000);
        var again = 0;
        spool.Spool.RoomAgain = () => again++;
        for (var i = 0; i < 20; i++)
            spool.Spool.Add(State($"prod/Pod/shop/pod-{i:00}", i));
        spool.Spool.Add(State("prod/Pod//*", 20));
        await PassTimeAsync(spool.Spool.WrittenAsync(Token));
        var waiting = await ReadAsync(spool.Spool);
        Assert.NotEmpty(waiting);
        Assert.DoesNotContain("prod/Pod//*", waiting.Select(KeyOf));
        Assert.Equal(0, again);
        spool.Spool.Remove(waiting);
        Assert.Equal(1, again);
        spool.Spool.Remove([]);
        Assert.Equal(1, again);
    }

    [Fact]
    public async Task Add_EventsBeyondTheLimit_LeaveListingsAlone()
    {
        await using var spool = Open(limit: 1_500);
        spool.Spool.Add(State("prod/Pod/shop/pod-1", 0));
        spool.Spool.Add(State("prod/Pod//*", 1));
        await PassTimeAsync(
            spool.Spool.TakeAsync([.. Enumerable.Range(0, 20).Select(index => Event($"warning-{index}", index))], Token)
        );
        var waiting = (await ReadAsync(spool.Spool)).Select(KeyOf).ToList();
        Assert.Equal(["prod/Pod/shop/pod-1", "prod/Pod//*"], waiting[..2]);
        Assert.InRange(waiting.Count, 3, 21);
    }

    [Fact]
    public async Task Remove_RecordsThatCameSinceTheRead_Stay()
    {
        await using var spool = Open();
        await PassTimeAsync(spool.Spool.TakeAsync([State("pod-1", 0), Event("old", 0), Event("new", 90)], Token));
        var read = await ReadAsync(spool.Spool);
        await PassTimeAsync(
            spool.Spool.TakeAsync(
                [
                    State("pod-2", 0),
                    Event("older", -90),
                    Event("old-2", 1),
                    Event("between", 40),
                    Event("new-2", 91),
                    Event("newer", 190),
                ],
                Token
            )
        );
        spool.Spool.Remove(read);
        Assert.Equal(
            ["pod-2", "newer", "new-2", "between", "old-2", "older"],
            (await ReadAsync(spool.Spool)).Select(KeyOf)
        );
    }

    [Fact]
    public async Task Remove_RecordsOfWhichSomeWereGivenUpMeanwhile_CountsWhatIsLeft()
    {
        await using var spool = Open(limit: 3_000);
        await PassTimeAsync(spool.Spool.TakeAsync([Event("quiet", 0, "info"), Event("error", 1, "error")], Token));
        var read = await ReadAsync(spool.Spool);
        await PassTimeAsync(
            spool.Spool.TakeAsync(
                [.. Enumerable.Range(0, 30).Select(index => Event($"warning-{index:00}", 2, "warning"))],
                Token
            )
        );
        spool.Spool.Remove(read);
        var left = await ReadAsync(spool.Spool);
        Assert.DoesNotContain("error", left.Select(KeyOf));
        Assert.Equal(
            (left.Count, left.Sum(record => (long)record.Line.Length)),
            (spool.Spool.State.Count, spool.Spool.State.Bytes)
        );
        spool.Spool.Remove(left);
        Assert.Equal((0, 0), (spool.Spool.State.Count, spool.Spool.State.Bytes));
    }

    [Fact]
    public async Task Read_FewAtATimeAfterHoursOffline_HasEachOnceTheLatestFirst()
    {
        await using var spool = Open();
        await PassTimeAsync(
            spool.Spool.TakeAsync([.. Enumerable.Range(0, 100).Select(index => Event($"{index:00}", index))], Token)
        );
        var keys = new List<string>();
        while (spool.Spool.State.Count > 0)
        {
            var read = await spool.Spool.ReadAsync(7, 1 << 20, Patience, Token);
            Assert.InRange(read.Count, 1, 7);
            keys.AddRange(read.Select(KeyOf));
            spool.Spool.Remove(read);
        }
        Assert.Equal(100, keys.Distinct().Count());
        Assert.Equal(Enumerable.Range(90, 10).Select(index => $"{index:00}"), keys.Take(10));
    }

    [Fact]
    public void Open_FileOfALaterVersion_IsRefused()
    {
        new SpoolFile(Path.Combine(_folder, "spool.db")).Dispose();
        Execute("UPDATE meta SET value = 3 WHERE key = 'version'");
        var exception = Assert.Throws<SqliteException>(() => new SpoolFile(Path.Combine(_folder, "spool.db")));
        Assert.Equal(SpoolFile.NotADatabase, exception.SqliteErrorCode);
        Assert.Contains("format version is 3", exception.Message);
    }

    [Fact]
    public void Open_FileOfVersion1_HasWhatWaitedInItsOrderAndWhatWasKnown()
    {
        Execute(
            $"""
            CREATE TABLE records (
              id INTEGER PRIMARY KEY AUTOINCREMENT, lane INTEGER NOT NULL, slice INTEGER NOT NULL, worth INTEGER NOT NULL, size INTEGER NOT NULL, time INTEGER NOT NULL,
              topic INTEGER NOT NULL, key TEXT NOT NULL, line BLOB NOT NULL);
            CREATE INDEX records_by_lane ON records (lane, slice, id);
            CREATE INDEX records_by_worth ON records (worth, id, size);
            CREATE TABLE known (topic INTEGER NOT NULL, key TEXT NOT NULL, mark TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (topic, key)) WITHOUT ROWID;
            CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
            INSERT INTO meta VALUES ('version', 1), ('dropped', 7);
            INSERT INTO known VALUES ({(int)DataTopic.Resources}, 'pod-1', '1 u', 0);
            INSERT INTO records (lane, slice, worth, size, time, topic, key, line) VALUES
              (1, 0, 3, 3, {Milliseconds(0)}, 0, 'old', CAST('old' AS BLOB)), (1, 4, 3, 3, {Milliseconds(
                60
            )}, 0, 'new', CAST('new' AS BLOB)), (0, 0, 5, 5, {Milliseconds(30)}, 0, 'state', CAST('state' AS BLOB));
            """
        );
        for (var opening = 0; opening < 2; opening++)
        {
            using var file = new SpoolFile(Path.Combine(_folder, "spool.db"));
            Assert.Equal((3, 11, 7), (file.Count, file.Bytes, file.Dropped));
            Assert.Equal([new Knowledge(DataTopic.Resources, "pod-1", "1 u")], file.Known());
            Assert.Equal(
                ["state", "new", "old"],
                file.Read(10, 1 << 20).Select(record => Encoding.UTF8.GetString(record.Line))
            );
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "spool.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Milliseconds(double minute) => Start.AddMinutes(minute).ToUnixTimeMilliseconds();

    [Fact]
    public async Task Add_SoonAfterAWrite_IsWrittenTogetherWithWhatFollows()
    {
        await using var spool = Open();
        await spool.Spool.TakeAsync([Event("first", 0)], Token);
        var second = spool.Spool.TakeAsync([Event("second", 1)], Token);
        var third = spool.Spool.TakeAsync([Event("third", 2)], Token);
        Assert.Equal(1, spool.Spool.State.Count);
        await PassTimeAsync(second);
        Assert.Equal(3, spool.Spool.State.Count);
        await third;
    }

    [Fact]
    public async Task Dispose_SoonAfterAWrite_WritesWhatCame()
    {
        await using (var spool = Open())
        {
            await spool.Spool.TakeAsync([Event("first", 0)], Token);
            spool.Spool.Add(Event("second", 1));
        }
        using var file = new SpoolFile(Path.Combine(_folder, "spool.db"));
        Assert.Equal(["first", "second"], file.Read(10, 1 << 20).Select(KeyOf));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What waits for the clock waits for this to move it.
    private async Task PassTimeAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
        await task;
    }

    private static Task<List<SpooledRecord>> ReadAsync(Spool spool) => spool.ReadAsync(200, 1 << 20, Patience, Token);

    private static string KeyOf(SpooledRecord record)
    {
        Assert.Null(CaptureRecord.TryRead(record.Line, out var read));
        return read.Key;
    }

    private static CaptureRecord Event(string key, double minute, string severity = "warning") =>
        Record(DataTopic.Events, key, minute, severity);

    private static CaptureRecord State(string key, double minute) => Record(DataTopic.Resources, key, minute, "none");

    private static CaptureRecord Record(DataTopic topic, string key, double minute, string severity) =>
        new(topic, key, Start.AddMinutes(minute), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { severity })));

    private RunningSpool Open(long limit = 1 << 20) =>
        new(new Spool(new SpoolFile(Path.Combine(_folder, "spool.db")), limit, _clock, _troubles.Add));

    /// <summary>A spool that writes until it is disposed of.</summary>
    private sealed class RunningSpool : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly Task _run;
        private bool _isDisposed;

        public RunningSpool(Spool spool) => (Spool, _run) = (spool, spool.RunAsync(_ending.Token));

        public Spool Spool { get; }

        public async ValueTask DisposeAsync()
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            await _ending.CancelAsync();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Spool.Dispose();
            _ending.Dispose();
        }
    }
}
