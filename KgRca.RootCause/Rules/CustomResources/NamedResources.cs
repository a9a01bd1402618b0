using System.Text.RegularExpressions;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Custom resources that a controller's log line names: <c>"HelmRelease":{"name":"loki","namespace":"logging"}</c>,
/// <c>Kustomization/flux-system/apps</c>, <c>"controller":"redis" … "namespace":"x","name":"y"</c>. It reports their
/// trouble, not its own.
/// </summary>
internal static partial class NamedResources
{
    /// <summary>The resources that are known to exist.</summary>
    public static IEnumerable<ResourceState> In(Episode line, ClusterTopology topology)
    {
        if (!line.IsFromLog)
            yield break;
        if (OfController(line, topology) is { } named)
            yield return named;
        foreach (Match match in Structured().Matches(line.Message).Concat(Plain().Matches(line.Message)))
        {
            var kind = match.Groups["kind"].Value;
            if (
                KubernetesKinds.IsCustom(kind)
                && topology.Find(
                    line.Subject.Cluster,
                    kind,
                    match.Groups["namespace"].Value,
                    match.Groups["name"].Value
                )
                    is { Exists: true } resource
            )
                yield return resource;
        }
    }

    // The names of controllers are those of their kinds in lower case, and kinds are few.
    private static ResourceState? OfController(Episode line, ClusterTopology topology)
    {
        if (
            ValueOf("controller", line.Message) is not { } controller
            || ValueOf("name", line.Message) is not { } name
            || topology
                .KindsIn(line.Subject.Cluster)
                .FirstOrDefault(kind =>
                    KubernetesKinds.IsCustom(kind) && controller.Equals(kind, StringComparison.OrdinalIgnoreCase)
                )
                is not { } known
        )
            return null;
        var found = topology.Find(line.Subject.Cluster, known, ValueOf("namespace", line.Message) ?? "", name);
        return found is { Exists: true } ? found : null;
    }

    private static string? ValueOf(string member, string json)
    {
        var mark = $"\"{member}\"";
        var at = json.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = json.AsSpan(at + mark.Length).TrimStart([' ', ':']);
        if (rest.IsEmpty || rest[0] != '"' || rest[1..].IndexOf('"') is not (> 0 and var end))
            return null;
        return rest[1..(end + 1)].ToString();
    }

    [GeneratedRegex(
        """\\?"(?<kind>[A-Z][A-Za-z0-9]+)\\?"\s*:\s*\{\s*\\?"name\\?"\s*:\s*\\?"(?<name>[a-z0-9.-]+)\\?"\s*(,\s*\\?"namespace\\?"\s*:\s*\\?"(?<namespace>[a-z0-9-]*)\\?")?""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Structured();

    [GeneratedRegex(
        """\b(?<kind>[A-Z][A-Za-z0-9]+)[/ ='"]{1,2}(?<namespace>[a-z0-9-]+)/(?<name>[a-z0-9][a-z0-9.-]*)""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Plain();
}
