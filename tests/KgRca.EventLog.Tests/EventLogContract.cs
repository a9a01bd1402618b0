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
    public async Task Subscribe_SecondMember_IsAssignedWholeUnitsThatTheFirstHasGivenUpWithALaterEpoch()
    {
        foreach (var topic in (string[])["a.x", "a.y", "b.x", "b.y"])
            await CreateAsync(topic, 2);
        var (first, second) = (new Told(), new Told());
        await using var one = await Log.SubscribeAsync(first.Subscription("g"), Token);
        await PollUntilAsync([one], () => first.Held.Count == 8);
        await using var two = await Log.SubscribeAsync(second.Subscription("g"), Token);
        await PollUntilAsync([one, two], () => first.Held.Count == 4 && second.Held.Count == 4);
        Assert.Empty(first.Held.Keys.Select(Told.UnitOf).Intersect(second.Held.Keys.Select(Told.UnitOf)));
        Assert.True(second.Held.Values.Min() > first.Held.Values.Max());
    }

    [Fact]
    public async Task Dispose_Member_ItsPartitionsGoToTheOtherWithALaterEpoch()
    {
        await CreateAsync("a.x");
        await CreateAsync("b.x");
        var (first, second) = (new Told(), new Told());
        await using var one = await Log.SubscribeAsync(first.Subscription("g"), Token);
        var two = await Log.SubscribeAsync(second.Subscription("g"), Token);
        await PollUntilAsync([one, two], () => first.Held.Count == 1 && second.Held.Count == 1);
        await two.DisposeAsync();
        await PollUntilAsync([one], () => first.Held.Count == 2);
        var moved = second.Held.Keys.Single();
        Assert.True(first.Held[moved] > second.Held[moved]);
    }

    [Fact]
    public async Task Delete_TopicThatIsRead_IsRevokedAsLost()
    {
        await CreateAsync("a.x");
        var told = new Told();
        await using var consumer = await Log.SubscribeAsync(told.Subscription("g"), Token);
        await PollUntilAsync([consumer], () => told.Held.Count == 1);
        await Log.DeleteTopicsAsync(["a.x"], Token);
        await PollUntilAsync([consumer], () => told.Held.Count == 0);
        Assert.Equal([new TopicPartition("a.x", 0)], told.Lost);
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

    private static async Task PollUntilAsync(IReadOnlyList<IEventConsumer> consumers, Func<bool> isReached)
    {
        while (!isReached())
        {
            await Task.Yield();
            foreach (var consumer in consumers)
                await consumer.PollAsync(10, TimeSpan.Zero, Token);
        }
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

    /// <summary>A member that remembers what it was told.</summary>
    protected sealed class Told
    {
        /// <summary>The partitions that it has, with the epoch of each.</summary>
        public Dictionary<TopicPartition, long> Held { get; } = [];

        /// <summary>The partitions that it was told it has lost.</summary>
        public List<TopicPartition> Lost { get; } = [];

        /// <summary>The unit of a topic: what its name begins with.</summary>
        public static string UnitOf(TopicPartition partition) => partition.Topic.Split('.')[0];

        /// <summary>Reads topics such as <c>a.x</c>.</summary>
        public Subscription Subscription(string group) =>
            new(
                group,
                "^[ab][.]",
                (assignment, _) =>
                {
                    foreach (var partition in assignment.Partitions)
                        Held.Add(partition, assignment.Epoch);
                    return ValueTask.FromResult<IReadOnlyList<TopicPartitionOffset>>([]);
                },
                (revocation, _) =>
                {
                    foreach (var partition in revocation.Partitions)
                        Held.Remove(partition);
                    if (revocation.IsLost)
                        Lost.AddRange(revocation.Partitions);
                    return ValueTask.CompletedTask;
                },
                topic => topic.Split('.')[0]
            );
    }
}
