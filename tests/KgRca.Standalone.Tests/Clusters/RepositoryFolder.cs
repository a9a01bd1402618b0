using System.Runtime.CompilerServices;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>Finds files of the repository. Build outputs may lie anywhere, so this source file shows the way.</summary>
internal static class RepositoryFolder
{
    /// <summary>A path within it.</summary>
    public static string Of(params string[] path) => Path.Combine([Root(), .. path]);

    private static string Root([CallerFilePath] string source = "")
    {
        var folder = new FileInfo(source).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KgRca.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{source} is not within the repository.");
    }
}
