using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Scenarios;
using KgRca.Scenarios.Hostile;

namespace KgRca.Benchmarks.Platform;

/// <summary>
/// What others notice of a client that attacks: <c>GET rca</c> of another client at 20 a second and <c>/health/live</c>
/// beside it, at rest and during each attack. The attacker shares the machine with the platform.
/// </summary>
internal static class HostileBenchmark
{
    private const int PerSecond = 20;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);

    public static MacroBenchmark Definition { get; } =
        new("hostile", "What others notice of a client that attacks", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var length = TimeSpan.FromSeconds(
            int.Parse(
                Environment.GetEnvironmentVariable("KGRCA_BENCH_HOSTILE_SECONDS") ?? "20",
                CultureInfo.InvariantCulture
            )
        );
        var data = Directory.CreateTempSubdirectory("kgrca-bench-").FullName;
        try
        {
            using var host = await BenchmarkHost.StartAsync(data, cancellationToken);
            using var victim = await host.AddClientAsync(cancellationToken);
            using var attacking = await host.AddClientAsync(cancellationToken);
            await Ingestion.SendAsync(victim, [.. ShopScenario.Generate()], cancellationToken);
            await Ingestion.WaitAsync(victim, cancellationToken);
            var attacker = new Attacker(
                new Uri(host.Address + "/"),
                attacking.DefaultRequestHeaders.Authorization?.Parameter ?? ""
            );
            using var health = new HttpClient { BaseAddress = attacker.Address };
            var rca = await RcaPathAsync(victim, cancellationToken);
            await MeasureAsync(victim, rca, Warming, cancellationToken);
            var table = new Table("attack", "rca p95 ms", "rca max ms", "live p95 ms", "live max ms", "failed", "MB");
            async Task AddAsync(string name)
            {
                var measured = await Task.WhenAll(
                    MeasureAsync(victim, rca, length, cancellationToken),
                    MeasureAsync(health, "health/live", length, cancellationToken)
                );
                table.Add([
                    name,
                    .. measured.SelectMany(one => (string[])[Text(one.P95), Text(one.Max)]),
                    Text(measured.Sum(one => one.Failed)),
                    Text(host.ResidentBytes / 1e6),
                ]);
                await output.WriteLineAsync($"{name} done");
            }
            await AddAsync("none");
            foreach (var attack in Attacks.All)
            {
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var running = Task.Run(() => attack.RunAsync(attacker, ending.Token), cancellationToken);
                await AddAsync(attack.Name);
                await ending.CancelAsync();
                await running;
            }
            await AddAsync("none, afterwards");
            await table.WriteAsync(output);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<string> RcaPathAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync("api/v1/incidents", cancellationToken));
        return $"api/v1/rca?incident_id={answer.RootElement.GetProperty("incidents")[0].GetProperty("id").GetString()}";
    }

    /// <summary>Sends requests at a steady pace, whether earlier ones are answered or not.</summary>
    private static async Task<(double P95, double Max, int Failed)> MeasureAsync(
        HttpClient http,
        string path,
        TimeSpan length,
        CancellationToken cancellationToken
    )
    {
        var requests = new List<Task<double?>>();
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; Stopwatch.GetElapsedTime(started) < length; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, TimeProvider.System, cancellationToken);
            requests.Add(TimeAsync(http, path, cancellationToken));
        }
        var times = await Task.WhenAll(requests);
        var known = times.OfType<double>().Order().ToList();
        return known.Count == 0
            ? (double.NaN, double.NaN, times.Length)
            : (known[(int)(known.Count * 0.95)], known[^1], times.Length - known.Count);
    }

    /// <returns>Milliseconds; null where it was not answered with 200.</returns>
    private static async Task<double?> TimeAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.GetAsync(path, cancellationToken);
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string Text(double number) => number.ToString("#,0.0", CultureInfo.InvariantCulture);
}
