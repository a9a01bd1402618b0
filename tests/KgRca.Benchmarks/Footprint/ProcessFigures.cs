using System.Globalization;

namespace KgRca.Benchmarks.Footprint;

/// <summary>What Linux says of a process.</summary>
/// <param name="id">The process.</param>
internal sealed class ProcessFigures(int id)
{
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of processor time so far.</summary>
    public double CpuSeconds
    {
        get
        {
            // After the program's name, which may have spaces, in parentheses: utime and stime are the 14th and 15th of
            // all fields.
            var fields = File.ReadAllText($"/proc/{id}/stat")
                .Split(')')[^1]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory in megabytes.</summary>
    public double Resident => Status("VmRSS:");

    /// <summary>The most resident memory in megabytes since <see cref="ResetPeak"/>.</summary>
    public double Peak => Status("VmHWM:");

    /// <summary>The peak begins anew.</summary>
    public void ResetPeak() => File.WriteAllText($"/proc/{id}/clear_refs", "5");

    private double Status(string name) =>
        Number(
            File.ReadLines($"/proc/{id}/status")
                .First(line => line.StartsWith(name, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]
        )
        * 1024
        / 1e6;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
