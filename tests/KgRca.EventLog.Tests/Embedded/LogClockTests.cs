using KgRca.EventLog.Embedded;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.EventLog.Tests.Embedded;

public sealed class LogClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly WallClock _wall = new();

    [Fact]
    public void Next_ClockThatRuns_IsTheClock()
    {
        var stamps = new LogClock(_wall, 0);
        foreach (var seconds in (int[])[1, 60, 3_600])
        {
            _wall.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(_wall.GetUtcNow(), Next(stamps));
        }
    }

    [Fact]
    public void Next_ClockThatJumpsBack_GoesOnSlowerUntilTheClockHasCaughtUp()
    {
        var stamps = new LogClock(_wall, 0);
        Assert.Equal(Start, Next(stamps));
        _wall.Set(Start.AddHours(-1));
        Assert.Equal(Start, Next(stamps));
        _wall.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(Start.AddMinutes(20), Next(stamps));
        _wall.Advance(TimeSpan.FromMinutes(80));
        Assert.Equal(Start.AddMinutes(60), Next(stamps));
        _wall.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(61), Next(stamps));
    }

    [Fact]
    public void Next_ClockThatJumpsAheadAndBack_NeverGoesBack()
    {
        var stamps = new LogClock(_wall, 0);
        var last = Next(stamps);
        foreach (var hours in (int[])[2, -2, 5, -7, 24, -24])
        {
            _wall.Set(_wall.GetUtcNow().AddHours(hours));
            for (var second = 0; second < 5; second++)
            {
                _wall.Advance(TimeSpan.FromSeconds(1));
                var next = Next(stamps);
                Assert.InRange(next, last, DateTimeOffset.MaxValue);
                last = next;
            }
        }
    }

    [Fact]
    public void Next_AskedMoreOftenThanEachMillisecond_StillGoesOn()
    {
        var stamps = new LogClock(_wall, Start.AddHours(1).ToUnixTimeMilliseconds());
        for (var i = 0; i < 10_000; i++)
        {
            _wall.Advance(TimeSpan.FromTicks(1_000));
            stamps.Next();
        }
        Assert.Equal(Start.AddHours(1).AddMilliseconds(500), Next(stamps));
    }

    private static DateTimeOffset Next(LogClock clock) => DateTimeOffset.FromUnixTimeMilliseconds(clock.Next());

    /// <summary>A machine whose clock is set while its uptime goes on.</summary>
    private sealed class WallClock : TimeProvider
    {
        private readonly FakeTimeProvider _uptime = new(Start);
        private TimeSpan _set;

        public override long TimestampFrequency => _uptime.TimestampFrequency;

        public void Advance(TimeSpan time) => _uptime.Advance(time);

        public void Set(DateTimeOffset time) => _set = time - _uptime.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _uptime.GetUtcNow() + _set;

        public override long GetTimestamp() => _uptime.GetTimestamp();
    }
}
