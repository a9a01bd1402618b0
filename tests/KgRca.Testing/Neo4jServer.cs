using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace KgRca.Testing;

/// <summary>
/// A Neo4j server of the Community edition for tests: the one that the environment variable <c>KGRCA_TEST_NEO4J</c>
/// names: its address with user and password, as in <c>ConnectionStrings:neo4j</c>, or a program that starts one as
/// <c>PROGRAM --data FOLDER --port N</c> does, with its HTTP interface on N + 1. What was started is stopped on disposal.
/// </summary>
public sealed class Neo4jServer : IAsyncDisposable
{
    private const string Variable = "KGRCA_TEST_NEO4J";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly TempFolder? _folder;
    private readonly Process? _process;

    private Neo4jServer(string connectionString, TempFolder? folder, Process? process) =>
        (ConnectionString, _folder, _process) = (connectionString, folder, process);

    /// <summary>Why tests that want a server are skipped where there is none.</summary>
    public static string MissingReason =>
        $"No Neo4j: set {Variable} to http://host:7474;user=neo4j;password=… or to a program that starts one.";

    /// <summary>How to reach it, as <c>ConnectionStrings:neo4j</c> has it.</summary>
    public string ConnectionString { get; }

    /// <summary>Finds or starts a server.</summary>
    /// <returns>Null where the machine has none.</returns>
    public static async Task<Neo4jServer?> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } given)
            return null;
        if (given.StartsWith("http", StringComparison.Ordinal))
            return new Neo4jServer(given, null, null);
        var (folder, port) = (new TempFolder(), FreePorts.First(2));
        var process = Process.Start(
            new ProcessStartInfo(given, ["--data", folder.Path, "--port", $"{port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var server = new Neo4jServer($"http://127.0.0.1:{port + 1};user=neo4j;password=test-password", folder, process);
        await server.WaitUntilReadyAsync(port + 1, cancellationToken);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder?.Dispose();
    }

    private async Task WaitUntilReadyAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("neo4j:test-password"))
        );
        while (!_process!.HasExited)
        {
            try
            {
                using var content = new StringContent(
                    """{"statement":"RETURN 1"}""",
                    Encoding.UTF8,
                    "application/json"
                );
                using var answer = await http.PostAsync(
                    $"http://127.0.0.1:{port}/db/neo4j/query/v2",
                    content,
                    cancellationToken
                );
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It is not listening yet.
            }
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
        throw new InvalidOperationException($"Neo4j ended with {_process.ExitCode} before it was ready.");
    }
}
