using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// A real Kubernetes control plane of a test's own, started by the program that <c>KGRCA_TEST_KUBERNETES</c> names.
/// </summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const string Variable = "KGRCA_TEST_KUBERNETES";
    private const int Ports = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string _folder;
    private readonly int _nodes;
    private Process _process;

    private ControlPlane(string folder, int nodes) =>
        (_folder, _nodes, Port, _process) = (folder, nodes, FreePorts.First(Ports), new Process());

    /// <summary>Why tests that want one are skipped where there is none.</summary>
    public static string MissingReason => $"{Variable} names no program that starts a Kubernetes control plane.";

    /// <summary>Whether one can be started.</summary>
    public static bool Exists => Program is not null;

    /// <summary>The kubeconfig of an administrator.</summary>
    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    /// <summary>The file of which every container's log consists.</summary>
    public string Log => Path.Combine(_folder, "pod.log");

    /// <summary>The certificates of its API server, the authority's included.</summary>
    public string Certificates => Path.Combine(_folder, "certificates", "apiserver.crt");

    /// <summary>Where its API server listens.</summary>
    public int Port { get; private set; }

    private static string? Program =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : null;

    private string Ready => Path.Combine(_folder, "ready");

    /// <summary>Starts one; returns once its nodes are ready.</summary>
    public static async Task<ControlPlane> StartAsync(string folder, int nodes, CancellationToken cancellationToken)
    {
        var plane = new ControlPlane(folder, nodes);
        await plane.StartAsync(plane.Port, cancellationToken);
        return plane;
    }

    /// <summary>Starts it on what it has; returns once its nodes are ready.</summary>
    /// <param name="port">Where its API server listens from now on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        Port = port;
        Directory.CreateDirectory(_folder);
        File.Delete(Ready);
        var start = new ProcessStartInfo(
            Program ?? throw new InvalidOperationException(MissingReason),
            ["--data", _folder, "--port", $"{port}", "--nodes", $"{_nodes}"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process.Dispose();
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            for (
                var started = Stopwatch.StartNew();
                !File.Exists(Ready);
                await Task.Delay(Pause, TimeProvider.System, cancellationToken)
            )
                if (_process.HasExited || started.Elapsed > Patience)
                    throw new InvalidOperationException($"The control plane did not start; see {_folder}/logs.");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Ends the API server by SIGKILL, and with it the rest; returns once nobody listens at their ports.
    /// </summary>
    public async Task KillApiServerAsync(CancellationToken cancellationToken)
    {
        using (var server = Process.GetProcessById(await FindApiServerAsync(cancellationToken)))
            server.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        while (!FreePorts.AreFree(Port, Ports))
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
    }

    /// <summary>Lets etcd forget all states but the present one.</summary>
    public async Task CompactAsync(CancellationToken cancellationToken)
    {
        using var etcd = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port + 1}/v3/kv/") };
        using var answer = await etcd.PostAsJsonAsync(
            "range",
            new { key = Convert.ToBase64String([0]) },
            cancellationToken
        );
        var header = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("header");
        using var compacted = await etcd.PostAsJsonAsync(
            "compaction",
            new { revision = header.GetProperty("revision").GetString(), physical = true },
            cancellationToken
        );
        compacted.EnsureSuccessStatusCode();
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

    private async Task<int> FindApiServerAsync(CancellationToken cancellationToken)
    {
        foreach (
            var child in (
                await File.ReadAllTextAsync($"/proc/{_process.Id}/task/{_process.Id}/children", cancellationToken)
            ).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        )
            if (
                (await File.ReadAllTextAsync($"/proc/{child}/cmdline", cancellationToken))
                    .Split('\0')[0]
                    .EndsWith("/kube-apiserver", StringComparison.Ordinal)
            )
                return int.Parse(child, CultureInfo.InvariantCulture);
        throw new InvalidOperationException("The control plane has no API server.");
    }
}
