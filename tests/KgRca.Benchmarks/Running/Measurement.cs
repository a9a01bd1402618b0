using System.Diagnostics;

namespace KgRca.Benchmarks.Running;

/// <summary>What one call costs.</summary>
/// <param name="Nanoseconds">The time, as the median of many rounds.</param>
/// <param name="AllocatedBytes">The memory allocated on the calling thread.</param>
internal readonly record struct Measurement(double Nanoseconds, double AllocatedBytes)
{
    private const int Rounds = 15;

    // Long enough for the compiler's last tier: it replaces a method after 30 calls and a pause of 100 ms, twice.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(1_500);
    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(100);

    /// <summary>Measures a call that does no I/O. Takes about three seconds.</summary>
    public static Measurement Of(Action call)
    {
        var calls = CallsWithin(call, WarmUp) * (RoundLength / WarmUp);
        var perRound = Math.Max(1, (int)calls);
        var nanoseconds = new double[Rounds];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < perRound; i++)
                call();
            nanoseconds[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / perRound;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(nanoseconds);
        return new Measurement(nanoseconds[Rounds / 2], (double)allocated / perRound / Rounds);
    }

    private static int CallsWithin(Action call, TimeSpan time)
    {
        var calls = 0;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time; calls++)
            call();
        return calls;
    }
}
