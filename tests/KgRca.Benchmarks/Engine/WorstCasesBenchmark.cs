using System.Globalization;
using KgRca.Benchmarks.Reporting;
using KgRca.Benchmarks.Running;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.RootCause;
using KgRca.Scenarios.WorstCases;

namespace KgRca.Benchmarks.Engine;

/// <summary>
/// What a record costs an engine where there is very much of what it concerns: processor time and memory of the records
/// that follow, at one size, twice and four times it.
/// </summary>
internal static class WorstCasesBenchmark
{
    private const string Setting = "KGRCA_BENCH_WORST_CASE";
    private const int Size = 500;

    public static MacroBenchmark Definition { get; } =
        new("worst-cases", "what a record costs an engine as what it concerns grows", RunAsync);

    private static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var size = int.TryParse(
            Environment.GetEnvironmentVariable(Setting),
            CultureInfo.InvariantCulture,
            out var asked
        )
            ? asked
            : Size;
        var table = new Table($"n = {size}", "µs at n", "2n / n", "4n / n", "KB at n", "2n / n", "4n / n");
        // Once for the compiler.
        foreach (var worst in AllWorstCases.List)
            Measure(worst, 30);
        foreach (var worst in AllWorstCases.List)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (one, two, four) = (Measure(worst, size), Measure(worst, 2 * size), Measure(worst, 4 * size));
            table.Add(
                worst.Name,
                Text(one.Microseconds, "#,0"),
                Text(two.Microseconds / one.Microseconds, "0.0"),
                Text(four.Microseconds / one.Microseconds, "0.0"),
                Text(one.Kilobytes, "#,0.0"),
                Text(two.Kilobytes / one.Kilobytes, "0.0"),
                Text(four.Kilobytes / one.Kilobytes, "0.0")
            );
        }
        await table.WriteAsync(output);
    }

    private static (double Microseconds, double Kilobytes) Measure(WorstCase worst, int size)
    {
        var engine = new RootCauseEngine();
        var changes = new List<GraphChange>();
        foreach (var record in worst.Grow(size))
            Process(Parse(record));
        var records = worst.Probe(size).Select(Parse).ToList();
        GC.Collect();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Environment.CpuUsage.TotalTime;
        foreach (var record in records)
            Process(record);
        return (
            (Environment.CpuUsage.TotalTime - started).TotalMicroseconds / records.Count,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024.0 / records.Count
        );

        void Process(WireRecord record)
        {
            changes.Clear();
            engine.Process(record, changes);
        }
    }

    private static WireRecord Parse(CaptureRecord record) =>
        RecordParser.Parse(record.Topic, record.Value.Span, record.Time).Record
        ?? throw new InvalidOperationException("The worst case has a bad record.");

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
