using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>
/// Pods without a node. The scheduler counts each node under the first thing that rules it out, so its message hides
/// why the nodes do not take the Pod that were meant for it; here it is read from Pod and nodes. What they do not tell,
/// such as a lack of memory, is taken from the message.
/// </summary>
internal static class Placement
{
    private const string Unschedulable = "Unschedulable";

    public static void Inspect(ClusterTopology topology, ResourceState pod, JsonElement item, List<Finding> findings)
    {
        if (!IsWaiting(item))
            return;
        var (found, isMeantForSome) = Meant(topology, pod, item.At("spec"));
        // Until all nodes are known, the scheduler knows better.
        if (found is not null && !topology.IsComplete(pod.Cluster, new KindScope("Node", "")))
        {
            findings.Add(found.Over("Node", ""));
            found = null;
        }
        if ((found ?? Said(topology, pod, item.At("status"), isMeantForSome)) is not { } finding)
            return;
        // Nodes that are tainted for a purpose take no part; those that are in trouble would take it.
        if (
            finding.Cause == Causes.Taint
            && topology
                .OfKind(pod.Cluster, "Node", null)
                .FirstOrDefault(node =>
                    Taints.TroubleOf(node, item.At("spec")) is not null && IsMeantFor(node, item.At("spec"))
                )
                is { } troubled
        )
            finding = finding with
            {
                Cause = Taints.TroubleOf(troubled, item.At("spec"))!,
                Evidence = [.. finding.Evidence, Evidence.Of(troubled, troubled.Object, "spec", "taints")],
            };
        findings.Add(
            finding.Cause is Causes.NodeSelector or Causes.NodeAffinity or Causes.VolumeZone
            && Removed(topology, pod, item) is { DeletedAt: { } at } node
                ? Of(
                    pod,
                    Causes.NodeRemoved,
                    Unschedulable,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(finding.Cause == Causes.VolumeZone ? "needs a volume of" : "may only run on")} node {node.Name}, which was removed at {at:u}"
                    ),
                    [.. finding.Evidence, new Evidence(node.NodeKey.Key, "metadata.name", "absent")]
                )
                : finding
        );
    }

    /// <summary>Whether a Pod waits for a node.</summary>
    public static bool IsWaiting(JsonElement pod) =>
        pod.At("status").Text("phase") == "Pending" && pod.At("spec").Text("nodeName") is null or "";

    /// <summary>The node that would take a Pod if it were not in trouble; null where there is none.</summary>
    /// <param name="topology">All objects.</param>
    /// <param name="pod">The Pod, which has no node.</param>
    /// <param name="cause">The trouble.</param>
    public static ResourceState? TroubledNode(ClusterTopology topology, ResourceState pod, string cause)
    {
        if (pod.Object is not { } item || !IsWaiting(item))
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
        if (pod.Object is not { } item || !IsWaiting(item))
            return null;
        var cordoned = topology
            .OfKind(pod.Cluster, "Node", null)
            .Where(node => IsClosedTo(node, item.At("spec")) && IsMeantFor(node, item.At("spec")))
            .Take(2)
            .ToList();
        return cordoned is [var sole] ? sole : null;
    }

    /// <summary>Whether a Pod's selector and affinity match a node.</summary>
    private static bool IsMeantFor(ResourceState node, JsonElement spec) =>
        Required(spec) is var required
        && (!spec.Members("nodeSelector").Any() || Labels.Match(spec, "nodeSelector", Metadata(node)))
        && (!required.Items("nodeSelectorTerms").Any() || NodeAffinity.Matches(required, node.Name, Metadata(node)));

    /// <summary>
    /// What keeps a Pod from the nodes that it is meant for, as far as they show it, and whether there are such.
    /// </summary>
    private static (Finding? Found, bool IsMeantForSome) Meant(
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
                Of(
                    pod,
                    Causes.NodeSelector,
                    "NodeSelectorMismatch",
                    $"asks for a node with {Labels.Text(spec, "nodeSelector")}; no node has these labels",
                    Evidence.Of(pod, pod.Object, "spec", "nodeSelector")
                ),
                false
            );
        var meant = hasAffinity
            ? selected.FindAll(node => NodeAffinity.Matches(required, node.Name, Metadata(node)))
            : selected;
        if (meant.Count == 0)
            return (
                Of(
                    pod,
                    Causes.NodeAffinity,
                    "NodeAffinityMismatch",
                    $"requires by node affinity {NodeAffinity.Text(required)}; no node has such labels",
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
                Of(
                    pod,
                    Causes.NodeCordon,
                    "NodesCordoned",
                    $"may only run on {names}, which is cordoned",
                    [.. meant.Take(3).Select(node => Evidence.Of(node, node.Object, "spec", "unschedulable"))]
                ),
                true
            );
        if (!meant.TrueForAll(node => IsClosedTo(node, spec) || Taints.Repel(node, spec)))
            return (null, true);
        foreach (var node in meant)
            if (Taints.TroubleOf(node, spec) is { } trouble)
                return (
                    Of(
                        pod,
                        trouble,
                        Unschedulable,
                        $"may only run on {names}, and {node.Name} {TroubleText(trouble)}",
                        Evidence.Of(node, node.Object, "spec", "taints")
                    ),
                    true
                );
        return (
            Of(
                pod,
                Causes.Taint,
                "NodesTainted",
                $"may only run on {names}, whose taints it does not tolerate",
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
            Causes.NodeUninitialized => "waits for the cloud controller",
            _ => "is in trouble",
        };

    /// <summary>
    /// The node that was removed and that a Pod names as the one to run on, or one of its volumes as where it is; null
    /// where there is none.
    /// </summary>
    private static ResourceState? Removed(ClusterTopology topology, ResourceState pod, JsonElement item)
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

    private static Finding? Said(ClusterTopology topology, ResourceState pod, JsonElement status, bool isMeantForSome)
    {
        foreach (var condition in status.Items("conditions"))
        {
            if (condition.Text("type") != "PodScheduled" || condition.Text("status") != "False")
                continue;
            if (condition.Text("reason") == "SchedulingGated")
            {
                return Finding.Origin(
                    Causes.SchedulingGate,
                    Severity.Warning,
                    "SchedulingGated",
                    $"Pod {pod.Name} waits for {string.Join(", ", pod.Object?.At("spec").Items("schedulingGates").Select(gate => gate.Text("name")) ?? [])}.",
                    pod,
                    condition.Time("lastTransitionTime"),
                    Evidence.Of(pod, pod.Object, "spec", "schedulingGates")
                );
            }
            if ((condition.Text("message") ?? LastEvent(pod)) is not { Length: > 0 } message)
                continue;
            var (cause, role) = SchedulingMessages.Assess(message, pod, isMeantForSome);
            if (
                cause is Causes.CpuCapacity or Causes.MemoryCapacity or Causes.PodCapacity or Causes.ResourceCapacity
                && Preemption.Of(topology, pod) is { } preempted
            )
            {
                return Finding.Origin(
                    Causes.Preempted,
                    Severity.Error,
                    Preemption.Reason,
                    $"No node takes Pod {pod.Name}, which stands in for one that had to go: {preempted.Message}; {message}",
                    pod,
                    preempted.Time,
                    Evidence.Of(pod, "status.conditions[PodScheduled].message", message),
                    Evidence.Of(pod, pod.Object, "spec", "priority"),
                    Evidence.Of(preempted.Subject, "events[Preempted].note", preempted.Message)
                );
            }
            return new Finding(
                cause ?? Causes.Unschedulable,
                role,
                Severity.Error,
                Unschedulable,
                $"No node takes Pod {pod.Name}: {message}",
                pod,
                condition.Time("lastTransitionTime") ?? pod.ObservedAt ?? default,
                Evidence.Of(pod, "status.conditions[PodScheduled].message", message)
            );
        }
        // A scheduler that looks at a Pod says so, be it that it found no node.
        return
            pod.Object is { } item
            && !status.Items("conditions").Any(condition => condition.Text("type") == "PodScheduled")
            ? NotLookedAt(pod, item.At("spec"), status)
            : null;
    }

    private static Finding? NotLookedAt(ResourceState pod, JsonElement spec, JsonElement status)
    {
        if (spec.Text("schedulerName") is { } scheduler && scheduler != "default-scheduler")
            return Of(
                pod,
                Causes.UnknownScheduler,
                "SchedulerMissing",
                $"is left to scheduler {scheduler}, which has not looked at it",
                Evidence.Of(pod, pod.Object, "spec", "schedulerName")
            );
        var made = status.Items("resourceClaimStatuses").Select(claim => claim.Text("name")).ToList();
        foreach (var claim in spec.Items("resourceClaims"))
        {
            var named =
                claim.Text("resourceClaimName") is { } name ? $"ResourceClaim {name}"
                : made.Contains(claim.Text("name")) ? null
                : $"a ResourceClaim from template {claim.Text("resourceClaimTemplateName")}";
            if (named is not null)
                return Of(
                    pod,
                    Causes.DeviceClaim,
                    "ResourceClaimMissing",
                    $"is not looked at by the scheduler before it has {named}",
                    Evidence.Of(pod, pod.Object, "spec", "resourceClaims")
                );
        }
        return null;
    }

    // Not every source keeps the condition's text; the scheduler's event has the same.
    private static string? LastEvent(ResourceState pod)
    {
        for (var i = pod.Candidates.Count - 1; i >= 0; i--)
            if (pod.Candidates[i].Reason == "FailedScheduling")
                return pod.Candidates[i].Message;
        return null;
    }

    private static Finding Of(
        ResourceState pod,
        string cause,
        string reason,
        string text,
        params Evidence[] evidence
    ) => Finding.Origin(cause, Severity.Error, reason, $"Pod {pod.Name} {text}.", pod, pod.CreatedAt, evidence);

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
