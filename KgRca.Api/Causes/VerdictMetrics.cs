using System.Diagnostics.Metrics;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;

namespace KgRca.Api.Causes;

/// <summary>
/// How right the answers were, by the verdicts that operators have given since the process began: accuracy at k is the
/// share of judged incidents whose right cause stood at rank k or better; the mean average rank counts
/// <see cref="NotAmongThem"/> for an incident of which no cause was right. Safe for use by many threads.
/// </summary>
internal sealed class VerdictMetrics
{
    /// <summary>The rank of a cause that was not among the ten.</summary>
    public const int NotAmongThem = 11;

    private const int MaxIncidents = 10_000;
    private static readonly int[] Ks = [1, 3, 5, 10];

    private readonly Lock _lock = new();
    private readonly Dictionary<(TenantId, string), Dictionary<string, FeedbackNode>> _verdicts = [];
    private readonly Dictionary<(TenantId, string), int> _ranks = [];
    private readonly Queue<(TenantId, string)> _order = new();

    public VerdictMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("KgRca.Api.Causes");
        meter.CreateObservableGauge(
            "kg_rca_accuracy_at_k",
            Accuracies,
            description: "Share of judged incidents whose right cause stood at rank k or better"
        );
        meter.CreateObservableGauge(
            "kg_rca_mean_average_rank",
            MeanRank,
            description: "Mean rank of the right cause over judged incidents, 11 where none was right"
        );
    }

    /// <summary>An incident was judged.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="incidentId">Which.</param>
    /// <param name="stored">The verdicts on it that the graph has; it may not have the last ones yet.</param>
    /// <param name="verdict">What was said.</param>
    public void Judged(TenantId tenant, string incidentId, IReadOnlyList<FeedbackNode> stored, FeedbackNode verdict)
    {
        lock (_lock)
        {
            var incident = (tenant, incidentId);
            if (!_verdicts.TryGetValue(incident, out var verdicts))
            {
                _verdicts.Add(incident, verdicts = new Dictionary<string, FeedbackNode>(StringComparer.Ordinal));
                _order.Enqueue(incident);
            }
            foreach (var known in stored)
                verdicts.TryAdd(known.EventId, known);
            verdicts[verdict.EventId] = verdict;
            if (RankOf(verdicts.Values) is { } rank)
                _ranks[incident] = rank;
            else
                _ranks.Remove(incident);
            if (_order.Count > MaxIncidents && _order.TryDequeue(out var oldest))
            {
                _verdicts.Remove(oldest);
                _ranks.Remove(oldest);
            }
        }
    }

    /// <summary>
    /// The best rank of a cause that was judged correct, <see cref="NotAmongThem"/> where none was; null where every
    /// verdict was withdrawn.
    /// </summary>
    private static int? RankOf(IEnumerable<FeedbackNode> verdicts)
    {
        var standing = verdicts.Where(verdict => verdict.Verdict != FeedbackNode.Withdrawn).ToList();
        if (standing.Count == 0)
            return null;
        return standing
            .Where(verdict => verdict.Verdict == FeedbackNode.Correct)
            .Select(verdict => (int)(verdict.Rank ?? NotAmongThem))
            .DefaultIfEmpty(NotAmongThem)
            .Min();
    }

    private List<Measurement<double>> Accuracies()
    {
        lock (_lock)
        {
            if (_ranks.Count == 0)
                return [];
            return
            [
                .. Ks.Select(k => new Measurement<double>(
                    (double)_ranks.Values.Count(rank => rank <= k) / _ranks.Count,
                    new KeyValuePair<string, object?>("k", k)
                )),
            ];
        }
    }

    private List<Measurement<double>> MeanRank()
    {
        lock (_lock)
            return _ranks.Count == 0 ? [] : [new Measurement<double>(_ranks.Values.Average())];
    }
}
