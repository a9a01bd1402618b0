using KgRca.Contracts.Graphs;
using KgRca.Graph;
using KgRca.Graph.Storage;

namespace KgRca.Standalone.Startup;

/// <summary>The files that a graph consists of, while nobody has it open.</summary>
internal static class GraphFiles
{
    private static readonly string[] Suffixes = ["", "-wal", "-shm"];

    /// <summary>What is wrong with a graph; null where nothing is. A copy is looked at, so that it stays as it is.</summary>
    public static async Task<string?> FindDamageAsync(string path, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("kgrca-repair-").FullName;
        try
        {
            Copy(path, Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "graphs")).FullName, "copy.db"));
            await using var store = new EmbeddedGraphStore(
                new GraphOptions { DataDirectory = folder },
                GraphSchema.NodeTypes,
                TimeProvider.System
            );
            return await store.FindDamageAsync("copy", cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Moves a graph away.</summary>
    public static void Move(string path, SetAside aside)
    {
        foreach (var suffix in Suffixes)
            if (File.Exists(path + suffix))
                aside.Take(path + suffix);
    }

    /// <summary>Copies a graph.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var suffix in Suffixes)
            if (File.Exists(from + suffix))
                File.Copy(from + suffix, to + suffix);
    }
}
