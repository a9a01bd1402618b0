using System.Text.Json;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>
/// Finds who provides what has a qualified name: the agent that removes the taint <c>node.cilium.io/agent-not-ready</c>,
/// the driver <c>ebs.csi.aws.com</c>, the plugin of <c>nvidia.com/gpu</c>. Nothing in the API says it; the names of the
/// workload, its containers and images share a word with it.
/// </summary>
internal static class NameTokens
{
    private const int ShortestToken = 2;

    private static readonly HashSet<string> Generic =
    [
        "agent",
        "com",
        "io",
        "org",
        "net",
        "k8s",
        "kubernetes",
        "node",
        "not",
        "ready",
        "csi",
        "storage",
        "driver",
        "plugin",
        "device",
        "cluster",
        "local",
        "system",
        "startup",
        "taint",
        "unavailable",
        "uninitialized",
        "network",
        "gke",
        "x",
    ];

    /// <summary>How many of a qualified name's own words a workload's names have.</summary>
    public static int Shared(string qualifiedName, ResourceState workload)
    {
        if (workload.Object is not { } item)
            return 0;
        var text = string.Join(' ', TextsOf(workload, item));
        return WordsOf(qualifiedName).Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> WordsOf(string qualifiedName) =>
        qualifiedName
            .Split(['.', '/', '-', '_', ':'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length >= ShortestToken && !Generic.Contains(word))
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> TextsOf(ResourceState workload, JsonElement item)
    {
        yield return workload.Namespace;
        yield return workload.Name;
        foreach (var container in item.At("spec", "template", "spec").Items("containers"))
        {
            yield return container.Text("name") ?? "";
            yield return container.Text("image") ?? "";
        }
    }
}
