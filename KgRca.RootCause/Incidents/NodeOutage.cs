using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Nodes of one zone, or of one pool, that go within minutes: it is what they share that has failed, not each by
/// itself.
/// </summary>
internal static class NodeOutage
{
    // Kubelets that fall silent together are missed at most so far apart, and those of an upgrade restarted.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(5);

    // The labels of a node that say what it shares with others, and what that is called.
    private static readonly (string Label, string Name)[] Shared =
    [
        ("topology.kubernetes.io/zone", "zone"),
        ("eks.amazonaws.com/nodegroup", "pool"),
        ("cloud.google.com/gke-nodepool", "pool"),
        ("kubernetes.azure.com/agentpool", "pool"),
        ("karpenter.sh/nodepool", "pool"),
    ];

    /// <summary>
    /// The incidents of other nodes that went with the one that an error is about, and are still gone. Nodes that are
    /// drained go one after the other, by plan.
    /// </summary>
    public static IEnumerable<Incident> Near(Episode error, ClusterTopology topology)
    {
        if (!NodeEvents.IsNotReady(error) || Maintenance.IsCordoned(error.Subject))
            yield break;
        foreach (var node in topology.OfKind(error.Subject.Cluster, "Node", null))
        {
            if (
                node == error.Subject
                || node.ActiveFindings.Count == 0
                || Maintenance.IsCordoned(node)
                || !Array.Exists(
                    Shared,
                    shared => Value(error.Subject, shared.Label) is { } value && Value(node, shared.Label) == value
                )
            )
                continue;
            foreach (var finding in node.ActiveFindings)
                if (
                    NodeEvents.IsNotReady(finding)
                    && (finding.Onset - error.Onset).Duration() <= AtOnce
                    && finding.Incident is { } incident
                )
                    yield return incident;
        }
    }

    /// <summary>
    /// What a node that is not ready shares with others that are not in an incident, and how many they are: <c>3 nodes
    /// of zone a</c>; null where it is alone.
    /// </summary>
    public static string? Of(Incident incident, ResourceState node)
    {
        List<ResourceState>? gone = null;
        foreach (var (label, name) in Shared)
        {
            if (Value(node, label) is not { } value)
                continue;
            gone ??=
            [
                .. incident
                    .Members.Where(NodeEvents.IsNotReady)
                    .Select(error => error.Subject)
                    .Where(other => other != node)
                    .Distinct(),
            ];
            if (gone.Count(other => Value(other, label) == value) is > 0 and var others)
                return $"{others + 1} nodes of {name} {value}";
        }
        return null;
    }

    private static string? Value(ResourceState node, string label) =>
        (node.Object ?? default(JsonElement)).At("metadata", "labels").Text(label);
}
