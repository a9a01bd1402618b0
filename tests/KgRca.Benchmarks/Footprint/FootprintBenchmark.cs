using System.Diagnostics;
using System.Globalization;
using KgRca.Benchmarks.Running;

namespace KgRca.Benchmarks.Footprint;

/// <summary>
/// What the agent costs that watches 5,000 Pods, as a process of its own: memory, processor time, and how long a change
/// takes from the API server until its record is acknowledged. The API server, the server that acknowledges and the
/// senders share the machine with it, but not its figures.
/// </summary>
internal static class FootprintBenchmark
{
    private const int Pods = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Resting = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Loaded = TimeSpan.FromMinutes(2);

    public static MacroBenchmark Definition { get; } =
        new("agent", "The agent's memory, processor time and latency with 5,000 Pods", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("kgrca-bench-").FullName;
        try
        {
            var acknowledgements = new Acknowledgements();
            var cluster = new SyntheticCluster(Pods, acknowledgements);
            var program = await AgentProcess.PublishAsync(Path.Combine(folder, "agent"), cancellationToken);
            await using var servers = await Servers.StartAsync(cluster, acknowledgements, folder, cancellationToken);
            using var agent = AgentProcess.Watch(
                program,
                Path.Combine(folder, "kubeconfig"),
                servers.Urls.First(),
                Path.Combine(folder, "ca.pem"),
                Path.Combine(folder, "spool")
            );
            using var http = new HttpClient { BaseAddress = AgentProcess.Receivers };
            var run = new FootprintRun(agent.Figures, cluster, acknowledgements, http);
            await run.MeasureAsync(
                "first state, all is listed and delivered",
                () => WaitAsync(agent, http, cancellationToken)
            );
            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
            await run.MeasureAsync("at rest", Resting, changes: 0, lines: 0, cancellationToken);
            await run.MeasureAsync(
                "100 changes/s and 1,000 log lines/s",
                Loaded,
                changes: 100,
                lines: 1_000,
                cancellationToken
            );
            await run.MeasureAsync(
                "500 changes/s",
                TimeSpan.FromSeconds(Seconds()),
                changes: 500,
                lines: 0,
                cancellationToken
            );
            await Task.Delay(Settling, TimeProvider.System, cancellationToken);
            await run.MeasureAsync("at rest again", Resting, changes: 0, lines: 0, cancellationToken);
            await run.WriteAsync(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Seconds() =>
        int.Parse(
            Environment.GetEnvironmentVariable("KGRCA_BENCH_SOAK_SECONDS") ?? "600",
            CultureInfo.InvariantCulture
        );

    /// <summary>Waits until the agent knows all and has delivered it.</summary>
    private static async Task WaitAsync(AgentProcess agent, HttpClient http, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience && !agent.HasEnded; )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            try
            {
                using var ready = await http.GetAsync("readyz", cancellationToken);
                if (
                    ready.IsSuccessStatusCode
                    && (await http.GetStringAsync("metrics", cancellationToken)).Contains(
                        "\nkg_rca_agent_spool_records 0\n",
                        StringComparison.Ordinal
                    )
                )
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }
        throw new TimeoutException(
            $"The agent has not delivered the first state within {Patience.TotalMinutes} minutes."
        );
    }
}
