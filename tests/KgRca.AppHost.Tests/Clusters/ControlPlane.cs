using System.Diagnostics;

namespace KgRca.AppHost.Tests.Clusters;

/// <summary>A real Kubernetes control plane of a test's own, started by the program that <c>KGRCA_TEST_KUBERNETES</c> names.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const string Variable = "KGRCA_TEST_KUBERNETES";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Process _process;

    private ControlPlane(Process process, string folder) => (_process, Kubeconfig) = (process, Path.Combine(folder, "kubeconfig"));

    /// <summary>Why tests that want one are skipped where there is none.</summary>
    public static string MissingReason => $"{Variable} names no program that starts a Kubernetes control plane.";

    /// <summary>Whether one can be started.</summary>
    public static bool Exists => Program is not null;

    /// <summary>The kubeconfig of an administrator.</summary>
    public string Kubeconfig { get; }

    private static string? Program => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    /// <summary>Starts one; returns once its nodes are ready.</summary>
    public static async Task<ControlPlane> StartAsync(string folder, int nodes, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException(MissingReason), ["--data", folder, "--port", $"{FreePorts.First(6)}", "--nodes", $"{nodes}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        var plane = new ControlPlane(Process.Start(start)!, folder);
        plane._process.BeginOutputReadLine();
        plane._process.BeginErrorReadLine();
        try
        {
            for (var started = Stopwatch.StartNew(); !File.Exists(Path.Combine(folder, "ready")); await Task.Delay(Pause, TimeProvider.System, cancellationToken))
                if (plane._process.HasExited || started.Elapsed > Patience) throw new InvalidOperationException($"The control plane did not start; see {folder}/logs.");
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
        }
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
