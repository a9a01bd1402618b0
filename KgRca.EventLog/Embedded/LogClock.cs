namespace KgRca.EventLog.Embedded;

/// <summary>
/// The time that records are stamped with, in ms since 1970 UTC. It never goes back, so that the order of stamps is the
/// order of appends: while the machine's clock is behind the last stamp, it goes on at half speed until the clock has
/// caught up. Not thread-safe.
/// </summary>
internal sealed class LogClock(TimeProvider clock, long last)
{
    private long _last = last;
    private long _read = clock.GetTimestamp();

    /// <summary>The time of what is appended now.</summary>
    public long Next()
    {
        var wall = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var read = clock.GetTimestamp();
        if (wall >= _last)
        {
            (_last, _read) = (wall, read);
            return wall;
        }
        // What is less than a millisecond adds up: the reading stays until it makes one.
        var slowed = (long)clock.GetElapsedTime(_read, read).TotalMilliseconds / 2;
        if (slowed > 0)
            (_last, _read) = (_last + slowed, read);
        return _last;
    }
}
