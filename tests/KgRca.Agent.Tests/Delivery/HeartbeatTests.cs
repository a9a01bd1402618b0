using System.Text;
using KgRca.Agent.Delivery;
using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.Testing;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Delivery;

public sealed class HeartbeatTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly SemaphoreSlim _sent = new(0);
    private readonly List<CaptureRecord> _received = [];

    [Theory]
    [InlineData(2, 90.5, 90.5)]
    [InlineData(0, null, 0d)]
    public void Next_Spool_SaysWhatWaitsAndWasGivenUp(long waiting, double? age, double lag)
    {
        var heartbeats = new Heartbeats(
            "prod",
            () => new SpoolState(waiting, 10, 7, age is { } seconds ? Start.AddSeconds(-seconds) : null),
            _clock
        );
        var record = Read(heartbeats.Next(1200));
        Assert.Equal((DataTopic.Heartbeats, "prod", Start), (record.Topic, record.Key, record.Time));
        Assert.Equal(
            new Heartbeat(Start, "prod", "0.1.0", lag, 7, 1200),
            RecordParser.Parse(record.Topic, record.Value.Span, Start).Record
        );
    }

    [Fact]
    public async Task Run_NothingToSend_SendsAHeartbeatAtOnceAndEveryHalfMinute()
    {
        using var spool = new Spool(new SpoolFile(_folder["spool.db"]), 1 << 20, _clock, _ => { });
        await RunUntilSentAsync(spool, () => null, 3);
        Assert.Equal(Start, _received[0].Time);
        Assert.All(
            _received.Zip(_received.Skip(1)),
            pair => Assert.InRange(pair.Second.Time - pair.First.Time, TimeSpan.FromSeconds(30), TimeSpan.MaxValue)
        );
    }

    [Fact]
    public async Task Run_HeartbeatRefused_ComesWithTheNextAttemptAndRecordsFollowIt()
    {
        using var spool = new Spool(new SpoolFile(_folder["spool.db"]), 1 << 20, _clock, _ => { });
        spool.Add(new CaptureRecord(DataTopic.Resources, "key", Start, Encoding.UTF8.GetBytes("{}")));
        var attempts = 0;
        await RunUntilSentAsync(spool, () => attempts++ == 0 ? new ReplayException("not now") : null, 1);
        Assert.Equal([DataTopic.Heartbeats, DataTopic.Resources], _received.Select(record => record.Topic));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _sent.Dispose();
    }

    /// <summary>Delivers what is in a spool, and lets time pass until so many requests were taken.</summary>
    private async Task RunUntilSentAsync(Spool spool, Func<ReplayException?> refuse, int requests)
    {
        Task<IReadOnlyList<RejectedLine>> Send(IReadOnlyList<Line> lines, CancellationToken cancellationToken)
        {
            if (refuse() is { } refused)
                throw refused;
            _received.AddRange(lines.Select(Read));
            if (lines.Count > 0)
                _sent.Release();
            return Task.FromResult<IReadOnlyList<RejectedLine>>([]);
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writing = spool.RunAsync(ending.Token);
        await spool.WrittenAsync(ending.Token);
        var running = new DeliveryLoop(
            spool,
            Send,
            new Heartbeats("prod", () => spool.State, _clock),
            _clock,
            _ => { }
        ).RunAsync(ending.Token);
        while (_sent.CurrentCount < requests)
        {
            if (running.IsCompleted)
                await running;
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await ending.CancelAsync();
        await Task.WhenAll(running, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static CaptureRecord Read(Line line)
    {
        Assert.Null(CaptureRecord.TryRead(line.Bytes, out var record));
        return record;
    }
}
