using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>Which nodes a Pod is meant for, and what keeps it from them, as far as Pod and nodes show it.</summary>
internal static class NodeFit
{
    /// <summary>The node that would take a Pod if it were not in trouble; null where there is none.</summary>
    /// <param name="topology">All objects.</param>
    /// <param name="pod">The Pod, which has no node.</param>
    /// <param name="cause">The trouble.</param>
    public static ResourceState? TroubledNode(ClusterTopology topology, ResourceState pod, string cause)
    {
        if (pod.Object is not { } item || !Placement.IsWaiting(item))
            return null;
        var spec = item.At("spec");
        if (cause == Causes.NodeRemoved && Removed(topology, pod, item) is { } removed)
            return removed;
        return topology
            .OfKind(pod.Cluster, "Node", null)
            .FirstOrDefault(node => Taints.TroubleOf(node, spec) == cause && IsMeantFor(node, spec));
    }

    /// <summary>
    /// The one cordoned node that a Pod without a node is meant for; null where there is none, or several.
    /// </summary>
    public static ResourceState? SoleCordonedNode(ClusterTopology topology, ResourceState pod)
    {
        if (pod.Object is not { } item || !Placement.IsWaiting(item))
            return null;
        var cordoned = topology
            .OfKind(pod.Cluster, "Node", null)
            .Where(node => IsClosedTo(node, item.At("spec")) && IsMeantFor(node, item.At("spec")))
            .Take(2)
            .ToList();
        return cordoned is [var sole] ? sole : null;
    }

    /// <summary>Whether a Pod's selector and affinity match a node.</summary>
    public static bool IsMeantFor(ResourceState node, JsonElement spec) =>
        Required(spec) is var required
        && (!spec.Members("nodeSelector").Any() || Labels.Match(spec, "nodeSelector", Metadata(node)))
        && (!required.Items("nodeSelectorTerms").Any() || NodeAffinity.Matches(required, node.Name, Metadata(node)));

    /// <summary>
    /// What keeps a Pod from the nodes that it is meant for, as far as they show it, and whether there are such.
    /// </summary>
    public static (Finding? Found, bool IsMeantForSome) Meant(
        ClusterTopology topology,
        ResourceState pod,
        JsonElement spec
    )
    {
        var required = Required(spec);
        var (hasSelector, hasAffinity) = (
            spec.Members("nodeSelector").Any(),
            required.Items("nodeSelectorTerms").Any()
        );
        if (!hasSelector && !hasAffinity)
            return default;
        var nodes = topology.OfKind(pod.Cluster, "Node", null).ToList();
        // Those of the control plane are not meant for Pods, though a selector may match them.
        if (nodes.Exists(node => !IsControlPlane(node)))
            nodes.RemoveAll(IsControlPlane);
        if (nodes.Count == 0)
            return default;
        var selected = hasSelector ? nodes.FindAll(node => Labels.Match(spec, "nodeSelector", Metadata(node))) : nodes;
        if (selected.Count == 0)
            return (
                Placement.Of(
                    pod,
                    Causes.NodeSelector,
                    "NodeSelectorMismatch",
                    $"selects nodes with {Labels.Text(spec, "nodeSelector")}, but no node has these labels",
                    Evidence.Of(pod, pod.Object, "spec", "nodeSelector")
                ),
                false
            );
        var meant = hasAffinity
            ? selected.FindAll(node => NodeAffinity.Matches(required, node.Name, Metadata(node)))
            : selected;
        if (meant.Count == 0)
            return (
                Placement.Of(
                    pod,
                    Causes.NodeAffinity,
                    "NodeAffinityMismatch",
                    $"requires node affinity {NodeAffinity.Text(required)}, but no node matches",
                    Evidence.Of(
                        pod,
                        pod.Object,
                        "spec",
                        "affinity",
                        "nodeAffinity",
                        "requiredDuringSchedulingIgnoredDuringExecution"
                    )
                ),
                false
            );
        var names = string.Join(", ", meant.Select(node => node.Name).Take(3));
        if (meant.TrueForAll(node => IsClosedTo(node, spec)))
            return (
                Placement.Of(
                    pod,
                    Causes.NodeCordon,
                    "NodesCordoned",
                    $"can only run on {names}, which is cordoned",
                    [.. meant.Take(3).Select(node => Evidence.Of(node, node.Object, "spec", "unschedulable"))]
                ),
                true
            );
        if (!meant.TrueForAll(node => IsClosedTo(node, spec) || Taints.Repel(node, spec)))
            return (null, true);
        foreach (var node in meant)
            if (Taints.TroubleOf(node, spec) is { } trouble)
                return (
                    Placement.Of(
                        pod,
                        trouble,
                        Placement.Unschedulable,
                        $"can only run on {names}, and {node.Name} {TroubleText(trouble)}",
                        Evidence.Of(node, node.Object, "spec", "taints")
                    ),
                    true
                );
        return (
            Placement.Of(
                pod,
                Causes.Taint,
                "NodesTainted",
                $"can only run on {names}, whose taints it does not tolerate",
                [
                    Evidence.Of(pod, pod.Object, "spec", "tolerations"),
                    .. meant.Take(3).Select(node => Evidence.Of(node, node.Object, "spec", "taints")),
                ]
            ),
            true
        );
    }

    private static string TroubleText(string trouble) =>
        trouble switch
        {
            Causes.NodeRemoved => "is about to be removed",
            Causes.NodeUninitialized => "is not initialized by the cloud-controller-manager",
            _ => "is failing",
        };

    /// <summary>
    /// The node that was removed and that a Pod names as the one to run on, or one of its volumes as where it is; null
    /// where there is none.
    /// </summary>
    public static ResourceState? Removed(ClusterTopology topology, ResourceState pod, JsonElement item)
    {
        var spec = item.At("spec");
        var names = NodeAffinity
            .NodesIn(Required(spec))
            .Concat(spec.Items("volumes").SelectMany(volume => NodesOf(topology, pod, volume)));
        if (spec.At("nodeSelector").Text(NodeAffinity.Hostname) is { } selected)
            names = names.Prepend(selected);
        return names
            .Select(name => topology.Find(pod.Cluster, "Node", "", name))
            .FirstOrDefault(node => node?.DeletedAt is not null);
    }

    /// <summary>The nodes that a volume of a Pod can be reached from, by name.</summary>
    private static IEnumerable<string> NodesOf(ClusterTopology topology, ResourceState pod, JsonElement volume) =>
        volume.At("persistentVolumeClaim").Text("claimName") is { } name
        && topology.Find(pod.Cluster, "PersistentVolumeClaim", pod.Namespace, name)?.Object is { } claim
        && claim.At("spec").Text("volumeName") is { } bound
        && topology.Find(pod.Cluster, "PersistentVolume", "", bound)?.Object is { } persistent
            ? NodeAffinity.NodesIn(persistent.At("spec", "nodeAffinity", "required"))
            : [];

    private static JsonElement Required(JsonElement spec) =>
        spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");

    private static bool IsControlPlane(ResourceState node)
    {
        var labels = Metadata(node).At("labels");
        return labels.At("node-role.kubernetes.io/control-plane").IsPresent()
            || labels.At("node-role.kubernetes.io/master").IsPresent()
            || labels.Text("kubernetes.io/role") == "master";
    }

    // The Pods of a DaemonSet run on cordoned nodes as well.
    private static bool IsClosedTo(ResourceState node, JsonElement spec) =>
        node.Object?.At("spec").Flag("unschedulable") == true && !Taints.ToleratesCordon(spec);

    private static JsonElement Metadata(ResourceState node) => node.Object?.At("metadata") ?? default;
}
