using System.Diagnostics;
using System.Globalization;
using KgRca.Benchmarks.Reporting;

namespace KgRca.Benchmarks.Footprint;

/// <summary>Puts the agent under one load after the other, and keeps what it cost.</summary>
internal sealed class FootprintRun(
    ProcessFigures agent,
    SyntheticCluster cluster,
    Acknowledgements acknowledgements,
    HttpClient receivers
)
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    private readonly Table _table = new(
        "5,000 Pods",
        "seconds",
        "resident MB, first third",
        "last third",
        "at most",
        "CPU seconds",
        "core",
        "median ms",
        "95th percentile ms",
        "99th percentile ms",
        "changes",
        "not acknowledged",
        "doubled"
    );

    /// <summary>Measures while something lasts.</summary>
    public async Task MeasureAsync(string name, Func<Task> act)
    {
        agent.ResetPeak();
        var (began, cpu) = (Stopwatch.GetTimestamp(), agent.CpuSeconds);
        using var ending = new CancellationTokenSource();
        var sampling = SampleAsync(ending.Token);
        await act();
        var (elapsed, used) = (Stopwatch.GetElapsedTime(began).TotalSeconds, agent.CpuSeconds - cpu);
        await ending.CancelAsync();
        var samples = await sampling;
        var third = Math.Max(samples.Count / 3, 1);
        if (acknowledgements.Open > 0)
            await Task.Delay(LastAnswers, TimeProvider.System);
        var times = acknowledgements.TakeTimes();
        _table.Add(
            name,
            Text(elapsed, "0"),
            Text(samples.Take(third).Average(), "0.0"),
            Text(samples.TakeLast(third).Average(), "0.0"),
            Text(agent.Peak, "0.0"),
            Text(used, "0.0"),
            Text(used / elapsed, "0.000"),
            Percentile(times, 50),
            Percentile(times, 95),
            Percentile(times, 99),
            Text(times.Count, "#,0"),
            Text(acknowledgements.Open, "0"),
            Text(acknowledgements.Doubled, "0")
        );
    }

    /// <summary>Measures under a load.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="length">How long it lasts.</param>
    /// <param name="changes">Changes of objects a second.</param>
    /// <param name="lines">Lines of logs a second.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task MeasureAsync(
        string name,
        TimeSpan length,
        int changes,
        int lines,
        CancellationToken cancellationToken
    ) =>
        MeasureAsync(
            name,
            async () =>
            {
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                List<Task> load = [];
                if (changes > 0)
                    load.Add(Task.Run(() => Pace.RunAsync(changes, Change, ending.Token), cancellationToken));
                if (lines > 0)
                    load.Add(
                        Task.Run(() => new LogLoad(receivers, cluster).RunAsync(lines, ending.Token), cancellationToken)
                    );
                // A load that fails ends it.
                await await Task.WhenAny([Task.Delay(length, TimeProvider.System, cancellationToken), .. load]);
                await ending.CancelAsync();
                await Task.WhenAll(load).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        );

    /// <summary>Writes the table.</summary>
    public Task WriteAsync(TextWriter output) => _table.WriteAsync(output);

    private Task Change()
    {
        cluster.Change();
        return Task.CompletedTask;
    }

    private async Task<List<double>> SampleAsync(CancellationToken cancellationToken)
    {
        var samples = new List<double> { agent.Resident };
        using var timer = new PeriodicTimer(SampleInterval, TimeProvider.System);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                samples.Add(agent.Resident);
            }
            catch (OperationCanceledException)
            {
                // The last sample was taken.
            }
        }
        return samples;
    }

    private static string Percentile(List<double> sorted, int percent) =>
        sorted.Count == 0 ? "" : Text(sorted[sorted.Count * percent / 100], "0.0");

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
