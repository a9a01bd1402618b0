using System.Diagnostics;

namespace KgRca.Benchmarks.Footprint;

/// <summary>The agent as a process of its own, as it is published.</summary>
internal sealed class AgentProcess : IDisposable
{
    // An address of the loopback that nobody else uses: the ports of OTLP are fixed.
    private const string Host = "127.0.0.77";
    private const string Listen = $"{Host}:4319";

    private readonly Process _process;

    private AgentProcess(Process process) => (_process, Figures) = (process, new ProcessFigures(process.Id));

    /// <summary>Where it receives logs.</summary>
    public static Uri Receivers { get; } = new($"http://{Listen}/");

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it costs.</summary>
    public ProcessFigures Figures { get; }

    /// <summary>Publishes the agent; the program that <c>KGRCA_BENCH_AGENT</c> names is taken in its place.</summary>
    /// <returns>The program.</returns>
    public static async Task<string> PublishAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("KGRCA_BENCH_AGENT") is { Length: > 0 } program)
            return program;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "KgRca.sln")))
            root = root.Parent ?? throw new InvalidOperationException("There is no KgRca.sln above the benchmark.");
        using var publish = Start(
            "dotnet",
            [
                "publish",
                Path.Combine(root.FullName, "KgRca.Agent"),
                "-c",
                "Release",
                "-o",
                folder,
                "--nologo",
                "-v",
                "quiet",
            ]
        );
        await publish.WaitForExitAsync(cancellationToken);
        return publish.ExitCode == 0
            ? Path.Combine(folder, "KgRca.Agent")
            : throw new InvalidOperationException("The agent cannot be published.");
    }

    /// <summary>Starts it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="kubeconfig">Where the cluster is.</param>
    /// <param name="server">Where it delivers.</param>
    /// <param name="authority">The file of who signed the servers' certificates.</param>
    /// <param name="spool">The folder of its spool.</param>
    public static AgentProcess Watch(
        string program,
        string kubeconfig,
        string server,
        string authority,
        string spool
    ) =>
        new(
            Start(
                program,
                [
                    "watch",
                    "--kubeconfig",
                    kubeconfig,
                    "--server",
                    server,
                    "--spool",
                    spool,
                    "--listen",
                    Listen,
                    "--otlp",
                    Host,
                ],
                ("KGRCA_API_KEY", "benchmark"),
                ("SSL_CERT_FILE", authority),
                ("DOTNET_EnableDiagnostics", "0")
            )
        );

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
