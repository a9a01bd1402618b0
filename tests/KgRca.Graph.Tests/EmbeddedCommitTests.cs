using KgRca.Graph.Storage;

namespace KgRca.Graph.Tests;

public sealed class EmbeddedCommitTests : CommitContract, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-graph-").FullName;
    private readonly EmbeddedGraphStore _store;

    public EmbeddedCommitTests() =>
        _store = new EmbeddedGraphStore(
            new GraphOptions { DataDirectory = _folder },
            GraphStoreContract.Types,
            TimeProvider.System
        );

    protected override IGraphReaders Readers => _store;

    protected override IGraphWriters Writers => _store;

    protected override IGraphMaintenance Maintenance => _store;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
