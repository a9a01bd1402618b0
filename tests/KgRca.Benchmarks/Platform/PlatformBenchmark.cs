using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Scenarios;

namespace KgRca.Benchmarks.Platform;

/// <summary>
/// The app host in a process of its own: two million records by its ingest endpoint, what they take on disk and in memory, and then requests for causes.
/// The sender and the load generator share the machine with it.
/// </summary>
internal static class PlatformBenchmark
{
    private const int Resources = 10_000;
    private const int Lines = 500;

    public static MacroBenchmark Definition { get; } = new("platform", "Ingest to disk, memory, and GET rca, over HTTP", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var records = int.Parse(Environment.GetEnvironmentVariable("KGRCA_BENCH_RECORDS") ?? "2000000", CultureInfo.InvariantCulture);
        var data = Directory.CreateTempSubdirectory("kgrca-bench-").FullName;
        try
        {
            using var host = await BenchmarkHost.StartAsync(data, cancellationToken);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"From process start to ready on an empty folder: {host.StartTime.TotalSeconds:0.00} s\n"));
            using var http = await host.AddClientAsync(cancellationToken);
            var table = new Table("records", "records/s in graph", "resident MB", "disk MB");
            var started = Stopwatch.GetTimestamp();
            var sent = 0;
            foreach (var slice in LoadScenario.Generate(Resources, records, 1).Chunk(Lines).Chunk(records / Lines / 8 + 1))
            {
                foreach (var chunk in slice)
                {
                    await SendAsync(http, chunk, cancellationToken);
                    sent += chunk.Length;
                }
                await WaitAsync(http, cancellationToken);
                table.Add(Text(sent), Text(sent / Stopwatch.GetElapsedTime(started).TotalSeconds), Text(host.ResidentBytes / 1e6), Text(SizeOf(data) / 1e6));
            }
            await table.WriteAsync(output);
            await output.WriteLineAsync();
            await CauseRequests.RunAsync(host.Address, http, output, cancellationToken);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task SendAsync(HttpClient http, Contracts.Captures.CaptureRecord[] records, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        foreach (var record in records)
        {
            using (var writer = new Utf8JsonWriter(body)) record.WriteTo(writer);
            body.WriteByte((byte)'\n');
        }
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await http.PostAsync("api/v1/ingest", content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static async Task WaitAsync(HttpClient http, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync("api/v1/stats", cancellationToken));
            if (answer.RootElement.GetProperty("lag").GetInt64() == 0) return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private static double SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => (double)file.Length);

    private static string Text(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
