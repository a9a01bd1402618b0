using System.Globalization;
using System.Runtime.InteropServices;

namespace KgRca.Benchmarks.Reporting;

/// <summary>The machine that figures were measured on: without it they mean little.</summary>
internal static class Machine
{
    private const string CpuFile = "/proc/cpuinfo";
    private const double Gibibyte = 1L << 30;

    /// <summary>Processor, cores, memory, operating system and runtime in one line.</summary>
    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibibyte;
        string[] facts =
        [
            Cpu(),
            $"{Environment.ProcessorCount} logical cores",
            string.Create(CultureInfo.InvariantCulture, $"{memory:F1} GiB"),
            $"{RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture})",
            RuntimeInformation.FrameworkDescription,
        ];
        return string.Join(", ", facts) + DebugWarning();
    }

    private static string Cpu()
    {
        var model = File.Exists(CpuFile)
            ? File.ReadLines(CpuFile).FirstOrDefault(IsModel)?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.IsNullOrEmpty(model) ? "unknown processor" : model;
    }

    private static bool IsModel(string line) => line.StartsWith("model name", StringComparison.Ordinal);

#if DEBUG
    private static string DebugWarning() => "\nThis is a debug build: its figures mean nothing. Use -c Release.";
#else
    private static string DebugWarning() => "";
#endif
}
