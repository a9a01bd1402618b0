using KgRca.Contracts.Records;

namespace KgRca.Agent.Dependencies;

/// <summary>
/// Counts the calls of a pair for a while. Durations are kept in buckets that each are a quarter wider than the one
/// before: a percentile is off by 10 % at most.
/// </summary>
internal sealed class CallWindow
{
    private const int Buckets = 128;
    private const double BucketsPerDoubling = 4;

    private readonly int[] _durations = new int[Buckets];
    private long _errors;

    /// <summary>Calls that were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a call.</summary>
    public void Add(TimeSpan duration, bool isError)
    {
        Count++;
        if (isError)
            _errors++;
        _durations[
            Math.Clamp((int)(Math.Log2(Math.Max(duration.TotalMicroseconds, 1)) * BucketsPerDoubling), 0, Buckets - 1)
        ]++;
    }

    /// <summary>What the calls were like.</summary>
    /// <param name="elapsed">The time they came in.</param>
    public CallReading Read(TimeSpan elapsed)
    {
        var rate = Count / Math.Max(elapsed.TotalSeconds, 1);
        return Count == 0
            ? CallReading.Of(CallSource.Trace, 0, rate)
            : CallReading.Of(CallSource.Trace, Count, rate, (double)_errors / Count, Percentile(0.5), Percentile(0.95));
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        (Count, _errors) = (0, 0);
        Array.Clear(_durations);
    }

    // The middle of the bucket that the percentile is in, in milliseconds.
    private double Percentile(double part)
    {
        var (rank, seen, bucket) = ((long)Math.Ceiling(part * Count), 0L, 0);
        while ((seen += _durations[bucket]) < rank)
            bucket++;
        return Math.Pow(2, (bucket + 0.5) / BucketsPerDoubling) / 1_000;
    }
}
