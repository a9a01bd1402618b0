using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KgRca.Benchmarks.Reporting;

namespace KgRca.Benchmarks.Platform;

/// <summary><c>GET rca</c>: how many a second at most, and how long they take at a thousand a second.</summary>
internal static class CauseRequests
{
    private const int Connections = 16;
    private const int PacedRate = 1_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(
        string address,
        HttpClient http,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var answer = JsonDocument.Parse(
            await http.GetStringAsync("api/v1/incidents?limit=100", cancellationToken)
        );
        var paths = answer
            .RootElement.GetProperty("incidents")
            .EnumerateArray()
            .Select(incident => $"{address}/api/v1/rca?incident_id={incident.GetProperty("id").GetString()}")
            .ToArray();
        await RunAsync(http, paths, null, TimeSpan.FromSeconds(3), cancellationToken);
        var table = new Table("GET rca", "requests/s", "median ms", "95th percentile ms", "99th percentile ms");
        Add(table, "as fast as possible", await RunAsync(http, paths, null, Length, cancellationToken));
        Add(table, $"{PacedRate} a second", await RunAsync(http, paths, PacedRate, Length, cancellationToken));
        await table.WriteAsync(output);
    }

    private static async Task<List<double>> RunAsync(
        HttpClient http,
        string[] paths,
        int? rate,
        TimeSpan length,
        CancellationToken cancellationToken
    )
    {
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        var times = await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            var own = new List<double>();
                            while (Stopwatch.GetElapsedTime(started) < length)
                            {
                                var number = Interlocked.Increment(ref next);
                                if (rate is { } perSecond)
                                {
                                    var due =
                                        TimeSpan.FromSeconds((double)number / perSecond)
                                        - Stopwatch.GetElapsedTime(started);
                                    if (due > TimeSpan.Zero)
                                        await Task.Delay(due, TimeProvider.System, cancellationToken);
                                }
                                var begin = Stopwatch.GetTimestamp();
                                using var response = await http.GetAsync(
                                    paths[number % paths.Length],
                                    cancellationToken
                                );
                                response.EnsureSuccessStatusCode();
                                await response.Content.ReadAsByteArrayAsync(cancellationToken);
                                own.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                            }
                            return own;
                        },
                        cancellationToken
                    )
                )
        );
        return [.. times.SelectMany(own => own).Order()];
    }

    private static void Add(Table table, string name, List<double> times) =>
        table.Add(
            name,
            Text(times.Count / Length.TotalSeconds, "#,0"),
            Text(times[times.Count / 2], "0.00"),
            Text(times[(int)(times.Count * 0.95)], "0.00"),
            Text(times[(int)(times.Count * 0.99)], "0.00")
        );

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
