using KgRca.Contracts.Graphs;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.Graph;
using KgRca.Graph.Storage;

namespace KgRca.Standalone.Tests;

/// <summary>Graphs as text, to be compared.</summary>
internal static class Graphs
{
    private static readonly string[] Types =
    [
        .. Enum.GetValues<EdgeType>().Select(WireNames.Of),
        GraphSchema.About,
        GraphSchema.SameIncident,
        GraphSchema.PotentialCause,
    ];

    public static async Task<string> DumpAsync(IGraphReader graph, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        await GraphDump.WriteAsync(
            graph,
            [.. GraphSchema.NodeTypes.Select(type => type.Label)],
            Types,
            output,
            cancellationToken
        );
        return System.Text.Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Dumps the one graph of a platform that has stopped.</summary>
    public static async Task<string> DumpStoppedAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        await using var store = new EmbeddedGraphStore(
            new GraphOptions { DataDirectory = dataDirectory },
            GraphSchema.NodeTypes,
            TimeProvider.System
        );
        var database = Path.GetFileNameWithoutExtension(
            Directory.GetFiles(Path.Combine(dataDirectory, "graphs"), "*.db").Single()
        );
        return await DumpAsync(store.Open(database), cancellationToken);
    }
}
