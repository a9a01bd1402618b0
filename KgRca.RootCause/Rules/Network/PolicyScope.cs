using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>A workload whose Pods a policy selects.</summary>
/// <param name="Resource">The workload.</param>
/// <param name="Item">Its state.</param>
/// <param name="Metadata">The metadata of its Pod template.</param>
internal readonly record struct SelectedWorkload(ResourceState Resource, JsonElement Item, JsonElement Metadata)
{
    public Evidence Labels => Evidence.Of(Resource, Item, "spec", "template", "metadata", "labels");
}

/// <summary>
/// Which Pods a NetworkPolicy selects, in which direction it isolates them, and whom its rules allow.
/// </summary>
internal static class PolicyScope
{
    /// <summary>The kinds of workloads whose Pods are looked at.</summary>
    public static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    /// <summary>The workloads of the policy's namespace whose Pods it selects.</summary>
    public static IEnumerable<SelectedWorkload> SelectedBy(
        ClusterTopology topology,
        ResourceState policy,
        JsonElement item
    )
    {
        foreach (var kind in Workloads)
        foreach (var workload in topology.OfKind(policy.Cluster, kind, policy.Namespace))
            if (
                workload.Object is { } workloadItem
                && workloadItem.At("spec", "template", "metadata") is var metadata
                && Selects(item, metadata)
            )
                yield return new SelectedWorkload(workload, workloadItem, metadata);
    }

    /// <summary>
    /// The policies of a policy's namespace that select the same Pods and meet a condition, itself first.
    /// </summary>
    public static IEnumerable<ResourceState> For(
        ClusterTopology topology,
        ResourceState policy,
        JsonElement metadata,
        Func<JsonElement, bool> where
    ) =>
        topology
            .OfKind(policy.Cluster, "NetworkPolicy", policy.Namespace)
            .Where(other => other.Object is { } item && where(item) && Selects(item, metadata));

    /// <summary>Whether a policy restricts ingress; one without <c>policyTypes</c> does.</summary>
    public static bool IsolatesIngress(JsonElement policy) =>
        !policy.At("spec", "policyTypes").IsPresent()
        || policy.At("spec").Items("policyTypes").Any(type => type.Text() == "Ingress");

    /// <summary>Whether a policy restricts egress.</summary>
    public static bool IsolatesEgress(JsonElement policy) =>
        policy.At("spec").Items("policyTypes").Any(type => type.Text() == "Egress")
        || !policy.At("spec", "policyTypes").IsPresent() && policy.At("spec", "egress").IsPresent();

    /// <summary>Whether a policy allows any ingress.</summary>
    public static bool AllowsIngress(JsonElement policy) => policy.At("spec").Items("ingress").Any();

    /// <summary>
    /// Whether a rule may allow traffic from or to a workload's Pods. Ports are not compared, nor addresses of Pods.
    /// </summary>
    /// <param name="topology">All objects.</param>
    /// <param name="namespace">The policy's namespace.</param>
    /// <param name="rule">An item of <c>ingress</c> or <c>egress</c>.</param>
    /// <param name="peers"><c>from</c> or <c>to</c>.</param>
    /// <param name="workload">The workload.</param>
    public static bool Allows(
        ClusterTopology topology,
        string @namespace,
        JsonElement rule,
        string peers,
        ResourceState workload
    ) =>
        !rule.Items(peers).Any()
        || rule.Items(peers)
            .Any(peer =>
                peer.At("ipBlock").IsPresent()
                || IsOfNamespace(topology, @namespace, peer.At("namespaceSelector"), workload)
                    && Labels.Matches(
                        peer.At("podSelector"),
                        workload.Object?.At("spec", "template", "metadata") ?? default
                    )
            );

    /// <summary>Whether a rule may allow traffic beyond the policy's namespace.</summary>
    public static bool LeadsElsewhere(JsonElement rule, string peers) =>
        !rule.Items(peers).Any()
        || rule.Items(peers).Any(peer => peer.At("ipBlock").IsPresent() || peer.At("namespaceSelector").IsPresent());

    /// <summary>Whether what a policy allows depends on namespaces' labels.</summary>
    public static bool ReadsNamespaces(ResourceState policy) =>
        policy.Object is { } item
        && (
            item.At("spec").Items("ingress").Any(rule => ReadsNamespaces(rule, "from"))
            || item.At("spec").Items("egress").Any(rule => ReadsNamespaces(rule, "to"))
        );

    private static bool ReadsNamespaces(JsonElement rule, string peers) =>
        rule.Items(peers).Any(peer => peer.At("namespaceSelector").IsPresent());

    private static bool IsOfNamespace(
        ClusterTopology topology,
        string @namespace,
        JsonElement selector,
        ResourceState workload
    )
    {
        if (!selector.IsPresent())
            return workload.Namespace == @namespace;
        return topology.Find(workload.Cluster, "Namespace", "", workload.Namespace) is not { Object: { } item }
            || Labels.Matches(selector, item.At("metadata"));
    }

    private static bool Selects(JsonElement policy, JsonElement metadata) =>
        Labels.Matches(policy.At("spec", "podSelector"), metadata);
}
