using System.Diagnostics;
using System.Globalization;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.RootCause;
using KgRca.Scenarios;

namespace KgRca.Benchmarks.Engine;

/// <summary>
/// The engine alone on parsed records, one core: its rate over a million of them, and the time in which it names the
/// causes of a new incident.
/// </summary>
internal static class EngineBenchmark
{
    private const int Resources = 10_000;
    private const int Records = 1_000_000;
    private const int Slice = 100_000;

    public static MacroBenchmark Definition { get; } =
        new("engine", "RootCauseEngine on parsed records, and the causes of new incidents", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var engine = new RootCauseEngine();
        var changes = new List<GraphChange>();
        var table = new Table(
            "records so far",
            "records/s",
            "records per second of CPU",
            "resources",
            "incidents in memory",
            "managed heap MB"
        );
        var causes = new List<double>();
        var (done, total, totalUsed) = (0, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var chunk in LoadScenario.Generate(Resources, Records, 1).Chunk(Slice))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var records = chunk.Select(Parse).ToList();
            GC.Collect();
            var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            foreach (var record in records)
            {
                changes.Clear();
                engine.Process(record, changes);
            }
            var (elapsed, used) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu);
            (total, totalUsed) = (total + elapsed, totalUsed + used);
            done += records.Count;
            table.Add(
                Text(done),
                Text(records.Count / elapsed.TotalSeconds),
                Text(records.Count / used.TotalSeconds),
                Text(engine.Resources),
                Text(engine.Incidents),
                Text(GC.GetTotalMemory(false) / 1e6)
            );
        }
        // New incidents one by one, each an error on an object of its own, in the graph as it now is.
        var last = engine.Watermark ?? default;
        for (var i = 0; i < 500; i++)
        {
            changes.Clear();
            var target = (Event)Parse(
                LoadScenario
                    .Generate(Resources, 600, i + 2)
                    .Last(record => record.Topic == Contracts.Identity.DataTopic.Events)
            );
            var error = target with
            {
                EventId = $"new-{i}",
                EventTime = last.AddSeconds(i),
                FirstTime = null,
                Severity = Severity.Error,
                Reason = "Failed",
                Message = "Error: container failed",
            };
            var started = Stopwatch.GetTimestamp();
            engine.Process(error, changes);
            causes.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        await table.WriteAsync(output);
        await output.WriteLineAsync(
            $"\nOver all of them {Text(done / total.TotalSeconds)} records/s, and {Text(done / totalUsed.TotalSeconds)} per second of CPU."
        );
        causes.Sort();
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nCauses of a new incident: median {causes[causes.Count / 2]:0.000} ms, 95th percentile {causes[(int)(causes.Count * 0.95)]:0.000} ms, longest {causes[^1]:0.000} ms."
            )
        );
    }

    private static WireRecord Parse(Contracts.Captures.CaptureRecord record) =>
        RecordParser.Parse(record.Topic, record.Value.Span, record.Time).Record
        ?? throw new InvalidOperationException("The scenario has a bad record.");

    private static string Text(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
