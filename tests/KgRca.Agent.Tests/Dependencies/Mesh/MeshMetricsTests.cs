using System.Text;
using KgRca.Agent.Checking;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Dependencies.Mesh;
using KgRca.Agent.Normalization;
using KgRca.Contracts.Identity;
using KgRca.Testing.Monitoring;

namespace KgRca.Agent.Tests.Dependencies.Mesh;

/// <summary>A real Prometheus scrapes metrics as meshes make them, and the agent reads it.</summary>
public sealed class MeshMetricsTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Traffic _traffic = new();
    private MetricsEndpoint? _endpoint;
    private MonitoringServer? _prometheus;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(MonitoringServer.NoPrometheus is not null, MonitoringServer.NoPrometheus ?? "");
        _endpoint = await MetricsEndpoint.StartAsync(() => _traffic.Scrape(TimeProvider.System.GetUtcNow()), Token);
        _prometheus = await MonitoringServer.StartPrometheusAsync(
            $$"""
            global: {scrape_interval: 1s}
            scrape_configs:
            - job_name: mesh
              honor_labels: true
              static_configs: [{targets: ["{{_endpoint.Target}}"]}]
            """,
            Token
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null)
            await _prometheus.DisposeAsync();
        if (_endpoint is not null)
            await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Read_Istio_CountsEveryCallOnce()
    {
        const string Pair =
            "source_workload=\"web\",source_workload_namespace=\"shop\",destination_workload=\"cart\",destination_workload_namespace=\"shop\",destination_service_name=\"cart\",destination_service_namespace=\"shop\"";
        const string NoPod =
            "source_workload=\"web\",source_workload_namespace=\"shop\",destination_workload=\"unknown\",destination_workload_namespace=\"unknown\",destination_service_name=\"db\",destination_service_namespace=\"data\"";
        // Both sidecars report; of gRPC calls that fail the code is 200; of 40 that came, 4 failed so, 2 got no answer
        // and 2 got 503.
        foreach (var reporter in (string[])["source", "destination"])
            _traffic
                .Counter($"istio_requests_total{{{Pair},reporter=\"{reporter}\",response_code=\"200\"}}", 12)
                .Counter(
                    $"istio_requests_total{{{Pair},reporter=\"{reporter}\",response_code=\"200\",grpc_response_status=\"0\",pod=\"web-2\"}}",
                    20
                )
                .Counter(
                    $"istio_requests_total{{{Pair},reporter=\"{reporter}\",response_code=\"200\",grpc_response_status=\"14\"}}",
                    4
                )
                .Counter(
                    $"istio_requests_total{{{Pair},reporter=\"{reporter}\",response_code=\"0\",grpc_response_status=\"14\"}}",
                    2
                )
                .Counter($"istio_requests_total{{{Pair},reporter=\"{reporter}\",response_code=\"503\"}}", 2)
                .Histogram(
                    "istio_request_duration_milliseconds",
                    $"{Pair},reporter=\"{reporter}\"",
                    ("10", 20),
                    ("100", 38),
                    ("+Inf", 40)
                );
        _traffic
            .Counter($"istio_requests_total{{{NoPod},reporter=\"source\",response_code=\"503\"}}", 3)
            .Counter(
                $"istio_requests_total{{{Pair.Replace("web", "unknown")},reporter=\"destination\",response_code=\"200\"}}",
                9
            )
            .Counter($"istio_tcp_connections_opened_total{{{Pair},reporter=\"source\"}}", 1)
            .Counter(
                $"istio_tcp_connections_opened_total{{{Pair.Replace("\"web\"", "\"cart\"").Replace("destination_workload=\"cart\"", "destination_workload=\"web\"")},reporter=\"source\"}}",
                5
            );
        Assert.Equal(
            [
                """CALLS Deployment/shop/cart Deployment/shop/web {"source":"mesh","rate":5}""",
                """CALLS Deployment/shop/web Deployment/shop/cart {"source":"mesh","rate":40,"error_ratio":0.2,"latency_p50_ms":10,"latency_p95_ms":100}""",
                """CALLS Deployment/shop/web Service/data/db {"source":"mesh","rate":3,"error_ratio":1}""",
            ],
            await ReadAsync()
        );
    }

    [Fact]
    public async Task Read_IstioAmbient_TakesTheWaypointsFigures()
    {
        const string Pair =
            "source_workload=\"web\",source_workload_namespace=\"shop\",destination_workload=\"db\",destination_workload_namespace=\"data\"";
        _traffic
            .Counter($"istio_requests_total{{{Pair},reporter=\"waypoint\",response_code=\"200\"}}", 7)
            .Histogram("istio_request_duration_milliseconds", $"{Pair},reporter=\"waypoint\"", ("50", 7), ("+Inf", 7));
        foreach (var reporter in (string[])["source", "destination"])
            _traffic.Counter($"istio_tcp_connections_opened_total{{{Pair},reporter=\"{reporter}\"}}", 0.5);
        Assert.Equal(
            [
                """CALLS Deployment/shop/web StatefulSet/data/db {"source":"mesh","rate":7,"error_ratio":0,"latency_p50_ms":25,"latency_p95_ms":47.5}""",
            ],
            await ReadAsync()
        );
    }

    [Fact]
    public async Task Read_Linkerd_CountsWhatCallersSaw()
    {
        const string Pair =
            "namespace=\"shop\",deployment=\"web\",dst_namespace=\"data\",dst_statefulset=\"db\",dst_service=\"db\"";
        foreach (var pod in (string[])["db-0", "db-1"])
            _traffic
                .Counter(
                    $"response_total{{{Pair},direction=\"outbound\",dst_pod=\"{pod}\",classification=\"success\",status_code=\"200\"}}",
                    8
                )
                .Counter(
                    $"response_total{{{Pair},direction=\"outbound\",dst_pod=\"{pod}\",classification=\"failure\",status_code=\"500\"}}",
                    2
                )
                .Histogram(
                    "response_latency_ms",
                    $"{Pair},direction=\"outbound\",dst_pod=\"{pod}\"",
                    ("20", 10),
                    ("+Inf", 10)
                );
        _traffic.Counter(
            "response_total{namespace=\"data\",statefulset=\"db\",direction=\"inbound\",classification=\"success\"}",
            20
        );
        Assert.Equal(
            [
                """CALLS Deployment/shop/web StatefulSet/data/db {"source":"mesh","rate":20,"error_ratio":0.2,"latency_p50_ms":10,"latency_p95_ms":19}""",
            ],
            await ReadAsync()
        );
    }

    [Fact]
    public async Task Read_Hubble_CountsWhatClientsSaw()
    {
        const string Pair =
            "source_namespace=\"shop\",source_workload=\"web\",destination_namespace=\"shop\",destination_workload=\"cart\"";
        foreach (var reporter in (string[])["client", "server"])
            _traffic
                .Counter(
                    $"hubble_http_requests_total{{{Pair},reporter=\"{reporter}\",method=\"GET\",status=\"200\"}}",
                    9
                )
                .Counter(
                    $"hubble_http_requests_total{{{Pair},reporter=\"{reporter}\",method=\"GET\",status=\"500\"}}",
                    1
                )
                .Histogram(
                    "hubble_http_request_duration_seconds",
                    $"{Pair},reporter=\"{reporter}\",method=\"GET\"",
                    ("0.1", 5),
                    ("0.2", 10),
                    ("+Inf", 10)
                );
        Assert.Equal(
            [
                """CALLS Deployment/shop/web Deployment/shop/cart {"source":"mesh","rate":10,"error_ratio":0.1,"latency_p50_ms":100,"latency_p95_ms":190}""",
            ],
            await ReadAsync()
        );
    }

    [Fact]
    public async Task Read_ServiceGraph_CountsWhatClientsSaw()
    {
        const string Pair =
            "client=\"web\",client_k8s_namespace_name=\"shop\",server=\"cart\",server_k8s_namespace_name=\"shop\",connection_type=\"\"";
        _traffic
            .Counter($"traces_service_graph_request_total{{{Pair}}}", 10)
            .Counter($"traces_service_graph_request_failed_total{{{Pair}}}", 5)
            .Histogram("traces_service_graph_request_client_seconds", Pair, ("0.1", 10), ("+Inf", 10));
        Assert.Equal(
            [
                """CALLS Deployment/shop/web Deployment/shop/cart {"source":"mesh","rate":10,"error_ratio":0.5,"latency_p50_ms":50,"latency_p95_ms":95}""",
            ],
            await ReadAsync()
        );
    }

    [Fact]
    public async Task Check_Metrics_SaysWhichAreThereAndWhichLackLabels()
    {
        _traffic
            .Counter("traces_service_graph_request_total{client=\"web\",server=\"cart\"}", 1)
            .Counter(
                "response_total{namespace=\"shop\",deployment=\"web\",dst_namespace=\"data\",dst_statefulset=\"db\",direction=\"outbound\"}",
                1
            );
        using var client = Connect();
        var findings = await PollAsync(
            async () => await new PrometheusCheck(client, null).RunAsync(Token),
            findings => findings.Count > 2
        );
        Assert.Equal(
            [
                (Verdict.Well, "answers"),
                (Verdict.Well, "Linkerd metrics: 1 series"),
                (Verdict.Missing, "service graph metrics, but none of the 1 series"),
            ],
            findings
                .Zip(
                    (string[])
                        ["answers", "Linkerd metrics: 1 series", "service graph metrics, but none of the 1 series"]
                )
                .Select(pair =>
                    (pair.First.Verdict, pair.First.Text.Contains(pair.Second) ? pair.Second : pair.First.Text)
                )
        );
    }

    private PrometheusClient Connect() =>
        PrometheusClient.Connect(
            new PrometheusOptions(_prometheus!.Address),
            TimeProvider.System,
            text => Assert.Fail(text)
        );

    /// <summary>The edges that the agent's records tell of once Prometheus has the metrics, in order.</summary>
    private async Task<List<string>> ReadAsync()
    {
        using var client = Connect();
        var table = new CallTable(TimeProvider.System);
        var reader = new MeshReader(
            client,
            null,
            Cluster.Directory(),
            table,
            TimeProvider.System,
            text => Assert.Fail(text)
        );
        await PollAsync(
            async () =>
            {
                await reader.ReadAsync(Token);
                return reader.Pairs;
            },
            pairs => pairs > 0
        );
        // The metrics may have come between two of its queries.
        await reader.ReadAsync(Token);
        var edges = new List<string>();
        var records = new ClusterRecords(
            "test",
            TimeProvider.System,
            (record, _) => edges.Add(Text(record.Topic, record.Value.Span)),
            text => Assert.Fail(text)
        );
        table.Tick(records.Add);
        return [.. edges.Order(StringComparer.Ordinal)];
    }

    private static string Text(DataTopic topic, ReadOnlySpan<byte> value)
    {
        Assert.Equal(DataTopic.Topology, topic);
        using var json = System.Text.Json.JsonDocument.Parse(Encoding.UTF8.GetString(value));
        var edge = json.RootElement;
        return $"{edge.GetProperty("type").GetString()} {End(edge.GetProperty("from"))} {End(edge.GetProperty("to"))} {edge.GetProperty("calls").GetRawText()}";
    }

    private static string End(System.Text.Json.JsonElement end) =>
        $"{end.GetProperty("kind").GetString()}/{end.GetProperty("namespace").GetString()}/{end.GetProperty("name").GetString()}";

    private static async Task<T> PollAsync<T>(Func<Task<T>> read, Func<T, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (true)
        {
            var value = await read();
            if (holds(value))
                return value;
            await Task.Delay(Pause, TimeProvider.System, limit.Token);
        }
    }
}
