using KgRca.EventLog.Embedded;

namespace KgRca.EventLog.Tests.Embedded;

public sealed class LogOpeningsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-log-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Openings_OfALogOpenedAgain_GoOn()
    {
        IReadOnlyList<LogOpening> before;
        await using (var log = Open())
        {
            await AppendAsync(log, 3);
            before = log.Openings;
        }
        await using var again = Open();
        Assert.Single(before);
        Assert.Equal(before, again.Openings.Take(1));
        Assert.Equal([1L, 4L], again.Openings.Select(opening => opening.FirstSequence));
        Assert.Equal(2, again.Openings.Select(opening => opening.Id).Distinct().Count());
    }

    [Fact]
    public async Task FindOffsets_SequenceNumber_IsThatOfTheRecordsSince()
    {
        await using var log = Open();
        await AppendAsync(log, 5);
        await AppendAsync(log, 5);
        await log.MaintainAsync(Token);
        await using var consumer = await log.SubscribeAsync(new Subscription("g", "^a$"), Token);
        var records = await consumer.PollAsync(100, TimeSpan.Zero, Token);
        for (var sequence = 0L; sequence <= 11; sequence++)
        {
            var offsets = await log.FindOffsetsAsync(["a", "absent"], sequence, Token);
            Assert.Equal(2, offsets.Count);
            foreach (var (partition, offset) in offsets)
                Assert.Equal(
                    records.Where(record => record.Partition == partition && record.Sequence < sequence).Count(),
                    offset
                );
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EmbeddedEventLog Open() => new(new EventLogOptions { DataDirectory = _folder }, TimeProvider.System);

    private static async Task AppendAsync(EmbeddedEventLog log, int records)
    {
        await log.CreateTopicsAsync([new TopicDefinition("a", 2, CleanupPolicy.Delete)], Token);
        await log.AppendAsync(
            [
                .. Enumerable
                    .Range(0, records)
                    .Select(i => new AppendRecord("a", BitConverter.GetBytes(i), "v"u8.ToArray())),
            ],
            Token
        );
    }
}
