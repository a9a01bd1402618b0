using System.Text.RegularExpressions;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Custom resources that a controller's log line names: <c>"HelmRelease":{"name":"loki","namespace":"logging"}</c>,
/// <c>Kustomization/flux-system/apps</c>, <c>"controllerKind":"Redis" … "namespace":"x","name":"y"</c>. It reports their
/// trouble, not its own.
/// </summary>
internal static partial class NamedResources
{
    /// <summary>The resources that are known to exist.</summary>
    public static IEnumerable<ResourceState> In(Episode line, ClusterTopology topology)
    {
        if (!line.IsFromLog)
            yield break;
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
