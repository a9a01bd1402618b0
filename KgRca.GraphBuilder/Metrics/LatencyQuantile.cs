namespace KgRca.GraphBuilder.Metrics;

/// <summary>The 95th percentile of the last 1,024 durations. Safe for use by many threads.</summary>
internal sealed class LatencyQuantile
{
    private const int Capacity = 1_024;

    private readonly Lock _lock = new();
    private readonly double[] _seconds = new double[Capacity];
    private long _count;

    /// <summary>Takes a duration in.</summary>
    public void Record(TimeSpan duration)
    {
        lock (_lock)
            _seconds[_count++ % Capacity] = duration.TotalSeconds;
    }

    /// <summary>The percentile in seconds (nearest rank); 0 while nothing was recorded.</summary>
    public double P95()
    {
        double[] sorted;
        lock (_lock)
            sorted = _seconds[..(int)Math.Min(_count, Capacity)];
        if (sorted.Length == 0)
            return 0;
        Array.Sort(sorted);
        return sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1];
    }
}
