using System.Text;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Pseudonyms;
using KgRca.Agent.Recording;
using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Agent.Tests.Recording;

/// <summary>
/// Records a real cluster: the one that <c>KGRCA_TEST_KUBECONFIG</c> names, in a namespace of the test's own.
/// </summary>
public sealed class ClusterRecordingTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-record-").FullName;
    private readonly string _namespace = $"record-{Guid.NewGuid():N}"[..20];
    private k8s.Kubernetes? _client;

    [Fact]
    public async Task Run_DeploymentComesAndGoes_CaptureHasItsObjectsEdgesAndEvents()
    {
        var kubeconfig = Environment.GetEnvironmentVariable("KGRCA_TEST_KUBECONFIG");
        Assert.SkipWhen(
            string.IsNullOrEmpty(kubeconfig),
            "KGRCA_TEST_KUBECONFIG names no kubeconfig of a Kubernetes cluster for tests."
        );
        var path = Path.Combine(_folder, "capture.jsonl.gz");
        _client = new k8s.Kubernetes(k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        using (var server = ApiServer.Connect(kubeconfig, null))
        using (var capture = new CaptureWriter(path))
        using (var ending = new CancellationTokenSource(Patience))
        {
            using var progress = new LastProgress();
            var run = new Recorder(server, "test", WatchedTypes.All, capture, TimeProvider.System, progress).RunAsync(
                ending.Token
            );
            await progress.WaitAsync(value => value.Synced == value.Kinds && value.Kinds > 0, ending.Token);
            await TestWorkload.CreateAsync(_client, _namespace, ending.Token);
            await UntilAsync(
                path,
                lines => Has(lines, "RUNS_ON") && Has(lines, "SELECTS") && Has(lines, "\"reason\":\"Started\""),
                progress,
                ending.Token
            );
            await TestWorkload.DeleteAsync(_client, _namespace, ending.Token);
            await UntilAsync(
                path,
                lines =>
                    lines.Any(line =>
                        line.Topic == DataTopic.Resources
                        && line.Key.Contains("/Pod/")
                        && Text(line).Contains("\"op\":\"delete\"")
                    ),
                progress,
                ending.Token
            );
            await ending.CancelAsync();
            await run;
        }
        var records = (await ReadAsync(path))
            .Where(record => record.Key.Contains(_namespace) || Text(record).Contains(_namespace))
            .ToList();
        Assert.All(
            records,
            record =>
                Assert.True(
                    RecordParser.Parse(record.Topic, record.Value.Span, TimeProvider.System.GetUtcNow()).IsValid,
                    Text(record)
                )
        );
        Assert.Equal(records.Select(record => record.Time).Order(), records.Select(record => record.Time));
        foreach (
            var kind in (string[])
                ["Namespace", "Deployment", "ReplicaSet", "Pod", "Service", "EndpointSlice", "ConfigMap", "Secret"]
        )
            Assert.Contains(records, record => record.Topic == DataTopic.Resources && record.Key.Contains($"/{kind}/"));
        foreach (var type in (string[])["CONTROLS", "SELECTS", "RUNS_ON", "USES", "MOUNTS"])
            Assert.Contains(
                records,
                record => record.Topic == DataTopic.Topology && record.Key.StartsWith($"test/{type}/")
            );
        Assert.DoesNotContain(
            records,
            record =>
                Text(record).Contains(TestWorkload.Password)
                || Text(record).Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(TestWorkload.Password)))
        );
    }

    [Fact]
    public async Task Run_Pseudonymised_CaptureHasTheObjectsUnderOtherNames()
    {
        var kubeconfig = Environment.GetEnvironmentVariable("KGRCA_TEST_KUBECONFIG");
        Assert.SkipWhen(
            string.IsNullOrEmpty(kubeconfig),
            "KGRCA_TEST_KUBECONFIG names no kubeconfig of a Kubernetes cluster for tests."
        );
        var path = Path.Combine(_folder, "capture.jsonl.gz");
        var pseudonyms = new PseudonymousRecords();
        _client = new k8s.Kubernetes(k8s.KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        using (var server = ApiServer.Connect(kubeconfig, null))
        using (var capture = new CaptureWriter(path))
        using (var ending = new CancellationTokenSource(Patience))
        {
            await TestWorkload.CreateAsync(_client, _namespace, ending.Token);
            using var progress = new LastProgress();
            var run = new Recorder(
                server,
                "test",
                WatchedTypes.All,
                capture,
                TimeProvider.System,
                progress,
                pseudonyms
            ).RunAsync(ending.Token);
            await progress.WaitAsync(value => value.Synced == value.Kinds && value.Kinds > 0, ending.Token);
            await ending.CancelAsync();
            await run;
        }
        var records = await ReadAsync(path);
        Assert.Contains(
            records,
            record =>
                record.Key
                == $"{pseudonyms.Name("test")}/Deployment/{pseudonyms.Name(_namespace)}/{pseudonyms.Name("web")}"
        );
        Assert.DoesNotContain(
            records,
            record =>
                record.Key.Contains(_namespace)
                || Text(record).Contains(_namespace)
                || Text(record).Contains("registry.example/web")
        );
        Assert.All(
            records,
            record =>
                Assert.True(
                    RecordParser.Parse(record.Topic, record.Value.Span, TimeProvider.System.GetUtcNow()).IsValid,
                    Text(record)
                )
        );
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

    private static async Task UntilAsync(
        string path,
        Func<List<CaptureRecord>, bool> holds,
        LastProgress progress,
        CancellationToken cancellationToken
    )
    {
        while (!holds(await ReadAsync(path)))
            await progress.NextAsync(cancellationToken);
    }

    private static bool Has(List<CaptureRecord> records, string text) =>
        records.Exists(record => Text(record).Contains(text));

    private static string Text(CaptureRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private static async Task<List<CaptureRecord>> ReadAsync(string path)
    {
        var records = new List<CaptureRecord>();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            await foreach (var line in CaptureLines.ReadAsync(file, TestContext.Current.CancellationToken))
            {
                Assert.Null(CaptureRecord.TryRead(line.Bytes, out var record));
                records.Add(record);
            }
        }
        catch (ReplayException)
        {
            // A member that is being written; the next look has it.
        }
        return records;
    }

    /// <summary>The latest progress, and a wait for the next one.</summary>
    private sealed class LastProgress : IProgress<RecordingProgress>, IDisposable
    {
        private readonly SemaphoreSlim _next = new(0);
        private RecordingProgress? _last;

        public void Report(RecordingProgress value)
        {
            _last = value;
            _next.Release();
        }

        public void Dispose() => _next.Dispose();

        public Task NextAsync(CancellationToken cancellationToken) => _next.WaitAsync(cancellationToken);

        public async Task WaitAsync(Func<RecordingProgress, bool> holds, CancellationToken cancellationToken)
        {
            while (_last is not { } last || !holds(last))
                await NextAsync(cancellationToken);
        }
    }
}
