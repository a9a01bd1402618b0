using System.Runtime.CompilerServices;

namespace KgRca.Agent.Tests.Deploy;

/// <summary>
/// Finds files of <c>deploy/agent</c>, and programs that are beside the repository. Build outputs may lie anywhere, so
/// this source file shows the way.
/// </summary>
internal static class DeployFolder
{
    /// <summary>A path within <c>deploy/agent</c>.</summary>
    public static string Of(params string[] path) => Path.Combine([Root(), "deploy", "agent", .. path]);

    /// <summary>Helm, where this machine has it for tests; null elsewhere.</summary>
    public static string? Helm =>
        Path.GetFullPath(Path.Combine(Root(), "..", "shared", "servers", "helm")) is var path && File.Exists(path)
            ? path
            : null;

    private static string Root([CallerFilePath] string source = "")
    {
        var folder = new FileInfo(source).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KgRca.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{source} is not within the repository.");
    }
}
