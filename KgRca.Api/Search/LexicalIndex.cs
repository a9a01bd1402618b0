using System.Runtime.InteropServices;

namespace KgRca.Api.Search;

/// <summary>
/// An inverted index in memory, with scores by Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
/// Framework: BM25 and Beyond", 2009, with Lucene's form of the inverse document frequency, which is never negative).
/// Not safe for use by many threads.
/// </summary>
internal sealed class LexicalIndex
{
    private const double K1 = 1.2;
    private const double B = 0.75;
    private const double SynonymWeight = 0.4;

    private readonly Dictionary<string, Dictionary<int, int>> _postings = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _lengths = [];
    private long _totalLength;

    public void Add(int document, List<string> tokens)
    {
        _lengths.Add(document, tokens.Count);
        _totalLength += tokens.Count;
        foreach (var token in tokens)
        {
            ref var documents = ref CollectionsMarshal.GetValueRefOrAddDefault(_postings, token, out _);
            CollectionsMarshal.GetValueRefOrAddDefault(documents ??= [], document, out _)++;
        }
    }

    /// <param name="document">The document.</param>
    /// <param name="tokens">The tokens that it was added with.</param>
    public void Remove(int document, List<string> tokens)
    {
        if (!_lengths.Remove(document))
            return;
        _totalLength -= tokens.Count;
        foreach (var token in tokens)
            if (_postings.TryGetValue(token, out var documents) && documents.Remove(document) && documents.Count == 0)
                _postings.Remove(token);
    }

    /// <summary>The documents that have a word of the query or one that means the same, the best first.</summary>
    public List<(int Document, double Score)> Search(List<string> query)
    {
        var scores = new Dictionary<int, double>();
        foreach (var token in query.Distinct(StringComparer.Ordinal))
            Score(token, 1, scores);
        foreach (var token in Synonyms.Of(query))
            Score(token, SynonymWeight, scores);
        return
        [
            .. scores
                .Select(score => (score.Key, score.Value))
                .OrderByDescending(score => score.Value)
                .ThenBy(score => score.Key),
        ];
    }

    private void Score(string token, double weight, Dictionary<int, double> scores)
    {
        if (!_postings.TryGetValue(token, out var documents))
            return;
        var inverse = Math.Log(1 + (_lengths.Count - documents.Count + 0.5) / (documents.Count + 0.5));
        var average = (double)_totalLength / _lengths.Count;
        foreach (var (document, frequency) in documents)
        {
            var norm = K1 * (1 - B + B * _lengths[document] / average);
            CollectionsMarshal.GetValueRefOrAddDefault(scores, document, out _) +=
                weight * inverse * frequency * (K1 + 1) / (frequency + norm);
        }
    }
}
