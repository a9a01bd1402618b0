using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>Reads from Prometheus, every half minute, what meshes have measured of calls.</summary>
/// <param name="prometheus">Is asked.</param>
/// <param name="matchers">What series are selected by in addition; null for all.</param>
/// <param name="directory">Finds Services and workloads.</param>
/// <param name="table">Gets the calls.</param>
/// <param name="clock">Gives the times.</param>
/// <param name="trouble">Told of what is tried again.</param>
internal sealed class MeshReader(
    PrometheusClient prometheus,
    string? matchers,
    ClusterDirectory directory,
    CallTable table,
    TimeProvider clock,
    Action<string> trouble
)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Pairs that the last reading told of.</summary>
    public int Pairs { get; private set; }

    /// <summary>
    /// Pairs of the last reading whose workloads the cluster does not have, and those for which there was no room.
    /// </summary>
    public int Unresolved { get; private set; }

    /// <summary>Reads until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await ReadAsync(cancellationToken);
            }
            catch (PrometheusException exception)
            {
                trouble($"Cannot read calls from the service mesh's metrics; retrying: {exception.Message}");
            }
        }
    }

    /// <summary>Reads once.</summary>
    /// <exception cref="PrometheusException">Prometheus has not answered to all; what it has told by then is
    /// used.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var (pairs, unresolved) = (new MeshPairs(), 0);
        try
        {
            foreach (var (index, dialect) in MeshDialects.All.Index())
                unresolved += await ReadAsync(index, dialect, pairs, cancellationToken);
        }
        finally
        {
            foreach (var (edge, reading) in pairs.All)
                if (!table.Add(edge, reading))
                    unresolved++;
            (Pairs, Unresolved) = (pairs.All.Count(), unresolved);
        }
    }

    /// <returns>How many pairs could not be resolved.</returns>
    private async Task<int> ReadAsync(
        int index,
        MeshDialect dialect,
        MeshPairs pairs,
        CancellationToken cancellationToken
    )
    {
        var queries = new MeshQueries(dialect, matchers);
        var rates = await prometheus.QueryAsync(queries.Rates, cancellationToken);
        if (rates.Count == 0)
            return 0;
        var errors = dialect.Errors.Count > 0 ? await ValuesAsync(queries.Errors, queries, cancellationToken) : null;
        var p50 = dialect.Durations is not null
            ? await ValuesAsync(queries.Quantile(0.5), queries, cancellationToken)
            : [];
        var p95 = dialect.Durations is not null
            ? await ValuesAsync(queries.Quantile(0.95), queries, cancellationToken)
            : [];
        var unresolved = 0;
        foreach (var sample in rates)
        {
            if (sample.Number is not { } rate || Reporter(dialect, sample) is not { } reporter)
                continue;
            var key = Key(sample, queries);
            if (Find(dialect.Caller, sample) is not { } caller || Find(dialect.Callee, sample) is not { } callee)
                unresolved += rate > 0 ? 1 : 0;
            else if (caller != callee)
                pairs.Add(
                    new EdgeKey(EdgeType.Calls, caller, callee),
                    (index, reporter),
                    rate,
                    errors is null ? null : errors.GetValueOrDefault(key),
                    p50.TryGetValue(key, out var half) ? half * dialect.Milliseconds : null,
                    p95.TryGetValue(key, out var most) ? most * dialect.Milliseconds : null
                );
        }
        return unresolved;
    }

    private async Task<Dictionary<string, double>> ValuesAsync(
        string query,
        MeshQueries queries,
        CancellationToken cancellationToken
    )
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var sample in await prometheus.QueryAsync(query, cancellationToken))
            if (sample.Number is { } number)
                values[Key(sample, queries)] = number;
        return values;
    }

    private ObjectKey? Find(MeshSide side, PrometheusSample sample)
    {
        if (sample.Metric.GetValueOrDefault(side.Namespace) is not { Length: > 0 } @namespace)
            return null;
        foreach (var (label, kind) in side.Names)
            if (
                sample.Metric.GetValueOrDefault(label) is { Length: > 0 } name
                && (kind is null ? directory.Named(@namespace, name) : directory.Workload(kind, @namespace, name))
                    is { } found
            )
                return found;
        return null;
    }

    /// <summary>
    /// Where the one who reports a series stands among those who may; null where it is not among them.
    /// </summary>
    private static int? Reporter(MeshDialect dialect, PrometheusSample sample)
    {
        if (dialect.Reporters is not { } reporters)
            return 0;
        var value = sample.Metric.GetValueOrDefault(reporters.Label);
        var place = reporters.Values.TakeWhile(other => other != value).Count();
        return place < reporters.Values.Count ? place : null;
    }

    private static string Key(PrometheusSample sample, MeshQueries queries) =>
        string.Join('\n', queries.Labels.Select(label => sample.Metric.GetValueOrDefault(label)));
}
