using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KgRca.Benchmarks.Reporting;

namespace KgRca.Benchmarks.Running;

/// <summary>Runs what the command line names.</summary>
internal static class Runner
{
    private const string Micro = "micro";
    private const string All = "all";

    /// <summary>Runs the macro benchmarks named, or hands over to BenchmarkDotNet.</summary>
    /// <returns>The process's exit code: 0, or 1 where a name is unknown or none is given.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        if (args is [Micro, .. var rest])
        {
            BenchmarkSwitcher.FromAssembly(typeof(Runner).Assembly).Run(rest, MicroConfig());
            return 0;
        }
        var chosen = Catalogue.All.Where(benchmark => args is [All] || args.Contains(benchmark.Name)).ToList();
        if (
            chosen.Count == 0
            || args.Any(name => name != All && Catalogue.All.All(benchmark => benchmark.Name != name))
        )
        {
            await WriteUsageAsync(output);
            return 1;
        }
        await output.WriteLineAsync(Machine.Describe());
        foreach (var benchmark in chosen)
        {
            await output.WriteLineAsync($"\n## {benchmark.Name}: {benchmark.Summary}\n");
            await benchmark.RunAsync(output, cancellationToken);
        }
        return 0;
    }

    // In this process: the projects that BenchmarkDotNet would generate and build do not find their way through
    // UseArtifactsOutput.
    private static ManualConfig MicroConfig() =>
        DefaultConfig
            .Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));

    private static async Task WriteUsageAsync(TextWriter output)
    {
        var table = new Table("name", "what it measures");
        foreach (var benchmark in Catalogue.All)
            table.Add(benchmark.Name, benchmark.Summary);
        table.Add(All, "all of the above");
        table.Add($"{Micro} [--filter *]", "single calls, with BenchmarkDotNet");
        await output.WriteLineAsync(
            "Usage: dotnet run -c Release --project tests/KgRca.Benchmarks -- <name> [<name> …]\n"
        );
        await table.WriteAsync(output);
    }
}
