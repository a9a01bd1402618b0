using System.Diagnostics;

namespace KgRca.Testing;

/// <summary>
/// A Redis server started out of the machine's installation, on a free port of the loopback address, which can be killed
/// and started again.
/// </summary>
public sealed class RedisInstallation : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = FreePorts.One();
    private Process? _process;

    private RedisInstallation() { }

    /// <summary>Why tests that want a server of their own are skipped where there is none.</summary>
    public static string MissingReason => "No Redis to start and kill: install redis-server.";

    /// <summary>How to reach it.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>What it has used of a processor.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts one.</summary>
    /// <returns>Null where none is installed.</returns>
    public static async Task<RedisInstallation?> StartAsync(CancellationToken cancellationToken)
    {
        if (!await Command.TryRunAsync("redis-server", ["--version"], cancellationToken))
            return null;
        var server = new RedisInstallation();
        await server.RestartAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts it again after it was killed, and waits until it answers.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--port",
            $"{_port}",
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            _folder.Path,
            "--loglevel",
            "notice",
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        throw new InvalidOperationException("redis-server ended before it was ready.");
    }

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync(CancellationToken.None);
        _process?.Dispose();
        _folder.Dispose();
    }
}
