using KgRca.Agent.Topology;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Dependencies.Mesh;

/// <summary>
/// What one reading told of each pair. Of a pair that is told of more than once the most telling figures are kept:
/// those of calls before those of none, and then by rank.
/// </summary>
internal sealed class MeshPairs
{
    private readonly Dictionary<EdgeKey, Row> _rows = [];

    /// <summary>All pairs.</summary>
    public IEnumerable<(EdgeKey Edge, CallReading Reading)> All => _rows.Select(row => (row.Key, row.Value.Reading));

    /// <summary>Takes a pair's figures.</summary>
    /// <param name="edge">Who calls whom.</param>
    /// <param name="rank">How telling they are, by dialect and then by reporter: the least is the most. Those of the
    /// same rank are parts of one whole, as those of a CronJob's Jobs are.</param>
    /// <param name="rate">Calls a second.</param>
    /// <param name="errors">Calls a second that failed; null where that is not told.</param>
    /// <param name="p50">The median of their durations in milliseconds.</param>
    /// <param name="p95">The 95th percentile.</param>
    public void Add(
        EdgeKey edge,
        (int Dialect, int Reporter) rank,
        double rate,
        double? errors,
        double? p50,
        double? p95
    )
    {
        var row = new Row(rate > 0 ? rank : (int.MaxValue, 0), rate, errors, p50, p95);
        if (!_rows.TryGetValue(edge, out var known) || row.Rank.CompareTo(known.Rank) < 0)
            _rows[edge] = row;
        // Percentiles of the whole do not follow from those of its parts.
        else if (row.Rank == known.Rank)
            _rows[edge] = new Row(known.Rank, known.Rate + rate, known.Errors + errors, null, null);
    }

    private readonly record struct Row(
        (int Dialect, int Reporter) Rank,
        double Rate,
        double? Errors,
        double? P50,
        double? P95
    )
    {
        public CallReading Reading =>
            CallReading.Of(
                CallSource.Mesh,
                (long)(Rate * MeshQueries.Seconds),
                Rate,
                Rate > 0 && Errors is { } errors ? Math.Clamp(errors / Rate, 0, 1) : null,
                P50,
                P95
            );
    }
}
