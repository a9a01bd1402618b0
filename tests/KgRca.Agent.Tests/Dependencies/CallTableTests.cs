using KgRca.Agent.Dependencies;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Dependencies;

/// <summary>
/// What a mesh measured, alone and beside spans. How spans alone are told is <see cref="SpanReaderTests"/>'.
/// </summary>
public sealed class CallTableTests
{
    private static readonly EdgeKey WebToCart = new(
        EdgeType.Calls,
        new ObjectKey("Deployment", "shop", "web"),
        new ObjectKey("Deployment", "shop", "cart")
    );

    private readonly FakeTimeProvider _clock = new();
    private readonly CallTable _table;

    public CallTableTests() => _table = new CallTable(_clock);

    [Fact]
    public void Tick_MeasuredOverTime_IsToldWhenNewWhenItChangesAndWhenItEnds()
    {
        Measure(rate: 2);
        Assert.Equal([Mesh(2)], Tick());
        Assert.Empty(Minute(rate: 2.5));
        Assert.Equal([Mesh(2.5, errorRatio: 0.1)], Minute(rate: 2.5, errorRatio: 0.1));
        for (var minute = 0; minute < 9; minute++)
            Assert.Empty(Minute(rate: 3, errorRatio: 0.1));
        Assert.Equal([Mesh(3, errorRatio: 0.1)], Minute(rate: 3, errorRatio: 0.1));
        Assert.Equal([Mesh(0), null], Enumerable.Range(0, 60).SelectMany(_ => Minute(rate: 0)));
    }

    [Fact]
    public void Tick_NobodyMeasures_SaysNothingUntilAnHourHasPassed()
    {
        Measure(rate: 2);
        Tick();
        for (var minute = 0; minute < 59; minute++)
            Assert.Empty(Minute());
        Assert.Equal([null], Minute());
    }

    [Fact]
    public void Tick_SpansAndAMesh_TellsTheMeshsFiguresWhileItMeasures()
    {
        Span();
        Assert.Equal(CallSource.Trace, Assert.Single(Tick())?.Source);
        Span();
        Assert.Equal([Mesh(50)], Minute(rate: 50));
        for (var call = 0; call < 60; call++)
            Span();
        Assert.Equal(
            (CallSource.Trace, 1),
            Assert.Single(Minute()) is { } calls ? (calls.Source, calls.Rate) : default
        );
    }

    [Fact]
    public void Add_NeverCalled_TakesNoRoom()
    {
        Assert.True(_table.Add(WebToCart, CallReading.Of(CallSource.Mesh, 0, 0)));
        Assert.Empty(Tick());
    }

    [Fact]
    public void Add_MorePairsThanThereIsRoomFor_AreRefused()
    {
        for (var number = 0; number < CallTable.MaxPairs; number++)
            Assert.True(_table.Add(To(number), CallReading.Of(CallSource.Mesh, 1, 1)));
        Assert.False(_table.Add(To(CallTable.MaxPairs), CallReading.Of(CallSource.Mesh, 1, 1)));
        Assert.True(_table.Add(To(0), CallReading.Of(CallSource.Mesh, 1, 1)));
    }

    [Theory]
    [InlineData(CallSource.Trace)]
    [InlineData(CallSource.Mesh)]
    public void Restore_CallThatIsNotSeenAgain_EndsInAnHour(CallSource source)
    {
        _table.Restore(WebToCart, source);
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.DoesNotContain(null, Tick());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([null], Tick());
    }

    private static EdgeKey To(int number) =>
        WebToCart with
        {
            To = new ObjectKey("Deployment", "shop", $"cart-{number}"),
        };

    private static CallStatistics Mesh(double rate, double? errorRatio = null) =>
        new(CallSource.Mesh, rate, errorRatio);

    private List<CallStatistics?> Minute(double? rate = null, double? errorRatio = null)
    {
        if (rate is { } measured)
            Measure(measured, errorRatio);
        _clock.Advance(TimeSpan.FromMinutes(1));
        return Tick();
    }

    private void Measure(double rate, double? errorRatio = null) =>
        Assert.True(_table.Add(WebToCart, CallReading.Of(CallSource.Mesh, (long)(rate * 120), rate, errorRatio)));

    private void Span() => Assert.True(_table.Add(WebToCart, TimeSpan.FromMilliseconds(10), isError: false));

    private List<CallStatistics?> Tick()
    {
        var told = new List<CallStatistics?>();
        _table.Tick((_, calls) => told.Add(calls));
        return told;
    }
}
