using KgRca.Agent.Kubernetes;
using KgRca.Agent.Tests.Recording;
using KgRca.Agent.Tests.Replay;
using KgRca.Agent.Watching;
using KgRca.Testing;

namespace KgRca.Agent.Tests.Watching;

/// <summary>
/// Watches a real cluster: the one that <c>KGRCA_TEST_KUBECONFIG</c> names, in a namespace of the test's own.
/// </summary>
public sealed class WatcherTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-watch-").FullName;
    private readonly string _namespace = $"watch-{Guid.NewGuid():N}"[..20];
    private k8s.Kubernetes? _client;

    [Fact]
    public async Task Run_StoppedAndStartedAgain_DeliversEachEventOnceAndWhatVanished()
    {
        var kubeconfig = Environment.GetEnvironmentVariable("KGRCA_TEST_KUBECONFIG");
        Assert.SkipWhen(
            string.IsNullOrEmpty(kubeconfig),
            "KGRCA_TEST_KUBECONFIG names no kubeconfig of a Kubernetes cluster for tests."
        );
        _client = new k8s.Kubernetes(k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        await TestWorkload.CreateAsync(_client, _namespace, TestContext.Current.CancellationToken);
        var first = await RunUntilAsync(
            kubeconfig,
            lines =>
                Has(lines, "/Pod/")
                && Has(lines, "RUNS_ON")
                && Has(lines, "SELECTS")
                && Has(lines, "\"reason\":\"Started\"")
        );
        Assert.DoesNotContain(first, line => line.Contains(TestWorkload.Password));
        await TestWorkload.DeleteAsync(_client, _namespace, TestContext.Current.CancellationToken);
        var second = await RunUntilAsync(
            kubeconfig,
            lines =>
                lines.Any(line => line.Contains("/Pod/") && line.Contains("\"op\":\"delete\""))
                && lines.Any(line => line.Contains("RUNS_ON") && line.Contains("\"op\":\"delete\""))
        );
        Assert.Empty(first.Where(line => line.Contains("events.normalized")).Intersect(second));
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await TestWorkload.DeleteNamespaceAsync(_client, _namespace);
            _client.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs an agent until the server has got what is waited for, and the agent knows that it has.</summary>
    /// <returns>What it got of the test's namespace.</returns>
    private async Task<List<string>> RunUntilAsync(string kubeconfig, Func<List<string>, bool> holds)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        ending.CancelAfter(Patience);
        var (lines, done) = (
            new List<string>(),
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        using var server = new IngestServer();
        server.Received = body =>
        {
            lines.AddRange(
                System
                    .Text.Encoding.UTF8.GetString(body)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => line.Contains(_namespace))
            );
            if (holds(lines))
                done.TrySetResult();
        };
        using var keyed = new Keyed(server);
        using var api = ApiServer.Connect(kubeconfig, null);
        var listen = $"127.0.0.1:{FreePorts.One()}";
        var options = new WatchOptions(
            new Uri("http://server.test/"),
            "test",
            _folder,
            64 << 20,
            listen,
            null,
            Otlp: new OtlpAddresses("127.0.0.1:0", "127.0.0.1:0")
        );
        var running = Watcher.RunAsync(
            options,
            api,
            keyed,
            TimeProvider.System,
            new TroubleLog(TextWriter.Null, TimeProvider.System),
            ending.Token
        );
        await Task.WhenAny(done.Task, running);
        Assert.True(done.Task.IsCompleted, $"The server got only: {string.Join('\n', lines)}");
        using var agent = new HttpClient { BaseAddress = new Uri($"http://{listen}/") };
        while (
            !(await agent.GetStringAsync("metrics", ending.Token)).Contains(
                "\nkg_rca_agent_spool_records 0\n",
                StringComparison.Ordinal
            )
        )
            await Task.Delay(Pause, TimeProvider.System, ending.Token);
        await ending.CancelAsync();
        await running;
        return lines;
    }

    private bool Has(List<string> lines, string text) =>
        lines.Exists(line => line.Contains(text) && line.Contains(_namespace));
}
