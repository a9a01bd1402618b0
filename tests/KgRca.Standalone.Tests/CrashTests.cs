using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KgRca.Agent.Replay;
using KgRca.Scenarios;

namespace KgRca.Standalone.Tests;

public sealed class CrashTests
{
    private const int Kills = 5;
    private static readonly string[] KeyPermissions = ["read", "ingest"];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Kill_AtRandomMomentsOfAReplay_LosesAndDoublesNothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        var capture = folder["capture.jsonl.gz"];
        CaptureFile.Write(capture, LoadScenario.Generate(300, 20_000, 7));
        var undisturbed = await RunAsync(folder["undisturbed"], capture, [], cancellationToken);
        // The moments are random, and the seed is in the name of the folder that a failure shows.
        var random = new Random(20261123);
        var disturbed = await RunAsync(
            folder["disturbed"],
            capture,
            [.. Enumerable.Range(0, Kills).Select(_ => TimeSpan.FromMilliseconds(random.Next(50, 900)))],
            cancellationToken
        );
        Assert.True(undisturbed == disturbed, FirstDifference(undisturbed, disturbed));
    }

    private static async Task<string> RunAsync(
        string data,
        string capture,
        TimeSpan[] kills,
        CancellationToken cancellationToken
    )
    {
        var port = FreePorts.One();
        var host = await StandaloneProcess.StartAsync(data, port, cancellationToken, "--no-demo");
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            http.DefaultRequestHeaders.Authorization = new(
                "Bearer",
                await AddClientAsync(http, host, cancellationToken)
            );
            var replay = new CaptureReplay(http, TimeProvider.System).RunAsync(
                new ReplayOptions(() => File.OpenRead(capture), null, false),
                new Progress<ReplayProgress>(),
                line => throw new InvalidOperationException(line.Message),
                cancellationToken
            );
            foreach (var kill in kills)
            {
                await Task.Delay(kill, TimeProvider.System, cancellationToken);
                await host.KillAsync(cancellationToken);
                host.Dispose();
                host = await StandaloneProcess.StartAsync(data, port, cancellationToken, "--no-demo");
            }
            await replay;
            await WaitUntilBuiltAsync(http, cancellationToken);
            await host.InterruptAsync(cancellationToken);
        }
        finally
        {
            host.Dispose();
        }
        return await Graphs.DumpStoppedAsync(data, cancellationToken);
    }

    private static async Task<string?> AddClientAsync(
        HttpClient http,
        StandaloneProcess host,
        CancellationToken cancellationToken
    )
    {
        var password = host
            .Output.Split('\n')
            .Single(line => line.Contains("password", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{password}"))
        );
        var client = await PostAsync(
            http,
            "api/admin/v1/clients",
            new { name = "crash", plan = "enterprise" },
            "client_id",
            cancellationToken
        );
        return await PostAsync(
            http,
            $"api/admin/v1/clients/{client}/keys",
            new { name = "test", permissions = KeyPermissions },
            "secret",
            cancellationToken
        );
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

    private static async Task WaitUntilBuiltAsync(HttpClient http, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync("api/v1/stats", cancellationToken));
            if (answer.RootElement.GetProperty("lag").GetInt64() == 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        return $"Missing: {string.Join('\n', left.Except(right).Take(3))}\nExtra: {string.Join('\n', right.Except(left).Take(3))}";
    }
}
