using KgRca.Graph.Neo4j;

namespace KgRca.Graph.Tests.Neo4j;

[Collection(Neo4jFixture.Turns)]
public sealed class Neo4jCommitTests : CommitContract, IAsyncLifetime
{
    private Neo4jGraphStore? _store;

    protected override IGraphReaders Readers => _store!;

    protected override IGraphWriters Writers => _store!;

    protected override IGraphMaintenance Maintenance => _store!;

    protected override int Orders => 20;

    public async ValueTask InitializeAsync() => _store = await Neo4jFixture.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is null)
            return;
        await DropAsync();
        _store.Dispose();
    }
}
