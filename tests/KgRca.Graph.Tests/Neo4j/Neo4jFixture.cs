using KgRca.Graph.Neo4j;
using KgRca.Graph.Tests.Neo4j;
using Neo4jServer = KgRca.Testing.Neo4jServer;

[assembly: AssemblyFixture(typeof(Neo4jFixture))]

namespace KgRca.Graph.Tests.Neo4j;

/// <summary>One server for all tests, started by the first that wants it. It holds one graph, so they take turns.</summary>
public sealed class Neo4jFixture : IAsyncDisposable
{
    /// <summary>The collection of tests that take turns.</summary>
    public const string Turns = "Neo4j";

    private readonly Lazy<Task<Neo4jServer?>> _server = new(() => Neo4jServer.FindAsync(CancellationToken.None));

    /// <summary>A store on the server, or skips the test where there is none.</summary>
    public static async Task<Neo4jGraphStore> OpenAsync()
    {
        var fixture = await TestContext.Current.GetFixture<Neo4jFixture>();
        var server = await fixture!._server.Value;
        if (server is null)
            Assert.Skip(Neo4jServer.MissingReason);
        return new Neo4jGraphStore(
            Neo4jAddress.Parse(server.ConnectionString),
            GraphStoreContract.Types,
            TimeProvider.System
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && await _server.Value is { } server)
            await server.DisposeAsync();
    }
}
