using System.Diagnostics;

namespace KgRca.Standalone.Tests;

/// <summary>The platform as a process of its own, which can be killed.</summary>
internal sealed class StandaloneProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StandaloneProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) =>
            _ready.TrySetException(new InvalidOperationException($"The platform ended:\n{Output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it; returns once it has said <c>ready</c>.</summary>
    public static async Task<StandaloneProcess> StartAsync(
        string dataDirectory,
        int port,
        CancellationToken cancellationToken,
        params string[] more
    )
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet"
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [
                    Path.Combine(AppContext.BaseDirectory, "KgRca.Standalone.dll"),
                    .. more.Contains("--urls") ? (string[])[] : ["--urls", $"http://127.0.0.1:{port}"],
                    "--data",
                    dataDirectory,
                    .. more,
                ]
        )
            start.ArgumentList.Add(argument);
        // What a compacted topic still has depends on when it is compacted: on a slow machine, records that another run
        // reads are gone.
        start.Environment["EventLog__MaintenanceInterval"] = "1.00:00:00";
        var host = new StandaloneProcess(start);
        try
        {
            await host._ready.Task.WaitAsync(cancellationToken);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Ends it as a crash would: SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Ends it as Ctrl-C or Kubernetes would.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Add(line);
        if (line == "ready")
            _ready.TrySetResult();
    }
}
