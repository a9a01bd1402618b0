using KgRca.ServiceDefaults.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.ServiceDefaults.Tests.Memory;

public sealed class MemoryTrimmingTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SemaphoreSlim _looked = new(0);
    private readonly MemoryReturn _return;
    private readonly MemoryTrimming _trimming;
    private long _allocated;
    private int _collected;

    public MemoryTrimmingTests()
    {
        _return = new MemoryReturn(_clock);
        _trimming = new MemoryTrimming(
            _clock,
            new ManagedMemory(
                () =>
                {
                    _looked.Release();
                    return Volatile.Read(ref _allocated);
                },
                () => Interlocked.Increment(ref _collected)
            ),
            _return
        );
    }

    [Fact]
    public async Task Execute_SomebodyAsked_CollectsOnceAWhileLater()
    {
        await _trimming.StartAsync(TestContext.Current.CancellationToken);
        await _looked.WaitAsync(TestContext.Current.CancellationToken);
        _return.Ask();
        for (var look = 0; look < 3; look++)
            await LookAsync(0);
        Assert.Equal(0, _collected);
        for (var look = 0; look < 4; look++)
            await LookAsync(0);
        Assert.Equal(1, _collected);
    }

    [Fact]
    public async Task Execute_QuietAfterABurst_CollectsOnce()
    {
        await _trimming.StartAsync(TestContext.Current.CancellationToken);
        await _looked.WaitAsync(TestContext.Current.CancellationToken);
        await LookAsync(500_000_000);
        Assert.Equal(0, _collected);
        await LookAsync(1_000_000);
        await LookAsync(1_000_000);
        await LookAsync(1_000_000);
        Assert.Equal(1, _collected);
    }

    [Fact]
    public async Task Execute_LittleByLittle_CollectsEveryFiveMinutes()
    {
        await _trimming.StartAsync(TestContext.Current.CancellationToken);
        await _looked.WaitAsync(TestContext.Current.CancellationToken);
        for (var look = 0; look < 59; look++)
            await LookAsync(100_000);
        Assert.Equal(0, _collected);
        for (var look = 0; look < 62; look++)
            await LookAsync(100_000);
        Assert.Equal(2, _collected);
    }

    [Fact]
    public async Task Execute_HardlyAnything_NeverCollects()
    {
        await _trimming.StartAsync(TestContext.Current.CancellationToken);
        await _looked.WaitAsync(TestContext.Current.CancellationToken);
        for (var look = 0; look < 100; look++)
            await LookAsync(1_000);
        Assert.Equal(0, _collected);
    }

    public async ValueTask DisposeAsync()
    {
        await _trimming.StopAsync(CancellationToken.None);
        _trimming.Dispose();
        _looked.Dispose();
    }

    // The look after this one waits for the clock: when it has come, what this one led to is done.
    private async Task LookAsync(long allocated)
    {
        Interlocked.Add(ref _allocated, allocated);
        _clock.Advance(MemoryTrimming.Interval);
        await _looked.WaitAsync(TestContext.Current.CancellationToken);
    }
}
