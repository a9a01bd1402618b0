using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KgRca.Benchmarks.Platform;

/// <summary>The platform as a process of its own.</summary>
internal sealed class BenchmarkHost : IDisposable
{
    private static readonly string[] KeyPermissions = ["read", "ingest", "query"];

    private readonly Process _process;
    private readonly string _password;

    private BenchmarkHost(Process process, string address, string password, TimeSpan startTime) =>
        (_process, Address, _password, StartTime) = (process, address, password, startTime);

    public string Address { get; }

    public TimeSpan StartTime { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<BenchmarkHost> StartAsync(string data, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (
            var argument in (string[])
                [
                    Path.Combine(AppContext.BaseDirectory, "KgRca.Standalone.dll"),
                    "--urls",
                    address,
                    "--data",
                    data,
                    "--no-demo",
                ]
        )
            start.ArgumentList.Add(argument);
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException("The platform did not start.");
        var password = "";
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("password", StringComparison.Ordinal))
                password = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            if (line == "ready")
                return new BenchmarkHost(process, address, password, Stopwatch.GetElapsedTime(began));
        }
        throw new InvalidOperationException("The platform ended before it was ready.");
    }

    /// <summary>A client without a limit, and an HTTP client that sends its key.</summary>
    public async Task<HttpClient> AddClientAsync(CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = new Uri(Address + "/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{_password}"))
        );
        var client = await PostAsync(
            http,
            "api/admin/v1/clients",
            new { name = "bench", plan = "enterprise" },
            "client_id",
            cancellationToken
        );
        var key = await PostAsync(
            http,
            $"api/admin/v1/clients/{client}/keys",
            new { name = "bench", permissions = KeyPermissions },
            "secret",
            cancellationToken
        );
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<string?> PostAsync(
        HttpClient http,
        string path,
        object body,
        string member,
        CancellationToken cancellationToken
    )
    {
        using var response = await http.PostAsJsonAsync(path, body, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return answer.RootElement.GetProperty(member).GetString();
    }
}
