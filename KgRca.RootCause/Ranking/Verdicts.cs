using System.Runtime.InteropServices;
using KgRca.Contracts.Graphs;

namespace KgRca.RootCause.Ranking;

/// <summary>What the client's operators have said of earlier causes, by cause.</summary>
internal sealed class Verdicts
{
    private Dictionary<string, (int Right, int Wrong)> _byCause = new(StringComparer.Ordinal);

    /// <summary>Takes in all verdicts that there are, in place of those before.</summary>
    public void Learn(IEnumerable<Node> feedback)
    {
        var byCause = new Dictionary<string, (int Right, int Wrong)>(StringComparer.Ordinal);
        foreach (var node in feedback)
        {
            var verdict = FeedbackNode.From(node);
            if (verdict.Cause is not { } cause)
                continue;
            ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(byCause, cause, out _);
            if (verdict.Verdict == FeedbackNode.Correct)
                counts.Right++;
            else if (verdict.Verdict == FeedbackNode.Incorrect)
                counts.Wrong++;
        }
        _byCause = byCause;
    }

    /// <summary>What they make of causes of this kind, by <see cref="RankWeights.OfVerdicts"/>.</summary>
    public double WeightOf(string cause) =>
        _byCause.TryGetValue(cause, out var counts) ? RankWeights.OfVerdicts(counts.Right, counts.Wrong) : 1;
}
