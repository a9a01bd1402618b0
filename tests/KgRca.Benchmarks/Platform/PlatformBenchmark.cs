using System.Diagnostics;
using System.Globalization;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Scenarios;

namespace KgRca.Benchmarks.Platform;

/// <summary>
/// The platform in a process of its own: two million records by its ingest endpoint, what they take on disk and in
/// memory, and then requests for causes. The sender and the load generator share the machine with it.
/// </summary>
internal static class PlatformBenchmark
{
    private const int Resources = 10_000;
    private const int Lines = 500;

    // Long enough for the service to see that it is quiet, and give memory back.
    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(30);

    public static MacroBenchmark Definition { get; } =
        new("platform", "Ingest to disk, memory, and GET rca, over HTTP", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var records = int.Parse(
            Environment.GetEnvironmentVariable("KGRCA_BENCH_RECORDS") ?? "2000000",
            CultureInfo.InvariantCulture
        );
        var data = Directory.CreateTempSubdirectory("kgrca-bench-").FullName;
        try
        {
            using var host = await BenchmarkHost.StartAsync(data, cancellationToken);
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"From process start to ready on an empty folder: {host.StartTime.TotalSeconds:0.00} s\n"
                )
            );
            using var http = await host.AddClientAsync(cancellationToken);
            var table = new Table("records", "episodes", "records/s in graph", "resident MB", "disk MB");
            var started = Stopwatch.GetTimestamp();
            var sent = 0;
            foreach (
                var slice in LoadScenario.Generate(Resources, records, 1).Chunk(Lines).Chunk(records / Lines / 8 + 1)
            )
            {
                foreach (var chunk in slice)
                {
                    await Ingestion.SendAsync(http, chunk, cancellationToken);
                    sent += chunk.Length;
                }
                var episodes = await Ingestion.WaitAsync(http, cancellationToken);
                table.Add(
                    Text(sent),
                    Text(episodes),
                    Text(sent / Stopwatch.GetElapsedTime(started).TotalSeconds),
                    Text(host.ResidentBytes / 1e6),
                    Text(SizeOf(data) / 1e6)
                );
            }
            await table.WriteAsync(output);
            await Task.Delay(AtRest, TimeProvider.System, cancellationToken);
            await output.WriteLineAsync(
                $"\nAt rest, {AtRest.TotalSeconds} s later: {Text(host.ResidentBytes / 1e6)} MB resident."
            );
            await output.WriteLineAsync();
            await CauseRequests.RunAsync(host.Address, http, output, cancellationToken);
            await output.WriteLineAsync();
            await SearchRequests.RunAsync(http, output, cancellationToken);
            await Task.Delay(AtRest, TimeProvider.System, cancellationToken);
            await output.WriteLineAsync(
                $"\nAt rest, {AtRest.TotalSeconds} s later: {Text(host.ResidentBytes / 1e6)} MB resident."
            );
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static double SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => (double)file.Length);

    private static string Text(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
