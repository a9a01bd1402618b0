using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KgRca.Benchmarks.Reporting;

namespace KgRca.Benchmarks.Platform;

/// <summary>Searches, one after the other: the first, which makes the index, and those that follow.</summary>
internal static class SearchRequests
{
    private const int Requests = 200;
    private static readonly string[] Queries =
    [
        "out of memory",
        "pods that cannot be scheduled",
        "connection refused to the database",
        "image not found",
        "node down",
    ];

    public static async Task RunAsync(HttpClient http, TextWriter output, CancellationToken cancellationToken)
    {
        var first = await TimeAsync(http, Queries[0], cancellationToken);
        // Until all that was said has its vector.
        for (var pending = int.MaxValue; pending > 0; )
            (_, pending) = await TimeAsync(http, Queries[1], cancellationToken);
        var times = new List<double>();
        for (var i = 0; i < Requests; i++)
            times.Add((await TimeAsync(http, Queries[i % Queries.Length], cancellationToken)).Milliseconds);
        times.Sort();
        var table = new Table("search/semantic", "first ms", "median ms", "95th percentile ms");
        table.Add(
            "one at a time",
            Text(first.Milliseconds),
            Text(times[Requests / 2]),
            Text(times[Requests * 95 / 100])
        );
        await table.WriteAsync(output);
    }

    private static async Task<(double Milliseconds, int Pending)> TimeAsync(
        HttpClient http,
        string query,
        CancellationToken cancellationToken
    )
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = JsonDocument.Parse(
            await http.GetByteArrayAsync(
                new Uri($"api/v1/search/semantic?q={query}", UriKind.Relative),
                cancellationToken
            )
        );
        return (
            Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            answer.RootElement.GetProperty("pending").GetInt32()
        );
    }

    private static string Text(double number) => number.ToString("#,0.0", CultureInfo.InvariantCulture);
}
