using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// DaemonSets whose Pod does not start on a node that waits for it: the node keeps the taint that only that agent
/// removes, or lacks the devices that only that plugin advertises, and takes no Pods meanwhile.
/// </summary>
internal static class StartupAgents
{
    /// <summary>Of an agent that a node waits for.</summary>
    public const string Reason = "AgentNotStarted";

    private static readonly string[] NetworkTaints =
    [
        "node.kubernetes.io/network-unavailable",
        "node.kubernetes.io/not-ready",
    ];

    private const string Insufficient = "Insufficient ";

    public static void Inspect(
        ClusterTopology topology,
        ResourceState daemonSet,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (Readiness.OfWorkload(item))
            return;
        foreach (var pod in CallGraph.PodsOf(daemonSet))
        {
            if (
                pod.Object is not { } seen
                || Readiness.OfPod(seen)
                || WorkloadTrouble.FailureOf(pod) is not { } failure
                || WorkloadLookup.NodeOf(pod) is not { Object: { } node } host
            )
                continue;
            if (Awaited(topology, daemonSet, host, node) is not { } awaited)
                continue;
            findings.Add(
                Finding.Origin(
                    failure.Assessment.Cause ?? Causes.ContainerCrash,
                    Severity.Error,
                    Reason,
                    $"Pod {pod.Name} does not start on node {host.Name}, which {awaited.Text}: {failure.Message}",
                    daemonSet,
                    failure.Onset,
                    Evidence.Of(host, awaited.Member, awaited.Name),
                    Evidence.Of(pod, failure.Reason, failure.Message)
                )
            );
            return;
        }
    }

    /// <summary>The nodes on which a DaemonSet's Pod is not ready.</summary>
    public static IEnumerable<ResourceState> WaitingFor(ResourceState daemonSet) =>
        CallGraph
            .PodsOf(daemonSet)
            .Where(pod => pod.Object is { } item && !Readiness.OfPod(item))
            .Select(WorkloadLookup.NodeOf)
            .OfType<ResourceState>();

    /// <summary>
    /// The agent or plugin that has not started, or that no node runs, while a Pod waits for what it would provide.
    /// </summary>
    public static Responsible? Behind(Episode waiting, string cause, ClusterTopology topology)
    {
        var names = NamesIn(waiting);
        if (names.Count == 0)
            return null;
        foreach (var daemonSet in topology.OfKind(waiting.Subject.Cluster, "DaemonSet", null))
        {
            if (names.Find(name => Provides(daemonSet, name)) is not { } name)
                continue;
            if (daemonSet.ActiveFindings.Find(finding => finding.Reason == Reason) is { } found)
                return new Responsible(
                    daemonSet,
                    found.Assessment.Cause ?? Causes.ContainerCrash,
                    $"DaemonSet {daemonSet.Name} provides {name}, and has not started on the node that would take the Pod."
                );
            if (TroubleFor(daemonSet, name, waiting.Message) is var (own, text))
                return new Responsible(
                    daemonSet,
                    own ?? Causes.ContainerCrash,
                    $"DaemonSet {daemonSet.Name} provides {name}, and {text}."
                );
            if (NodelessDaemonSets.IsNodeless(daemonSet))
                return new Responsible(
                    daemonSet,
                    Causes.DaemonSetNodeless,
                    $"DaemonSet {daemonSet.Name} provides {name}, and no node runs it."
                );
        }
        return null;
    }

    /// <summary>What is wrong with a DaemonSet on a node that lacks what it provides; null where nothing is.</summary>
    private static (string? Cause, string Text)? TroubleFor(ResourceState daemonSet, string name, string message)
    {
        foreach (var pod in CallGraph.PodsOf(daemonSet))
            if (
                WorkloadTrouble.OfPod(pod) is var (cause, text)
                && WorkloadLookup.NodeOf(pod)?.Object is { } node
                && (
                    node.At("spec").Items("taints").Any(taint => taint.Text("key") == name)
                    || message.Contains(Insufficient + name, StringComparison.Ordinal)
                        && node.At("status", "allocatable").Text(name) is null or "0"
                )
            )
                return (cause, $"its Pod {pod.Name} {text}");
        return null;
    }

    /// <summary>What a Pod waits for by the scheduler's message, or a node by its own condition.</summary>
    private static List<string> NamesIn(Episode waiting) =>
        waiting.Subject.Kind switch
        {
            "Pod" => Awaitable(waiting.Message),
            "Node"
                when WholeWords.Has(waiting.Message, "cni")
                    || waiting.Message.Contains("network plugin", StringComparison.OrdinalIgnoreCase)
                    || waiting.Assessment.Cause == Causes.NodeNetwork => [.. NetworkTaints],
            _ => [],
        };

    /// <summary>What a node waits for that a DaemonSet provides; null where there is nothing.</summary>
    private static (string Member, string Name, string Text)? Awaited(
        ClusterTopology topology,
        ResourceState daemonSet,
        ResourceState host,
        JsonElement node
    )
    {
        foreach (var taint in node.At("spec").Items("taints"))
            if (taint.Text("key") is { } key && Provides(daemonSet, key))
                return ("spec.taints", key, $"keeps taint {key} and accepts no Pods until then");
        foreach (var pod in topology.OfKind(host.Cluster, "Pod", null))
        {
            if (pod.Object is not { } item || !Placement.IsWaiting(item))
                continue;
            foreach (var resource in ResourcesIn(MessageOf(pod)))
                if (
                    NameTokens.Shared(resource, daemonSet) > 0
                    && node.At("status", "allocatable").Text(resource) is null or "0"
                )
                    return ("status.allocatable", resource, $"has no {resource} until then");
        }
        return null;
    }

    // The taints of Kubernetes itself name no agent; those that give a node its network are known by their names.
    private static bool Provides(ResourceState daemonSet, string name) =>
        NameTokens.Shared(name, daemonSet) > 0
        || Array.IndexOf(NetworkTaints, name) >= 0 && NodeAgents.IsNetworkPlugin(daemonSet);

    private static string MessageOf(ResourceState pod)
    {
        for (var i = pod.Candidates.Count - 1; i >= 0; i--)
            if (pod.Candidates[i].Reason == "FailedScheduling")
                return pod.Candidates[i].Message;
        return "";
    }

    /// <summary>The taints and devices that a scheduler's message names.</summary>
    private static List<string> Awaitable(string message)
    {
        var names = ResourcesIn(message).ToList();
        const string before = "untolerated taint {";
        for (
            var at = message.IndexOf(before, StringComparison.Ordinal);
            at >= 0;
            at = message.IndexOf(before, at + 1, StringComparison.Ordinal)
        )
        {
            var rest = message.AsSpan(at + before.Length);
            var end = rest.IndexOfAny(['}', ':', '=']);
            names.Add((end < 0 ? rest : rest[..end]).ToString());
        }
        return names;
    }

    private static IEnumerable<string> ResourcesIn(string message)
    {
        for (
            var at = message.IndexOf(Insufficient, StringComparison.Ordinal);
            at >= 0;
            at = message.IndexOf(Insufficient, at + 1, StringComparison.Ordinal)
        )
        {
            var rest = message[(at + Insufficient.Length)..];
            var end = rest.IndexOfAny([' ', ',']);
            var name = (end < 0 ? rest : rest[..end]).TrimEnd('.');
            if (name.Contains('/', StringComparison.Ordinal))
                yield return name;
        }
    }
}
