using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>
/// Namespaces that have lost the label by which a policy let them through: the policy is as it was, and means others
/// now.
/// </summary>
internal static class ChangedNamespaces
{
    /// <summary>The namespace, where a policy is blamed; null where none has lost a label that it asks for.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology) =>
        cause == Causes.NetworkPolicyBlocks && failure.Subject.Kind == "NetworkPolicy"
            ? Of(failure.Subject, topology)
            : null;

    /// <summary>The namespace; null where none has lost a label that the policy asks for.</summary>
    public static Responsible? Of(ResourceState subject, ClusterTopology topology)
    {
        if (subject.Object is not { } policy)
            return null;
        var selectors = Selectors(policy.At("spec"), "ingress", "from")
            .Concat(Selectors(policy.At("spec"), "egress", "to"))
            .SelectMany(selector => Wanted(selector))
            .ToList();
        if (selectors.Count == 0)
            return null;
        foreach (var space in topology.OfKind(subject.Cluster, "Namespace", null))
            for (var i = space.Candidates.Count - 1; i >= 0; i--)
                if (
                    space.Candidates[i] is { Assessment.Role: CauseRole.Change } change
                    && selectors.Exists(label =>
                        change.Message.Contains($"label {label}, removed", StringComparison.Ordinal)
                        || change.Message.Contains(
                            $"label {label.Replace("=", " from ", StringComparison.Ordinal)} to ",
                            StringComparison.Ordinal
                        )
                    )
                )
                    return new Responsible(
                        space,
                        Causes.NetworkPolicyBlocks,
                        $"{change.Message.TrimEnd('.')}, by which NetworkPolicy {subject.Namespace}/{subject.Name} let it through."
                    )
                    {
                        NextStep =
                            $"Label Namespace {space.Name} again ({change.Message.TrimEnd('.')}), or change the namespaceSelector of NetworkPolicy {subject.Namespace}/{subject.Name}: `kubectl edit namespace {space.Name}`.",
                    };
        return null;
    }

    private static IEnumerable<JsonElement> Selectors(JsonElement spec, string rules, string peers) =>
        spec.Items(rules).SelectMany(rule => rule.Items(peers)).Select(peer => peer.At("namespaceSelector"));

    private static IEnumerable<string> Wanted(JsonElement selector) =>
        selector.Members("matchLabels").Select(pair => $"{pair.Name}={pair.Value.Text()}");
}
