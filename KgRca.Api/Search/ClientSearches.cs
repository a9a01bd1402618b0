using System.Collections.Concurrent;
using KgRca.Contracts.Identity;
using KgRca.Graph;

namespace KgRca.Api.Search;

/// <summary>
/// The clients that have searched lately, each with an index of its own. Safe for use by many threads.
/// </summary>
internal sealed class ClientSearches : IDisposable
{
    private const int MaxClients = 32;
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<TenantId, ClientSearch> _searches = [];
    private readonly IGraphReaders _graphs;
    private readonly Embedder _embedder;
    private readonly TimeProvider _clock;
    private readonly ILogger<ClientSearch> _logger;
    private readonly ITimer _timer;

    public ClientSearches(IGraphReaders graphs, Embedder embedder, TimeProvider clock, ILogger<ClientSearch> logger)
    {
        (_graphs, _embedder, _clock, _logger) = (graphs, embedder, clock, logger);
        _timer = clock.CreateTimer(
            _ => Forget(_searches.Where(search => search.Value.Idle > MaxIdle)),
            null,
            MaxIdle,
            MaxIdle
        );
    }

    /// <summary>How many indexes are in memory.</summary>
    public int Count => _searches.Count;

    /// <summary>A client's search.</summary>
    public ClientSearch Of(TenantId client)
    {
        var search = _searches.GetOrAdd(
            client,
            static (client, all) =>
                new ClientSearch(all._graphs.Open(client.GraphDatabase), all._embedder, all._clock, all._logger),
            this
        );
        if (_searches.Count > MaxClients)
            Forget(
                _searches
                    .Where(other => other.Key != client)
                    .OrderByDescending(other => other.Value.Idle)
                    .Take(_searches.Count - MaxClients)
            );
        return search;
    }

    /// <summary>A client is gone.</summary>
    public void Forget(TenantId client) => _searches.TryRemove(client, out _);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Forget(IEnumerable<KeyValuePair<TenantId, ClientSearch>> searches)
    {
        foreach (var search in searches.ToList())
            _searches.TryRemove(search);
    }
}
