using System.Runtime.CompilerServices;

namespace KgRca.RootCause.Tests;

/// <summary>Finds files of the repository that are no part of the build.</summary>
internal static class Repository
{
    /// <summary>
    /// A file's full path. The repository is found by this source file, since build outputs may lie anywhere.
    /// </summary>
    public static string File(params string[] path) => Path.Combine([Root(), .. path]);

    private static string Root([CallerFilePath] string source = "")
    {
        var folder = new FileInfo(source).Directory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "KgRca.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{source} is not within the repository.");
    }
}
