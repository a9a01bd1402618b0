using System.Diagnostics;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>The agent as a process of its own.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    /// <summary>What it calls the cluster.</summary>
    public const string Cluster = "live";

    private readonly Process _process;
    private readonly List<string> _output = [];

    private AgentProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Starts <c>watch</c>.</summary>
    /// <param name="kubeconfig">Whose rights it has.</param>
    /// <param name="server">Where it delivers.</param>
    /// <param name="key">The API key.</param>
    /// <param name="spool">Its folder.</param>
    /// <param name="listen">Where it receives.</param>
    /// <param name="tokenFile">The file of the token that senders must show; null where none is asked for.</param>
    /// <param name="tailsLogs">Whether it follows logs through the API server.</param>
    /// <param name="resources">What it watches beside its own.</param>
    public static AgentProcess Start(
        string kubeconfig,
        string server,
        string key,
        string spool,
        string listen = "127.0.0.1:0",
        string? tokenFile = null,
        bool tailsLogs = false,
        params IEnumerable<string> resources
    )
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "KgRca.Agent.dll"),
            "watch",
            "--server",
            server,
            "--kubeconfig",
            kubeconfig,
            "--cluster",
            Cluster,
            "--spool",
            spool,
            "--listen",
            listen,
            .. tailsLogs ? (string[])["--tail-logs"] : [],
        ];
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            arguments
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KGRCA_API_KEY"] = key;
        if (tokenFile is not null)
            start.Environment["KGRCA_RECEIVER_TOKEN_FILE"] = tokenFile;
        start.Environment["KGRCA_RESOURCES"] = string.Join(',', resources);
        return new AgentProcess(start);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
    }
}
