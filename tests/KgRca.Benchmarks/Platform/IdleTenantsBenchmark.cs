using System.Globalization;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Scenarios;

namespace KgRca.Benchmarks.Platform;

/// <summary>
/// What many tenants cost that do nothing: the platform in a process of its own, each client with the bundled capture's
/// graph, and then time. Graphs leave memory after 5 minutes without use, engines after 16 without records.
/// </summary>
internal static class IdleTenantsBenchmark
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(7),
        TimeSpan.FromMinutes(18),
    ];

    public static MacroBenchmark Definition { get; } =
        new("idle-tenants", "Memory of tenants that do nothing", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var tenants = int.Parse(
            Environment.GetEnvironmentVariable("KGRCA_BENCH_TENANTS") ?? "200",
            CultureInfo.InvariantCulture
        );
        var data = Directory.CreateTempSubdirectory("kgrca-bench-").FullName;
        try
        {
            using var host = await BenchmarkHost.StartAsync(data, cancellationToken);
            var table = new Table($"{tenants} tenants", "resident MB");
            table.Add("none yet", Megabytes(host));
            var records = ShopScenario.Generate().ToArray();
            for (var i = 0; i < tenants; i++)
            {
                using var http = await host.AddClientAsync(cancellationToken);
                await Ingestion.SendAsync(http, records, cancellationToken);
                await Ingestion.WaitAsync(http, cancellationToken);
            }
            table.Add("all were just active", Megabytes(host));
            var waited = TimeSpan.Zero;
            foreach (var wait in Waits)
            {
                await Task.Delay(wait - waited, TimeProvider.System, cancellationToken);
                waited = wait;
                table.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{wait.TotalMinutes:0.#} min later"),
                    Megabytes(host)
                );
            }
            await table.WriteAsync(output);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static string Megabytes(BenchmarkHost host) =>
        (host.ResidentBytes / 1e6).ToString("#,0", CultureInfo.InvariantCulture);
}
