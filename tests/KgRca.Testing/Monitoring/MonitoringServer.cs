using System.Diagnostics;

namespace KgRca.Testing.Monitoring;

/// <summary>A real Prometheus or Alertmanager of a test's own, on a free port of the loopback.</summary>
public sealed class MonitoringServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly Program Prometheus = new("KGRCA_TEST_PROMETHEUS", "prometheus");
    private static readonly Program Alertmanager = new("KGRCA_TEST_ALERTMANAGER", "prometheus-alertmanager");

    private readonly TempFolder _folder = new();
    private readonly List<string> _output = [];
    private readonly Process _process;

    private MonitoringServer(string program, string configuration, string[] arguments)
    {
        var address = $"127.0.0.1:{FreePorts.One()}";
        Address = new Uri($"http://{address}/");
        File.WriteAllText(_folder["config.yml"], configuration);
        _process =
            Process.Start(
                new ProcessStartInfo(
                    program,
                    [$"--config.file={_folder["config.yml"]}", $"--web.listen-address={address}", .. arguments]
                )
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    WorkingDirectory = _folder.Path,
                }
            ) ?? throw new InvalidOperationException($"Cannot start {program}.");
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    private string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Why tests are skipped that want Prometheus; null where it is there.</summary>
    public static string? NoPrometheus => Find(Prometheus) is null ? Prometheus.Missing : null;

    /// <summary>Why tests are skipped that want Alertmanager; null where it is there.</summary>
    public static string? NoAlertmanager => Find(Alertmanager) is null ? Alertmanager.Missing : null;

    /// <summary>Starts Prometheus; returns once it is ready.</summary>
    public static Task<MonitoringServer> StartPrometheusAsync(
        string configuration,
        CancellationToken cancellationToken
    ) => StartAsync(Prometheus, configuration, ["--storage.tsdb.path=data"], cancellationToken);

    /// <summary>Starts Alertmanager; returns once it is ready.</summary>
    public static Task<MonitoringServer> StartAlertmanagerAsync(
        string configuration,
        CancellationToken cancellationToken
    ) =>
        StartAsync(
            Alertmanager,
            configuration,
            ["--storage.path=data", "--cluster.listen-address="],
            cancellationToken
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<MonitoringServer> StartAsync(
        Program program,
        string configuration,
        string[] arguments,
        CancellationToken cancellationToken
    )
    {
        var server = new MonitoringServer(
            Find(program) ?? throw new InvalidOperationException(program.Missing),
            configuration,
            arguments
        );
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

    private static string? Find(Program program) =>
        Environment.GetEnvironmentVariable(program.Variable) is { Length: > 0 } path
            ? path
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, program.Name))
                .FirstOrDefault(File.Exists);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var http = new HttpClient { BaseAddress = Address };
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"It ended: {Output}");
            try
            {
                using var response = await http.GetAsync("-/ready", limit.Token);
                if (response.IsSuccessStatusCode)
                    return;
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
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
    }

    /// <summary>A program, by the variable that names its path, and as Debian calls it.</summary>
    private sealed record Program(string Variable, string Name)
    {
        public string Missing => $"{Variable} names no {Name}, and there is none on the PATH.";
    }
}
