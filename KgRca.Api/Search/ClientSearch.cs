using System.Diagnostics.CodeAnalysis;
using KgRca.Api.Http;
using KgRca.Contracts.Graphs;
using KgRca.Graph;
using Microsoft.Extensions.AI;

namespace KgRca.Api.Search;

/// <summary>What a search found.</summary>
/// <param name="Hits">The episodes, the best first.</param>
/// <param name="IsByMeaning">Whether meaning counted, and not words alone.</param>
/// <param name="WithoutVector">How many texts could not be compared by meaning yet.</param>
internal sealed record SearchResult(
    IReadOnlyList<(Node Episode, double Score)> Hits,
    bool IsByMeaning,
    int WithoutVector
);

/// <summary>
/// Searches one client's graph. The index follows the graph whenever it is asked, so that an answer has all that was
/// committed before. Vectors are made in the background; an answer waits for them a little. Safe for use by many
/// threads.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose of."
)]
internal sealed partial class ClientSearch(IGraphReader graph, Embedder embedder, TimeProvider clock, ILogger logger)
{
    private const int PageSize = 2_000;
    private const long PageBytes = 4 << 20;
    private const int MaxEpisodesRead = 200_000;
    private const int EmbeddingBatch = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly SemaphoreSlim _lock = new(1, 1);
    private EpisodeIndex _index = new();
    private long? _revision;
    private Task _embedding = Task.CompletedTask;
    private long _lastUse = clock.GetTimestamp();

    /// <summary>How long nobody has searched.</summary>
    public TimeSpan Idle => clock.GetElapsedTime(Volatile.Read(ref _lastUse));

    /// <summary>Finds episodes.</summary>
    /// <param name="query">What to look for.</param>
    /// <param name="from">Only what occurred at this time or later; null for any.</param>
    /// <param name="to">Only what occurred before this time; null for any.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<SearchResult> SearchAsync(
        string query,
        DateTimeOffset? from,
        DateTimeOffset? to,
        int limit,
        CancellationToken cancellationToken
    )
    {
        Volatile.Write(ref _lastUse, clock.GetTimestamp());
        await FollowAsync(cancellationToken);
        var vector = await VectorOfAsync(query, cancellationToken);
        List<(SearchEntry Entry, double Score)> found;
        int without;
        using (await EnterAsync(cancellationToken))
        {
            found = _index.Search(
                query,
                vector,
                from?.ToUnixTimeMilliseconds() ?? long.MinValue,
                to?.ToUnixTimeMilliseconds() ?? long.MaxValue
            );
            without = _index.WithoutVector;
        }
        var (hits, characters, read) = (new List<(Node Episode, double Score)>(), 0L, 0);
        var keys = found.Select(hit => new NodeKey(GraphSchema.Episodic, hit.Entry.EventId));
        await foreach (var episode in graph.ReadNodesAsync(keys, cancellationToken))
        {
            if (hits.Count == limit || characters >= PageRules.MaxBytes)
                break;
            var (entry, score) = found[read++];
            if (episode is null)
            {
                await ForgetAsync(entry, cancellationToken);
                continue;
            }
            hits.Add((episode, score));
            characters += EpisodicNode.From(episode).Message.Length;
        }
        return new SearchResult(hits, vector is not null, vector is null ? 0 : without);
    }

    /// <summary>Brings the index up to the graph, and waits a little for the vectors of what is new.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        Task embedding;
        using (await EnterAsync(cancellationToken))
        {
            var changes = await graph.FindChangesAsync(GraphSchema.Episodic, _revision, cancellationToken);
            if (changes.IsComplete)
            {
                foreach (var episode in changes.Nodes)
                    _index.Add(episode);
            }
            else
            {
                _index = await BuildAsync(cancellationToken);
            }
            _revision = changes.Revision;
            if (_index.WithoutVector > 0 && _embedding.IsCompleted && embedder.Generator is { } generator)
                _embedding = Task.Run(() => EmbedAsync(generator, _index), CancellationToken.None);
            embedding = _embedding;
        }
        try
        {
            await embedding.WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The answer goes without the rest.
        }
    }

    private async Task<EpisodeIndex> BuildAsync(CancellationToken cancellationToken)
    {
        var index = new EpisodeIndex();
        var (cursor, read) = ((string?)null, 0);
        do
        {
            var page = await graph.FindNodesAsync(
                new NodeQuery(
                    GraphSchema.Episodic,
                    Descending: true,
                    Limit: PageSize,
                    Cursor: cursor,
                    MaxBytes: PageBytes
                ),
                cancellationToken
            );
            foreach (var episode in page.Nodes)
            {
                if (index.IsFull)
                    return index;
                index.Add(episode, isOlder: true);
            }
            (cursor, read) = (page.NextCursor, read + page.Nodes.Count);
        } while (cursor is not null && read < MaxEpisodesRead);
        return index;
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever keeps vectors from being made, search by words goes on."
    )]
    private async Task EmbedAsync(IEmbeddingGenerator<string, Embedding<float>> generator, EpisodeIndex index)
    {
        while (true)
        {
            List<SearchText> texts;
            using (await EnterAsync(CancellationToken.None))
                texts = index.TakeWithoutVector(EmbeddingBatch);
            if (texts.Count == 0)
                return;
            try
            {
                var vectors = await generator.GenerateAsync(texts.Select(text => text.Text));
                using (await EnterAsync(CancellationToken.None))
                    foreach (var (text, vector) in texts.Zip(vectors))
                        text.Vector = vector.Vector;
            }
            catch (Exception exception)
            {
                LogNoVectors(exception.Message);
                using (await EnterAsync(CancellationToken.None))
                    index.PutBack(texts);
                return;
            }
        }
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever keeps the query's vector from being made, search by words goes on."
    )]
    private async Task<ReadOnlyMemory<float>?> VectorOfAsync(string query, CancellationToken cancellationToken)
    {
        if (embedder.Generator is not { } generator)
            return null;
        try
        {
            return (await generator.GenerateAsync([query], cancellationToken: cancellationToken))[0].Vector;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoVectors(exception.Message);
            return null;
        }
    }

    private async Task ForgetAsync(SearchEntry entry, CancellationToken cancellationToken)
    {
        using (await EnterAsync(cancellationToken))
            _index.Remove(entry);
    }

    private async Task<Releaser> EnterAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        return new Releaser(_lock);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Search uses words only for now: cannot create embeddings: {Reason}"
    )]
    private partial void LogNoVectors(string reason);

    private readonly struct Releaser(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
