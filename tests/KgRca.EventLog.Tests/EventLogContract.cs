using System.Text;

namespace KgRca.EventLog.Tests;

/// <summary>What every event log must do.</summary>
public abstract class EventLogContract
{
    /// <summary>An empty log, which is disposed of by the test's class.</summary>
    protected abstract IEventLog Log { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Poll_RecordsOfAKey_ComeInOrderWithTheirOffsetsAndHeaders()
    {
        await CreateAsync("a", 3);
        await Log.AppendAsync(
            [.. Enumerable.Range(0, 60).Select(index => Record("a", $"k{index % 5}", $"v{index}"))],
            Token
        );
        await using var consumer = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        var records = await PollAllAsync(consumer, 60);
        foreach (var key in records.GroupBy(Key))
        {
            Assert.Single(key.Select(record => record.Partition).Distinct());
            Assert.Equal(
                key.Select(record => int.Parse(Value(record)[1..], null)).Order(),
                key.Select(record => int.Parse(Value(record)[1..], null))
            );
        }
        foreach (var partition in records.GroupBy(record => record.Partition))
            Assert.Equal(
                Enumerable.Range(0, partition.Count()).Select(offset => (long)offset),
                partition.Select(record => record.Offset)
            );
        Assert.All(records, record => Assert.Equal([new RecordHeader("h", "1")], record.Headers));
    }

    [Fact]
    public async Task Append_UnknownTopic_AppendsNothing()
    {
        await CreateAsync("a");
        await Assert.ThrowsAsync<UnknownTopicException>(async () =>
            await Log.AppendAsync([Record("a", "k", "v"), Record("absent", "k", "v")], Token)
        );
        await using var consumer = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Empty(await consumer.PollAsync(10, TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task Append_ManyProducersAtOnce_LosesAndDoublesNothing()
    {
        await CreateAsync("a", 2);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(producer =>
                    Task.Run(
                        async () =>
                        {
                            for (var i = 0; i < 50; i++)
                                await Log.AppendAsync(
                                    [
                                        Record("a", $"{producer}", $"{producer}-{i}"),
                                        Record("a", $"{producer}", $"{producer}-{i}b"),
                                    ],
                                    Token
                                );
                        },
                        Token
                    )
                )
        );
        await using var consumer = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Equal(800, (await PollAllAsync(consumer, 800)).Select(Value).Distinct().Count());
    }

    [Fact]
    public async Task Commit_ThenSubscribeAgain_GoesOnThereAndLagIsWhatIsLeft()
    {
        await CreateAsync("a");
        await Log.AppendAsync([.. Enumerable.Range(0, 10).Select(index => Record("a", "k", $"{index}"))], Token);
        var partition = new TopicPartition("a", 0);
        await using (var first = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token))
            await first.CommitAsync([new TopicPartitionOffset(partition, 4)], Token);
        Assert.Equal(6, Assert.Single(await Log.GetLagAsync("g", Token)).Lag);
        await using var second = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Equal("4", Value((await PollAllAsync(second, 6))[0]));
    }

    [Fact]
    public async Task Subscribe_StartOffsets_AreAskedAndObeyed()
    {
        await CreateAsync("a");
        await Log.AppendAsync([.. Enumerable.Range(0, 10).Select(index => Record("a", "k", $"{index}"))], Token);
        await using var consumer = await Log.SubscribeAsync(
            new Subscription(
                "g",
                "^a$",
                (assignment, _) =>
                    ValueTask.FromResult<IReadOnlyList<TopicPartitionOffset>>([
                        .. assignment.Partitions.Select(partition => new TopicPartitionOffset(partition, 7)),
                    ])
            ),
            Token
        );
        Assert.Equal(["7", "8", "9"], (await PollAllAsync(consumer, 3)).Select(Value));
        consumer.Seek(new TopicPartitionOffset(new TopicPartition("a", 0), 9));
        Assert.Equal(["9"], (await PollAllAsync(consumer, 1)).Select(Value));
    }

    [Fact]
    public async Task Pause_Partition_HoldsItsRecordsUntilResumed()
    {
        await CreateAsync("a");
        await CreateAsync("b");
        await using var consumer = await Log.SubscribeAsync(new Subscription("g", "^[ab]$"), Token);
        await consumer.PollAsync(1, TimeSpan.Zero, Token);
        consumer.Pause([new TopicPartition("a", 0)]);
        await Log.AppendAsync([Record("a", "k", "1"), Record("b", "k", "2")], Token);
        Assert.Equal("2", Value(Assert.Single(await consumer.PollAsync(10, TimeSpan.Zero, Token))));
        consumer.Resume([new TopicPartition("a", 0)]);
        Assert.Equal("1", Value(Assert.Single(await consumer.PollAsync(10, TimeSpan.Zero, Token))));
    }

    [Fact]
    public async Task Poll_TopicThatIsMadeLater_IsRead()
    {
        await using var consumer = await Log.SubscribeAsync(new Subscription("g", "^late"), Token);
        Assert.Empty(await consumer.PollAsync(10, TimeSpan.Zero, Token));
        await CreateAsync("late-1");
        await Log.AppendAsync([Record("late-1", "k", "v")], Token);
        Assert.Single(await PollAllAsync(consumer, 1));
    }

    [Fact]
    public async Task Subscribe_TwoMembersOfAGroup_ShareThePartitions()
    {
        await CreateAsync("a", 4);
        await using var first = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        await using var second = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        await Log.AppendAsync(
            [.. Enumerable.Range(0, 100).Select(index => Record("a", $"{index}", $"{index}"))],
            Token
        );
        var (mine, theirs) = (
            await first.PollAsync(1_000, TimeSpan.Zero, Token),
            await second.PollAsync(1_000, TimeSpan.Zero, Token)
        );
        Assert.Empty(mine.Select(record => record.Partition).Intersect(theirs.Select(record => record.Partition)));
        Assert.Equal(100, mine.Concat(theirs).Select(Value).Distinct().Count());
    }

    [Fact]
    public async Task Delete_Topic_IsGone()
    {
        await CreateAsync("a");
        await Log.AppendAsync([Record("a", "k", "v")], Token);
        await Log.DeleteTopicsAsync(["a", "never"], Token);
        Assert.Empty(await Log.ListTopicsAsync(Token));
        await CreateAsync("a");
        await using var consumer = await Log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        Assert.Empty(await consumer.PollAsync(10, TimeSpan.Zero, Token));
    }

    protected ValueTask CreateAsync(
        string topic,
        int partitions = 1,
        CleanupPolicy cleanup = CleanupPolicy.Delete,
        TimeSpan? retention = null
    ) => Log.CreateTopicsAsync([new TopicDefinition(topic, partitions, cleanup, retention)], Token);

    protected static AppendRecord Record(string topic, string key, string? value) =>
        new(
            topic,
            Encoding.UTF8.GetBytes(key),
            value is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(value),
            [new RecordHeader("h", "1")]
        );

    protected static string Key(LogRecord record) => Encoding.UTF8.GetString(record.Key.Span);

    protected static string Value(LogRecord record) => Encoding.UTF8.GetString(record.Value.GetValueOrDefault().Span);

    protected static async Task<List<LogRecord>> PollAllAsync(
        IEventConsumer consumer,
        int count,
        int maxRecords = 1_000
    )
    {
        var records = new List<LogRecord>();
        while (records.Count < count)
        {
            var polled = await consumer.PollAsync(maxRecords, TimeSpan.FromSeconds(10), Token);
            Assert.NotEmpty(polled);
            records.AddRange(polled);
        }
        return records;
    }
}
