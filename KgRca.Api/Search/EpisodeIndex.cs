using System.Globalization;
using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using KgRca.Contracts.Graphs;

namespace KgRca.Api.Search;

/// <summary>
/// The reports of one client, found by words and by meaning. Episodes of one object that say the same are one entry;
/// what says the same about many objects has one vector. Bounded: what has not occurred for longest goes first. Not
/// safe for use by many threads.
/// </summary>
/// <param name="maxEntries">How many entries are kept at most.</param>
internal sealed partial class EpisodeIndex(int maxEntries = EpisodeIndex.MaxEntries)
{
    /// <summary>
    /// How many entries a client's index has at most: some 30 MB of vectors where all say something else.
    /// </summary>
    public const int MaxEntries = 20_000;

    // Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009), with the constant of that paper.
    private const double FusionConstant = 60;
    private const int Considered = 200;
    private const int MaxOfOneText = 3;

    // Below this, sentences have nothing to do with each other.
    private const float MinSimilarity = 0.25f;
    private const int MaxText = 1_000;

    private readonly LexicalIndex _words = new();
    private readonly Dictionary<string, SearchText> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Resource, string Text), SearchEntry> _entries = [];
    private readonly Dictionary<int, LinkedListNode<SearchEntry>> _byId = [];

    // The one that goes first is at the front.
    private readonly LinkedList<SearchEntry> _order = new();
    private readonly Queue<SearchText> _withoutVector = new();
    private int _nextId;

    public int Count => _entries.Count;

    public bool IsFull => Count >= maxEntries;

    /// <summary>Takes an episode in, or what has changed of it.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="isOlder">Whether it is older than all that the index has, as when the index is built from the
    /// newest back.</param>
    public void Add(Node episode, bool isOlder = false)
    {
        var read = EpisodicNode.From(episode);
        var (resource, reason, message) = (read.ResourceId, read.Reason, read.Message);
        if (message.Length > MaxText)
            message = message[..MaxText];
        var key = Changing().Replace($"{reason}: {message}", "#");
        if (!_entries.TryGetValue((resource, key), out var entry))
            entry = Add(resource, key, reason, message, isOlder);
        else if (!isOlder)
            MoveToEnd(entry);
        var last = read.EventTime.ToUnixTimeMilliseconds();
        entry.FirstTime = Math.Min(entry.FirstTime, read.FirstTime?.ToUnixTimeMilliseconds() ?? last);
        if (last < entry.LastTime)
            return;
        (entry.LastTime, entry.EventId) = (last, episode.Key.Key);
    }

    /// <summary>Takes an entry out.</summary>
    public void Remove(SearchEntry entry)
    {
        if (!_entries.Remove((entry.ResourceId, entry.Text.Key)))
            return;
        _words.Remove(entry.Id, entry.Tokens);
        if (_byId.Remove(entry.Id, out var place))
            _order.Remove(place);
        entry.Text.Entries.Remove(entry);
        if (entry.Text.Entries.Count == 0)
            _texts.Remove(entry.Text.Key);
    }

    /// <summary>How many texts have no vector yet.</summary>
    public int WithoutVector => _withoutVector.Count;

    /// <summary>
    /// Takes texts that have no vector yet, at most some, to give them one; they are the caller's from now on.
    /// </summary>
    public List<SearchText> TakeWithoutVector(int max)
    {
        var texts = new List<SearchText>();
        while (texts.Count < max && _withoutVector.TryDequeue(out var text))
            if (text.Entries.Count > 0)
                texts.Add(text);
        return texts;
    }

    /// <summary>Gives texts back that got no vector.</summary>
    public void PutBack(IEnumerable<SearchText> texts)
    {
        foreach (var text in texts)
            _withoutVector.Enqueue(text);
    }

    /// <summary>The entries that fit a query, the best first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="vector">Its vector; null to go by words alone.</param>
    /// <param name="from">Only what occurred at this time or later, in milliseconds since 1970 UTC.</param>
    /// <param name="to">Only what occurred before this time.</param>
    public List<(SearchEntry Entry, double Score)> Search(
        string query,
        ReadOnlyMemory<float>? vector,
        long from = long.MinValue,
        long to = long.MaxValue
    )
    {
        bool Fits(SearchEntry entry) => entry.LastTime >= from && entry.FirstTime < to;
        var scores = new Dictionary<SearchEntry, double>();
        var byWords = _words
            .Search(SearchTokens.Of(query))
            .Select(hit => (Entry: _byId[hit.Document].Value, hit.Score))
            .Where(hit => Fits(hit.Entry));
        Fuse(scores, byWords.Take(Considered));
        if (vector is { } wanted)
            Fuse(
                scores,
                Similar(wanted)
                    .SelectMany(hit => hit.Text.Entries.Where(Fits).Select(entry => (entry, (double)hit.Similarity)))
                    .Take(Considered)
            );
        var ofText = new Dictionary<SearchText, int>();
        return
        [
            .. scores
                .OrderByDescending(score => score.Value)
                .ThenByDescending(score => score.Key.LastTime)
                .ThenBy(score => score.Key.Id)
                .Where(score => (ofText[score.Key.Text] = ofText.GetValueOrDefault(score.Key.Text) + 1) <= MaxOfOneText)
                .Select(score => (score.Key, score.Value)),
        ];
    }

    private static void Fuse(
        Dictionary<SearchEntry, double> scores,
        IEnumerable<(SearchEntry Entry, double Score)> hits
    )
    {
        // Equals have equal ranks.
        var (rank, place, before) = (0, 0, double.NaN);
        foreach (var (entry, score) in hits)
        {
            place++;
            if (score != before)
                (rank, before) = (place, score);
            scores[entry] = scores.GetValueOrDefault(entry) + 1 / (FusionConstant + rank);
        }
    }

    private List<(SearchText Text, float Similarity)> Similar(ReadOnlyMemory<float> wanted)
    {
        var similar = new List<(SearchText Text, float Similarity)>();
        foreach (var text in _texts.Values)
        {
            if (text.Vector is not { } vector || vector.Length != wanted.Length)
                continue;
            var similarity = TensorPrimitives.Dot(vector.Span, wanted.Span);
            if (similarity >= MinSimilarity)
                similar.Add((text, similarity));
        }
        similar.Sort((left, right) => right.Similarity.CompareTo(left.Similarity));
        return similar;
    }

    private SearchEntry Add(string resource, string key, string reason, string message, bool isOlder)
    {
        if (!_texts.TryGetValue(key, out var text))
        {
            text = new SearchText(
                key,
                string.Create(CultureInfo.InvariantCulture, $"{Words().Replace(reason, " ")}: {message}")
            );
            _texts.Add(key, text);
            _withoutVector.Enqueue(text);
        }
        var entry = new SearchEntry(_nextId++, resource, text, SearchTokens.Of($"{resource} {reason} {message}"));
        _entries.Add((resource, key), entry);
        text.Entries.Add(entry);
        _words.Add(entry.Id, entry.Tokens);
        _byId[entry.Id] = isOlder ? _order.AddFirst(entry) : _order.AddLast(entry);
        if (_entries.Count > maxEntries && _order.First is { } oldest)
            Remove(oldest.Value);
        return entry;
    }

    private void MoveToEnd(SearchEntry entry)
    {
        var place = _byId[entry.Id];
        _order.Remove(place);
        _order.AddLast(place);
    }

    // What differs between reports that say the same: numbers, hashes, addresses, and the random ends of names.
    [GeneratedRegex(@"\b[0-9a-f]{8,}\b|\d+|-[bcdfghjklmnpqrstvwxz2456789]{5}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Changing();

    // Between the words of a name in camel case.
    [GeneratedRegex("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
