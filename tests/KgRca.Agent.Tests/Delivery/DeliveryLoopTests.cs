using KgRca.Agent.Delivery;
using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Delivery;

public sealed class DeliveryLoopTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-delivery-").FullName;
    private readonly FakeTimeProvider _clock = new();
    private readonly Spool _spool;
    private Task[] _running = [];
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken
    );

    public DeliveryLoopTests() =>
        _spool = new Spool(new SpoolFile(Path.Combine(_folder, "spool.db")), 1 << 20, _clock, _ => { });

    [Fact]
    public async Task Run_RecordsSoonAfterOthers_GoTogetherALittleLater()
    {
        var (sizes, sent) = (new List<int>(), new SemaphoreSlim(0));
        // By a clock of their own, that stands: none is due, however far the other has to go.
        var heartbeats = new Heartbeats("prod", () => _spool.State, new FakeTimeProvider());
        heartbeats.Delivered();
        var delivery = new DeliveryLoop(
            _spool,
            (lines, _) =>
            {
                if (lines.Count > 0)
                {
                    sizes.Add(lines.Count);
                    sent.Release();
                }
                return Task.FromResult<IReadOnlyList<RejectedLine>>([]);
            },
            heartbeats,
            _clock,
            _ => { }
        );
        _running = [_spool.RunAsync(_ending.Token), delivery.RunAsync(_ending.Token)];
        _spool.Add(Record("first"));
        await sent.WaitAsync(_ending.Token);
        _spool.Add(Record("second"));
        _spool.Add(Record("third"));
        await PassTimeAsync(_spool.WrittenAsync(_ending.Token));
        await PassTimeAsync(sent.WaitAsync(_ending.Token));
        Assert.Equal([1, 2], sizes);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _spool.Dispose();
        _ending.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PassTimeAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _ending.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        await task;
    }

    private CaptureRecord Record(string key) => new(DataTopic.Events, key, _clock.GetUtcNow(), "{}"u8.ToArray());
}
