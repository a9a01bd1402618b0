using System.Diagnostics;
using System.Net;
using System.Text;
using KgRca.Agent.Tests.Delivery;
using KgRca.Testing;

namespace KgRca.Agent.Tests.Publishing;

/// <summary>
/// The program as a process of its own: the one that <c>KGRCA_TEST_AGENT</c> names, such as a published one, which is
/// native code and can do less by reflection; else the one that was built.
/// </summary>
public sealed class AgentProgramTests : IAsyncDisposable
{
    private const string Line =
        """{"message":"ERROR it is broken","kubernetes":{"pod_name":"cart-1","pod_namespace":"shop"}}""";
    private const string Alerts =
        """{"version":"4","groupKey":"g","status":"firing","receiver":"kgrca","alerts":[{"status":"firing","labels":{"alertname":"Down"},"annotations":{},"startsAt":"2026-11-21T10:00:00Z","endsAt":"0001-01-01T00:00:00Z"}]}""";
    private const string OtlpHost = "127.0.0.79";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-program-").FullName;
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePorts.One()}/") };
    private Process? _process;

    [Fact]
    public async Task Receivers_WhatCanAndCannotBeUsed_AreAnswered()
    {
        await StartAsync(("KGRCA_SERVER", "http://127.0.0.1:1/"), ("KGRCA_API_KEY", "test"));
        Assert.Equal(
            (
                HttpStatusCode.OK,
                """{"accepted":1,"rejected":1,"errors":[{"element":2,"offset":92,"message":"is not a JSON object"}]}"""
            ),
            await PostAsync("logs/vector", $"[{Line},3]")
        );
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("alerts", Alerts)).Status);
        foreach (
            var (path, body) in new[]
            {
                ("logs/vector", "[3]"),
                ("alerts", "{}"),
                ($"http://{OtlpHost}:4318/v1/traces", "{"),
            }
        )
        {
            var (status, answer) = await PostAsync(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains("\"title\":\"The body ", answer);
        }
        var traces =
            """{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","kind":3}]}]}]}""";
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"http://{OtlpHost}:4318/v1/traces", traces)).Status);
        Assert.Contains("kg_rca_agent_spans_total 1", await _http.GetStringAsync("metrics", Token));
    }

    [Fact]
    public async Task Kafka_Alerts_AreWritten()
    {
        Assert.SkipWhen(KafkaBroker.Program is null, "KGRCA_TEST_KAFKA names no program that starts a Kafka broker.");
        await using var broker = await KafkaBroker.StartAsync(Token);
        await StartAsync(
            ("KGRCA_KAFKA", broker.Clients),
            ("KGRCA_KAFKA_USERNAME", KafkaBroker.Client.Value),
            ("KGRCA_KAFKA_PASSWORD", KafkaBroker.Password),
            ("KGRCA_KAFKA_PROTOCOL", "SASL_PLAINTEXT")
        );
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("alerts", Alerts)).Status);
        while (!(await _http.GetStringAsync("metrics", Token)).Contains("kg_rca_agent_records_delivered_total 1\n"))
            await Task.Delay(Pause, TimeProvider.System, Token);
        Assert.Contains(
            "\"cluster\":\"test\"",
            Encoding.UTF8.GetString(Assert.Single(broker.Read(), message => message.Key == "g").Value)
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts <c>watch</c> of a cluster that is away, and waits until it listens.</summary>
    private async Task StartAsync(params (string Name, string Value)[] environment)
    {
        var kubeconfig = Path.Combine(_folder, "kubeconfig");
        await File.WriteAllTextAsync(
            kubeconfig,
            """
            {"apiVersion": "v1", "kind": "Config", "current-context": "test", "clusters": [{"name": "test", "cluster": {"server": "http://127.0.0.1:1"}}],
             "users": [{"name": "test", "user": {"token": "test"}}], "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}]}
            """,
            Token
        );
        string[] arguments =
        [
            "watch",
            "--kubeconfig",
            kubeconfig,
            "--spool",
            Path.Combine(_folder, "spool"),
            "--listen",
            _http.BaseAddress!.Authority,
            "--otlp",
            OtlpHost,
        ];
        var start = Environment.GetEnvironmentVariable("KGRCA_TEST_AGENT") is { Length: > 0 } program
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KgRca.Agent.dll"), .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        while (!await IsListeningAsync())
        {
            Assert.False(_process.HasExited);
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }

    private async Task<bool> IsListeningAsync()
    {
        try
        {
            return await _http.GetStringAsync("healthz", Token) == "ok";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path, content, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
