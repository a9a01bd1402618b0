using System.Diagnostics;

namespace KgRca.Benchmarks.Footprint;

/// <summary>Does something at a steady rate.</summary>
internal static class Pace
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Calls an action so often a second, until it is cancelled. Calls that come late are made up for.
    /// </summary>
    public static async Task RunAsync(double perSecond, Func<Task> action, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        for (var done = 0L; ; )
        {
            for (var due = Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond; done < due; done++)
                await action();
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
