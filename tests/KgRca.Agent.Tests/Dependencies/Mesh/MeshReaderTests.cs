using KgRca.Agent.Dependencies;
using KgRca.Agent.Dependencies.Mesh;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Dependencies.Mesh;

/// <summary>What is made of answers in the form that Prometheus gives them.</summary>
public sealed class MeshReaderTests : IAsyncLifetime
{
    private const string WebToCart =
        "\"source_workload\":\"web\",\"source_workload_namespace\":\"shop\",\"destination_workload\":\"cart\",\"destination_workload_namespace\":\"shop\"";

    private static readonly string[] Jobs = ["tidy-1", "tidy-2"];

    private readonly FakeTimeProvider _clock = new();
    private readonly CallTable _table;
    private readonly List<string> _troubles = [];
    private FakePrometheus? _prometheus;
    private PrometheusClient? _client;
    private MeshReader? _reader;

    public MeshReaderTests() => _table = new CallTable(_clock);

    private FakePrometheus Prometheus => _prometheus ?? throw new InvalidOperationException("It does not run.");

    private MeshReader Reader => _reader ?? throw new InvalidOperationException("It does not run.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _prometheus = await FakePrometheus.StartAsync();
        _client = _prometheus.Connect();
        _reader = new MeshReader(_client, null, Cluster.Directory(), _table, _clock, _troubles.Add);
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return Prometheus.DisposeAsync();
    }

    [Fact]
    public async Task Read_Pair_HasRateErrorsAndDurations()
    {
        Prometheus.Answer = Answers(
            "istio_requests_total",
            [(Istio("source"), 20)],
            [(Istio("source"), 5)],
            [(Istio("source"), 12.5)],
            [(Istio("source"), 240)]
        );
        await Reader.ReadAsync(Token);
        Assert.Equal(["web Deployment/cart rate 20, errors 0.25, p50 12.5, p95 240"], Tick());
        Assert.Equal((1, 0), (Reader.Pairs, Reader.Unresolved));
    }

    [Fact]
    public async Task Read_NoErrorsAndNoDurations_SaysNoneOfTheFormerAndNothingOfTheLatter()
    {
        Prometheus.Answer = Answers(
            "istio_requests_total",
            [(Istio("source"), 20)],
            [],
            [(Istio("source"), double.NaN)],
            []
        );
        await Reader.ReadAsync(Token);
        Assert.Equal(["web Deployment/cart rate 20, errors 0, p50 , p95 "], Tick());
    }

    [Theory]
    [InlineData("source waypoint destination", 1)]
    [InlineData("destination waypoint", 1)]
    [InlineData("destination", 1)]
    [InlineData("somebody", 0)]
    public async Task Read_SeveralReport_CountsTheMostTellingOne(string reporters, int pairs)
    {
        string[] order = ["source", "waypoint", "destination", "somebody"];
        var told = reporters.Split(' ');
        Prometheus.Answer = Answers(
            "istio_requests_total",
            [.. told.Select(reporter => (Istio(reporter), (double)(1 + Array.IndexOf(order, reporter))))],
            [],
            [],
            []
        );
        await Reader.ReadAsync(Token);
        Assert.Equal(
            pairs == 0
                ? []
                :
                [
                    $"web Deployment/cart rate {1 + told.Min(reporter => Array.IndexOf(order, reporter))}, errors 0, p50 , p95 ",
                ],
            Tick()
        );
    }

    [Fact]
    public async Task Read_IdleToTheOneAndBusyToTheOther_CountsTheBusyOne()
    {
        Prometheus.Answer = Answers(
            "istio_requests_total",
            [(Istio("source"), 0), (Istio("destination"), 3)],
            [],
            [],
            []
        );
        await Reader.ReadAsync(Token);
        Assert.StartsWith("web Deployment/cart rate 3", Assert.Single(Tick()));
    }

    [Fact]
    public async Task Read_RequestsAndConnectionsOfAPair_CountsRequests()
    {
        var requests = Answers("istio_requests_total", [(Istio("source"), 20)], [], [], []);
        Prometheus.Answer = query =>
            query.Contains("istio_tcp_")
                ? FakePrometheus.Vector(
                    (Istio("source"), 3),
                    (
                        Istio("source")
                            .Replace("\"cart\"", "\"db\"")
                            .Replace(
                                "destination_workload_namespace\":\"shop",
                                "destination_workload_namespace\":\"data"
                            ),
                        7
                    )
                )
                : requests(query);
        await Reader.ReadAsync(Token);
        Assert.Equal(
            ["web Deployment/cart rate 20, errors 0, p50 , p95 ", "web StatefulSet/db rate 7, errors , p50 , p95 "],
            Tick()
        );
    }

    [Fact]
    public async Task Read_NobodyOfTheCluster_IsCountedAndNotGuessed()
    {
        Prometheus.Answer = Answers(
            "istio_requests_total",
            [
                (Istio("source").Replace("\"web\"", "\"gone\""), 1),
                (Istio("source").Replace("\"cart\"", "\"api.stripe.com\""), 2),
                (Istio("source").Replace("\"cart\"", "\"web\""), 2),
                (Istio("waypoint").Replace("\"web\"", "\"gone\""), 0),
            ],
            [],
            [],
            []
        );
        await Reader.ReadAsync(Token);
        Assert.Empty(Tick());
        Assert.Equal((0, 2), (Reader.Pairs, Reader.Unresolved));
    }

    [Fact]
    public async Task Read_PartsOfAWhole_AddUpWithoutPercentiles()
    {
        var directory = Cluster.Directory();
        foreach (var job in Jobs)
            Cluster.Observe(
                directory,
                "Job",
                "shop",
                job,
                """{"metadata": {"ownerReferences": [{"kind": "CronJob", "name": "tidy", "controller": true}]}}"""
            );
        Cluster.Observe(directory, "CronJob", "shop", "tidy", "{}");
        var reader = new MeshReader(_client!, null, directory, _table, _clock, _troubles.Add);
        var jobs = Jobs.Select(job =>
                $"\"namespace\":\"shop\",\"k8s_job\":\"{job}\",\"dst_namespace\":\"data\",\"dst_statefulset\":\"db\""
            )
            .ToArray();
        Prometheus.Answer = Answers(
            "response_total",
            [(jobs[0], 1), (jobs[1], 3)],
            [(jobs[1], 1)],
            [(jobs[0], 5), (jobs[1], 7)],
            [(jobs[0], 5), (jobs[1], 7)]
        );
        await reader.ReadAsync(Token);
        Assert.Equal(["tidy StatefulSet/db rate 4, errors 0.25, p50 , p95 "], Tick());
    }

    [Fact]
    public async Task Run_PrometheusFailsAndRecovers_IsToldAndTriedAgain()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Prometheus.Status = 500;
        var running = Reader.RunAsync(ending.Token);
        await AdvanceUntilAsync(() => _troubles.Count > 0);
        Assert.Contains("retrying: ", _troubles[0]);
        Prometheus.Answer = Answers("istio_requests_total", [(Istio("source"), 20)], [], [], []);
        Prometheus.Status = 200;
        await AdvanceUntilAsync(() => Reader.Pairs > 0);
        Assert.Single(Tick());
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Read_Matchers_AreInEveryQuery()
    {
        var reader = new MeshReader(_client!, "cluster=\"prod\"", Cluster.Directory(), _table, _clock, _troubles.Add);
        Prometheus.Answer = query => FakePrometheus.Vector((Istio("source"), 1));
        await reader.ReadAsync(Token);
        Assert.All(
            Prometheus.Queries,
            query =>
                Assert.Equal(
                    query.Split("rate(").Length,
                    query.Split(",cluster=\"prod\"}[").Length + query.Split("{cluster=\"prod\"}[").Length - 1
                )
        );
    }

    private static string Istio(string reporter) => $"{WebToCart},\"reporter\":\"{reporter}\"";

    /// <summary>Answers to the queries of a counter and of the durations beside it.</summary>
    private static Func<string, string> Answers(
        string requests,
        (string, double)[] rates,
        (string, double)[] errors,
        (string, double)[] p50,
        (string, double)[] p95
    ) =>
        query =>
            !query.Contains(requests) || query.Contains("destination_workload=\"unknown\"")
                ? FakePrometheus.Nothing
                : FakePrometheus.Vector(
                    query.StartsWith("histogram_quantile(0.5,") ? p50
                    : query.StartsWith("histogram_quantile(0.95,") ? p95
                    : query.StartsWith("topk") ? rates
                    : errors
                );

    private List<string> Tick()
    {
        var told = new List<string>();
        _table.Tick(
            (edge, calls) =>
                told.Add(
                    FormattableString.Invariant(
                        $"{edge.From.Name} {edge.To.Kind}/{edge.To.Name} rate {calls!.Rate}, errors {calls.ErrorRatio}, p50 {calls.LatencyP50Ms}, p95 {calls.LatencyP95Ms}"
                    )
                )
        );
        return told;
    }

    private async Task AdvanceUntilAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }
    }
}
