using KgRca.Benchmarks.Engine;
using KgRca.Benchmarks.Footprint;
using KgRca.Benchmarks.Limits;
using KgRca.Benchmarks.Parsing;
using KgRca.Benchmarks.Platform;

namespace KgRca.Benchmarks.Running;

/// <summary>Every macro benchmark. A new one is a file of its own and a line here.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<MacroBenchmark> All { get; } =
    [
        ParsingBenchmark.Definition,
        EngineBenchmark.Definition,
        WorstCasesBenchmark.Definition,
        PlatformBenchmark.Definition,
        IdleTenantsBenchmark.Definition,
        HostileBenchmark.Definition,
        FootprintBenchmark.Definition,
        RateLimitBenchmark.Definition,
    ];
}
