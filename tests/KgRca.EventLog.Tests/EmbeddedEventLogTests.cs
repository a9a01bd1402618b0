using System.Text;
using CsCheck;
using KgRca.Contracts.Files;
using KgRca.Contracts.Identity;
using KgRca.EventLog.Embedded;
using KgRca.EventLog.Tenants;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.EventLog.Tests;

public sealed class EmbeddedEventLogTests : EventLogContract, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-log-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private EmbeddedEventLog _log;

    public EmbeddedEventLogTests() => _log = Open();

    protected override IEventLog Log => _log;

    [Fact]
    public async Task Poll_ManyTopics_GivesAllInTheOrderOfTheirAppends() =>
        await Gen.Int[0, 5]
            .Array[1, 60]
            .Array[1, 6]
            .SampleAsync(
                async appends =>
                {
                    var run = $"t{Guid.NewGuid():n}";
                    for (var topic = 0; topic < 6; topic++)
                        await CreateAsync($"{run}-{topic}");
                    var number = 0;
                    foreach (var append in appends)
                        await _log.AppendAsync(
                            [.. append.Select(topic => Record($"{run}-{topic}", "k", $"{number++}"))],
                            Token
                        );
                    await using var consumer = await _log.SubscribeAsync(new Subscription(run, $"^{run}"), Token);
                    var records = await PollAllAsync(consumer, number, maxRecords: 1 + number % 7);
                    Assert.Equal(Enumerable.Range(0, number).Select(index => $"{index}"), records.Select(Value));
                },
                iter: 20,
                threads: 1
            );

    [Fact]
    public void Open_FolderThatIsInUse_IsRefusedAndSaysByWhom()
    {
        var refused = Assert.Throws<StoreInUseException>(Open);
        Assert.Contains(_folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AgainOrLost_HasLaterEpochs()
    {
        await CreateAsync("a.x");
        var first = await EpochAsync();
        // As after a restart by a clock that has gone back.
        await _log.DisposeAsync();
        _log = new EmbeddedEventLog(
            new EventLogOptions { DataDirectory = _folder },
            new FakeTimeProvider(_clock.GetUtcNow().AddYears(-1))
        );
        var second = await EpochAsync();
        Assert.True(second > first);
        await _log.DisposeAsync();
        foreach (var file in Directory.GetFiles(_folder, "log.db*"))
            File.Delete(file);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _log = Open();
        await CreateAsync("a.x");
        Assert.True(await EpochAsync() > second);
    }

    [Fact]
    public async Task Open_CopyOfTheFilesOfARunningLog_HoldsAllThatWasAppended()
    {
        await CreateAsync("a");
        for (var i = 0; i < 20; i++)
            await _log.AppendAsync([Record("a", "k", $"{i}")], Token);
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        foreach (var file in Directory.GetFiles(_folder, "log.db*"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        await using var crashed = new EmbeddedEventLog(new EventLogOptions { DataDirectory = copy }, _clock);
        await using var consumer = await crashed.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Equal(20, (await PollAllAsync(consumer, 20)).Count);
        await crashed.AppendAsync([Record("a", "k", "20")], Token);
        Assert.Equal(20, Assert.Single(await PollAllAsync(consumer, 1)).Offset);
    }

    [Fact]
    public async Task Append_ClockSetBackWhileTheLogWasClosed_IsNotEarlierThanWhatIsThere()
    {
        await CreateAsync("a");
        await _log.AppendAsync([Record("a", "k", "0")], Token);
        await _log.DisposeAsync();
        var earlier = new FakeTimeProvider(_clock.GetUtcNow().AddDays(-3));
        await using var log = new EmbeddedEventLog(new EventLogOptions { DataDirectory = _folder }, earlier);
        await log.AppendAsync([Record("a", "k", "1")], Token);
        await using var consumer = await log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Equal(
            [_clock.GetUtcNow(), _clock.GetUtcNow()],
            (await PollAllAsync(consumer, 2)).Select(record => record.Timestamp)
        );
    }

    [Fact]
    public async Task Append_DiskFull_StoresNothingAndGoesOnWhenThereIsRoom()
    {
        await CreateAsync("a");
        await _log.DisposeAsync();
        var random = new Random(1);
        await using (
            var full = new EmbeddedEventLog(new EventLogOptions { DataDirectory = _folder }, _clock, maxPages: 40)
        )
        {
            var noise = new byte[1_000_000];
            random.NextBytes(noise);
            var failure = await Assert.ThrowsAsync<EventLogUnavailableException>(async () =>
                await full.AppendAsync([new AppendRecord("a", default, noise)], Token)
            );
            Assert.Contains("disk is full", failure.Message);
            Assert.NotNull(full.WriteFailure);
            await full.AppendAsync([Record("a", "k", "small")], Token);
            Assert.Null(full.WriteFailure);
        }
        _log = Open();
        await using var consumer = await _log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Equal("small", Value(Assert.Single(await PollAllAsync(consumer, 1))));
    }

    [Fact]
    public async Task WriteFailure_NobodyWrites_IsGoneOnceWritingWorks()
    {
        await CreateAsync("a");
        await _log.DisposeAsync();
        _log = new EmbeddedEventLog(new EventLogOptions { DataDirectory = _folder }, _clock, maxPages: 40);
        var noise = new byte[1_000_000];
        new Random(1).NextBytes(noise);
        await Assert.ThrowsAsync<EventLogUnavailableException>(async () =>
            await _log.AppendAsync([new AppendRecord("a", default, noise)], Token)
        );
        while (_log.WriteFailure is not null)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Poll_DamagedBatch_NamesItsPlaceAndOthersGoOn()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        await _log.AppendAsync([Record("a", "k", "1")], Token);
        await _log.AppendAsync([Record("b", "k", "2")], Token);
        Execute(
            "UPDATE batches SET data = zeroblob(length(data)) WHERE topic_id = (SELECT id FROM topics WHERE name = 'a')"
        );
        await using var consumer = await _log.SubscribeAsync(new Subscription("g", "^[ab]$"), Token);
        var failure = await Assert.ThrowsAsync<CorruptLogException>(async () =>
            await consumer.PollAsync(10, TimeSpan.Zero, Token)
        );
        Assert.Equal((new TopicPartition("a", 0), 0L), (failure.Partition, failure.Offset));
        consumer.Pause([failure.Partition]);
        Assert.Equal("2", Value(Assert.Single(await consumer.PollAsync(10, TimeSpan.Zero, Token))));
    }

    [Fact]
    public async Task Poll_RecordsBeforeADamagedBatch_AreGivenOnce()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        await _log.AppendAsync([Record("a", "k", "1"), Record("b", "k", "2")], Token);
        await _log.AppendAsync([Record("a", "k", "3")], Token);
        await _log.AppendAsync([Record("b", "k", "4")], Token);
        Damage("a", 1);
        await using var consumer = await _log.SubscribeAsync(new Subscription("g", "^[ab]$"), Token);
        Assert.Equal(["1", "2", "4"], (await consumer.PollAsync(10, TimeSpan.Zero, Token)).Select(Value));
        var failure = await Assert.ThrowsAsync<CorruptLogException>(async () =>
            await consumer.PollAsync(10, TimeSpan.Zero, Token)
        );
        Assert.Equal((new TopicPartition("a", 0), 1L), (failure.Partition, failure.Offset));
    }

    [Fact]
    public async Task Maintain_DamagedBatch_CompactsTheOtherTopicsAndWhatCanBeReadOfItsOwn()
    {
        await CreateAsync("a", cleanup: CleanupPolicy.Compact);
        await CreateAsync("b", cleanup: CleanupPolicy.Compact);
        foreach (var value in (string[])["1", "2", "3"])
            await _log.AppendAsync([Record("a", "k", value), Record("b", "k", value)], Token);
        Damage("a", 1);
        await _log.MaintainAsync(Token);
        Assert.Null(_log.WriteFailure);
        await using var consumer = await _log.SubscribeAsync(new Subscription("g", "^b$"), Token);
        Assert.Equal("3", Value(Assert.Single(await PollAllAsync(consumer, 1))));
    }

    [Fact]
    public async Task TakeOutDamage_DamagedBatch_IsSetAsideAndReadingGoesOnBehindIt()
    {
        await CreateAsync("a");
        foreach (var value in (string[])["1", "2", "3"])
            await _log.AppendAsync([Record("a", "k", value)], Token);
        Damage("a", 1);
        var taken = new List<DamagedBatch>();
        await _log.TakeOutDamageAsync(["a", "absent"], taken.Add, Token);
        var batch = Assert.Single(taken);
        Assert.Equal((new TopicPartition("a", 0), 1L, 2L), (batch.Partition, batch.Offset, batch.NextOffset));
        await using var consumer = await _log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Equal(["1", "3"], (await PollAllAsync(consumer, 2)).Select(Value));
    }

    [Fact]
    public void Decode_AnyByteChangedOrCut_IsFound()
    {
        var bytes = BatchCodec.Encode([
            new StoredRecord(5, 9, 1_000, "key"u8.ToArray(), "value"u8.ToArray(), [new RecordHeader("n", "v")]),
            new StoredRecord(6, 11, 1_001, default, null, []),
        ]);
        var whole = BatchCodec.Decode(bytes);
        Assert.Equal((6, 11, 1_001, true), (whole[1].Offset, whole[1].Sequence, whole[1].Time, whole[1].Value is null));
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => BatchCodec.Decode(damaged));
            Assert.Throws<InvalidDataException>(() => BatchCodec.Decode(bytes.AsSpan(0, i)));
        }
    }

    [Fact]
    public async Task Maintain_TopicsWereDeleted_GivesTheDiskBack()
    {
        await CreateAsync("a");
        var random = new Random(1);
        for (var i = 0; i < 40; i++)
        {
            var value = new byte[1 << 20];
            random.NextBytes(value);
            await _log.AppendAsync([new AppendRecord("a", "k"u8.ToArray(), value)], Token);
        }
        await _log.DeleteTopicsAsync(["a"], Token);
        await _log.MaintainAsync(Token);
        Assert.True(new FileInfo(Path.Combine(_folder, "log.db")).Length < 12 << 20);
    }

    [Fact]
    public async Task Maintain_RecordsPastTheRetention_AreGone()
    {
        await CreateAsync("a", retention: TimeSpan.FromDays(7));
        await _log.AppendAsync([Record("a", "k", "old")], Token);
        _clock.Advance(TimeSpan.FromDays(8));
        await _log.AppendAsync([Record("a", "k", "new")], Token);
        await _log.MaintainAsync(Token);
        await using var consumer = await _log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        var kept = Assert.Single(await PollAllAsync(consumer, 1));
        Assert.Equal(("new", 1), (Value(kept), kept.Offset));
    }

    [Fact]
    public async Task Maintain_CompactedTopic_KeepsTheLastOfEachKeyAndForgetsOldTombstones()
    {
        await CreateAsync("a", cleanup: CleanupPolicy.Compact);
        await _log.AppendAsync(
            [
                Record("a", "x", "1"),
                Record("a", "y", "1"),
                Record("a", "x", "2"),
                Record("a", "z", "1"),
                Record("a", "z", null),
            ],
            Token
        );
        await _log.MaintainAsync(Token);
        Assert.Equal(["y=1", "x=2", "z="], await ContentAsync("first"));
        _clock.Advance(TimeSpan.FromDays(2));
        await _log.AppendAsync([Record("a", "y", "2")], Token);
        await _log.MaintainAsync(Token);
        Assert.Equal(["x=2", "y=2"], await ContentAsync("second"));
    }

    [Fact]
    public async Task Maintain_ManySmallBatches_BecomeFewAndKeepTheirRecords()
    {
        await CreateAsync("a");
        for (var i = 0; i < 300; i++)
            await _log.AppendAsync([Record("a", "k", $"{i}")], Token);
        var before = await _log.GetStoredBytesAsync("a", Token);
        await _log.MaintainAsync(Token);
        Assert.True(await _log.GetStoredBytesAsync("a", Token) < before / 4);
        await using var consumer = await _log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Equal(
            Enumerable.Range(0, 300).Select(index => $"{index}"),
            (await PollAllAsync(consumer, 300)).Select(Value)
        );
    }

    // The values are those of Kafka's own test of its Java client, UtilsTest.testMurmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("abc", 479470107)]
    public void Murmur2_KnownTexts_AgreesWithKafka(string text, int expected) =>
        Assert.Equal(expected, (int)Partitioner.Murmur2(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void DeadLetter_LargeValue_KeepsItsBeginningAndSaysHowLongItWas()
    {
        var letter = DeadLetters.Of(
            TenantId.Parse("client-acme-abc234"),
            default,
            new byte[3 << 20],
            "too large",
            "events.normalized"
        );
        Assert.Equal("client-acme-abc234.deadletter", letter.Topic);
        Assert.Equal(64 * 1024, letter.Value.GetValueOrDefault().Length);
        Assert.Contains(new RecordHeader("kgrca-truncated", $"{3 << 20}"), letter.Headers ?? []);
        Assert.Contains(new RecordHeader("kgrca-error", "too large"), letter.Headers ?? []);
    }

    private void Damage(string topic, long offset) =>
        Execute(
            $"UPDATE batches SET data = zeroblob(length(data)) WHERE base_offset = {offset} AND topic_id = (SELECT id FROM topics WHERE name = '{topic}')"
        );

    private async Task<long> EpochAsync()
    {
        var told = new Told();
        await using var consumer = await _log.SubscribeAsync(told.Subscription("g"), Token);
        await consumer.PollAsync(1, TimeSpan.Zero, Token);
        return told.Held.Values.Single();
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private EmbeddedEventLog Open() =>
        new(new EventLogOptions { DataDirectory = _folder, MaintenanceInterval = TimeSpan.FromDays(1) }, _clock);

    private async Task<IEnumerable<string>> ContentAsync(string group)
    {
        await using var consumer = await _log.SubscribeAsync(new Subscription(group, "^a$"), Token);
        return (await consumer.PollAsync(100, TimeSpan.Zero, Token))
            .Select(record => $"{Key(record)}={Value(record)}")
            .ToList();
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "log.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
