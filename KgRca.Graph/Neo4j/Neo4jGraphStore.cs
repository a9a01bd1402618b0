using System.Collections.Concurrent;
using System.Text.Json;
using KgRca.Contracts.Graphs;

namespace KgRca.Graph.Neo4j;

/// <summary>
/// Graphs in Neo4j. A server of the Enterprise edition has a database for each graph. One of the Community edition has one
/// database in all and holds one graph: whose, its own node says, so that two clients can never be given the same. The
/// nodes of the store's own (<c>KgGraph</c>, <c>KgUsage</c>) and the property <c>kg_revision</c> are not part of a
/// client's graph.
/// </summary>
public sealed class Neo4jGraphStore : IGraphReaders, IGraphWriters, IGraphMaintenance, IDisposable
{
    private const string CommunityDatabase = "neo4j";

    private readonly Neo4jServer[] _servers;
    private readonly IReadOnlyList<NodeType> _types;
    private readonly Dictionary<string, NodeType> _byLabel;
    private readonly ConcurrentDictionary<string, Neo4jPlace> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _dropped = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Neo4jServer, bool> _isEnterprise = new();

    /// <summary>The graphs of some servers.</summary>
    /// <param name="address">The servers.</param>
    /// <param name="types">Every label that nodes may have.</param>
    /// <param name="clock">Times retries.</param>
    public Neo4jGraphStore(Neo4jAddress address, IReadOnlyList<NodeType> types, TimeProvider clock)
    {
        _servers = [.. address.Servers.Select(server => new Neo4jServer(server, address, clock))];
        _types = types;
        _byLabel = Neo4jNames.ByLabel(types);
    }

    /// <inheritdoc/>
    public GraphHealth Health { get; } = new();

    /// <inheritdoc/>
    public IGraphReader Open(string database) => Graph(database);

    /// <inheritdoc/>
    IGraphWriter IGraphWriters.Open(string database) => Graph(database);

    /// <inheritdoc/>
    /// <exception cref="GraphUnavailableException">Every server of the Community edition has a graph already.</exception>
    public async ValueTask CreateAsync(string database, CancellationToken cancellationToken)
    {
        GraphName.Check(database);
        if (await FindPlaceAsync(database, cancellationToken) is not null)
            return;
        foreach (var server in _servers)
        {
            var place = await IsEnterpriseAsync(server, cancellationToken)
                ? await MakeDatabaseAsync(server, database, cancellationToken)
                : new Neo4jPlace(server, CommunityDatabase);
            if (!await ClaimAsync(place, database, cancellationToken))
                continue;
            _places[database] = place;
            return;
        }
        throw new GraphUnavailableException(
            $"No Neo4j server is free for the graph {database}: those of ConnectionStrings:neo4j are of the Community "
                + "edition, which holds one graph each, and all have one. Add a server."
        );
    }

    /// <inheritdoc/>
    public async ValueTask DropAsync(string database, CancellationToken cancellationToken)
    {
        GraphName.Check(database);
        _dropped[database] = true;
        var place = await LocateAsync(database, cancellationToken);
        _places.TryRemove(database, out _);
        Health.Removed(database);
        if (place is null)
            return;
        if (await IsEnterpriseAsync(place.Server, cancellationToken))
            await RemoveDatabaseAsync(place, cancellationToken);
        else
            await EmptyAsync(place, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> FindDamageAsync(string database, CancellationToken cancellationToken) =>
        GraphCheck.FindDamageAsync(Open(database), [.. _types.Select(type => type.Label)], cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var server in _servers)
            server.Dispose();
    }

    /// <summary>Where a graph is.</summary>
    /// <returns>Null where there is none of that name.</returns>
    /// <exception cref="GraphUnavailableException">It was dropped, or a server is away.</exception>
    internal async ValueTask<Neo4jPlace?> FindPlaceAsync(string database, CancellationToken cancellationToken)
    {
        if (_dropped.ContainsKey(database))
            throw Dropped(database);
        return await LocateAsync(database, cancellationToken);
    }

    /// <summary>What to say of a graph that is no more.</summary>
    internal static GraphUnavailableException Dropped(string database) => new($"The graph {database} was dropped.");

    private static string Quote(string name) => $"`{name}`";

    // Enterprise allows no underscore.
    private static string DatabaseName(string database) => database.Replace('_', '-');

    private Neo4jGraph Graph(string database)
    {
        GraphName.Check(database);
        return new Neo4jGraph(this, database, _byLabel);
    }

    private async ValueTask<Neo4jPlace?> LocateAsync(string database, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue(database, out var known))
            return known;
        foreach (var server in _servers)
            if (await FindAtAsync(server, database, cancellationToken) is { } place)
                return _places.GetOrAdd(database, place);
        return null;
    }

    private async ValueTask<Neo4jPlace?> FindAtAsync(
        Neo4jServer server,
        string database,
        CancellationToken cancellationToken
    )
    {
        var place = new Neo4jPlace(
            server,
            await IsEnterpriseAsync(server, cancellationToken) ? DatabaseName(database) : CommunityDatabase
        );
        try
        {
            using var answer = await place.RunAsync(
                new Neo4jStatement($"MATCH (g:{Neo4jNames.Graph} {{id: 0}}) RETURN g.database"),
                cancellationToken
            );
            return answer.Rows.Any(row => row[0].GetString() == database) ? place : null;
        }
        catch (Neo4jException exception) when (exception.Code == "Neo.ClientError.Database.DatabaseNotFound")
        {
            return null;
        }
    }

    private async ValueTask<bool> IsEnterpriseAsync(Neo4jServer server, CancellationToken cancellationToken)
    {
        if (_isEnterprise.TryGetValue(server, out var known))
            return known;
        using var answer = await server.RunAsync(
            "system",
            new Neo4jStatement("CALL dbms.components() YIELD edition RETURN edition"),
            cancellationToken
        );
        return _isEnterprise[server] = answer.Rows.First()[0].GetString() == "enterprise";
    }

    private static async Task<Neo4jPlace> MakeDatabaseAsync(
        Neo4jServer server,
        string database,
        CancellationToken cancellationToken
    )
    {
        var name = DatabaseName(database);
        using var answer = await server.RunAsync(
            "system",
            new Neo4jStatement($"CREATE DATABASE {Quote(name)} IF NOT EXISTS WAIT", IsWrite: true),
            cancellationToken
        );
        return new Neo4jPlace(server, name);
    }

    private static async Task RemoveDatabaseAsync(Neo4jPlace place, CancellationToken cancellationToken)
    {
        var text = $"DROP DATABASE {Quote(place.Database)} IF EXISTS";
        using var answer = await place.Server.RunAsync(
            "system",
            new Neo4jStatement(text, IsWrite: true),
            cancellationToken
        );
    }

    // From the mark on nobody writes. The claim goes last: no other graph is put among what is left.
    private static async Task EmptyAsync(Neo4jPlace place, CancellationToken cancellationToken)
    {
        await DoAsync(place, $"MATCH (g:{Neo4jNames.Graph}) SET g.dropped = true", cancellationToken);
        await DoAsync(
            place,
            $"MATCH (n) WHERE NOT n:{Neo4jNames.Graph} CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS",
            cancellationToken
        );
        await DoAsync(place, $"MATCH (g:{Neo4jNames.Graph}) DELETE g", cancellationToken);
    }

    private static async Task DoAsync(Neo4jPlace place, string text, CancellationToken cancellationToken)
    {
        using var answer = await place.RunAsync(new Neo4jStatement(text, IsWrite: true), cancellationToken);
    }

    /// <summary>Makes constraints and indexes, and writes down whose graph this is.</summary>
    /// <returns>Whether it is this one's now.</returns>
    private async Task<bool> ClaimAsync(Neo4jPlace place, string database, CancellationToken cancellationToken)
    {
        string[] constraints =
        [
            $"FOR (n:{Neo4jNames.Graph}) REQUIRE n.id IS UNIQUE",
            $"FOR (n:{Neo4jNames.Usage}) REQUIRE n.id IS UNIQUE",
            .. _types.Select(type => $"FOR (n:{Quote(type.Label)}) REQUIRE n.{Quote(type.KeyProperty)} IS UNIQUE"),
        ];
        foreach (var constraint in constraints)
            await DoAsync(place, $"CREATE CONSTRAINT IF NOT EXISTS {constraint}", cancellationToken);
        foreach (var type in _types)
        foreach (var property in (string?[])[.. type.IndexedProperties, type.TimeProperty, Neo4jNames.Revision])
            if (property is not null)
                await DoAsync(
                    place,
                    $"CREATE INDEX IF NOT EXISTS FOR (n:{Quote(type.Label)}) ON (n.{Quote(property)})",
                    cancellationToken
                );
        using var answer = await place.RunAsync(
            new Neo4jStatement(
                $"MERGE (g:{Neo4jNames.Graph} {{id: 0}}) "
                    + "ON CREATE SET g.database = $database, g.epoch = 0, g.revision = 0 RETURN g.database, g.dropped",
                json => json.WriteString("database", database),
                IsWrite: true
            ),
            cancellationToken
        );
        return answer.Rows.Any(row => row[0].GetString() == database && row[1].ValueKind == JsonValueKind.Null);
    }
}

/// <summary>A database of a server. Statements see what those before them in this process have done.</summary>
internal sealed class Neo4jPlace(Neo4jServer server, string database)
{
    private volatile IReadOnlyList<string> _bookmarks = [];

    public Neo4jServer Server => server;

    public string Database => database;

    /// <inheritdoc cref="Neo4jServer.RunAsync"/>
    public async Task<Neo4jAnswer> RunAsync(Neo4jStatement statement, CancellationToken cancellationToken)
    {
        var answer = await server.RunAsync(database, statement with { Bookmarks = _bookmarks }, cancellationToken);
        if (statement.IsWrite)
            _bookmarks = answer.Bookmarks;
        return answer;
    }
}
