using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KgRca.Agent.Tests.Prometheus;

/// <summary>A real Prometheus or Alertmanager of a test's own, on a free port of the loopback.</summary>
internal sealed class MonitoringServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-monitoring-").FullName;
    private readonly List<string> _output = [];
    private readonly Process _process;

    private MonitoringServer(string program, string configuration, Func<string, string[]> arguments)
    {
        var port = FreePort();
        Address = new Uri($"http://127.0.0.1:{port}/");
        File.WriteAllText(Path.Combine(_folder, "config.yml"), configuration);
        _process = Process.Start(new ProcessStartInfo(program, [$"--config.file={Path.Combine(_folder, "config.yml")}", $"--web.listen-address=127.0.0.1:{port}", .. arguments(_folder)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder,
        })!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    /// <summary>What it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>Starts Prometheus, or skips the test where there is none.</summary>
    public static Task<MonitoringServer> StartPrometheusAsync(string configuration, CancellationToken cancellationToken) =>
        StartAsync("KGRCA_TEST_PROMETHEUS", "prometheus", configuration, folder => [$"--storage.tsdb.path={Path.Combine(folder, "data")}"], cancellationToken);

    /// <summary>Starts Alertmanager, or skips the test where there is none.</summary>
    public static Task<MonitoringServer> StartAlertmanagerAsync(string configuration, CancellationToken cancellationToken) =>
        StartAsync("KGRCA_TEST_ALERTMANAGER", "prometheus-alertmanager", configuration, folder => [$"--storage.path={Path.Combine(folder, "data")}", "--cluster.listen-address="], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<MonitoringServer> StartAsync(string variable, string name, string configuration, Func<string, string[]> arguments, CancellationToken cancellationToken)
    {
        var program = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? named : OnPath(name);
        Assert.SkipWhen(program is null, $"{variable} names no {name}, and there is none on the PATH.");
        var server = new MonitoringServer(program!, configuration, arguments);
        try
        {
            await server.WaitAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var http = new HttpClient { BaseAddress = Address };
        while (true)
        {
            Assert.False(_process.HasExited, $"It ended: {Output}");
            try
            {
                using var response = await http.GetAsync("-/ready", limit.Token);
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // It is starting.
            }
            await Task.Delay(Pause, TimeProvider.System, limit.Token);
        }
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
    }
}
