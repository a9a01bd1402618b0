using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Nodes whose Pods fail alike while the Pods of other nodes are well: two workloads or more that share nothing but the
/// node cannot mount, get no sandbox, are not started, or reach no peer. It is the node that has failed.
/// </summary>
internal static class NodeContrast
{
    /// <summary>Of an alike failure of Pods of one node only.</summary>
    public const string Reason = "NodeOnly";

    private const int FewestWorkloads = 2;
    private const int MostNames = 3;

    // Pods on other nodes fail by then, if theirs do not only happen to be the first.
    private static readonly TimeSpan Contrast = TimeSpan.FromMinutes(1);

    private static readonly NodeService[] Services = Enum.GetValues<NodeService>();

    public static void Inspect(ClusterTopology topology, ResourceState node, List<Finding> findings)
    {
        if (!HasFailures(node))
            return;
        foreach (var service in Services)
        {
            var victims = VictimsOf(topology, node, service);
            if (victims.Count < FewestWorkloads || !IsOfThisNodeOnly(topology, node, service, victims))
                continue;
            if (service == NodeService.Network && NameOne(victims, topology))
                continue;
            var cause = CauseOf(node, service, victims);
            if (findings.Exists(finding => finding.Cause == cause))
                continue;
            findings.Add(
                Finding.Origin(
                    cause,
                    Severity.Error,
                    $"{Reason}{service}",
                    $"{Text(service)} for {victims.Count} workloads on node {node.Name} only "
                        + $"({NamesOf(victims)}): {victims[0].Error.Message}",
                    node,
                    victims.Min(victim => victim.Error.Onset),
                    [
                        .. victims
                            .Take(MostNames)
                            .Select(victim =>
                                Evidence.Of(victim.Error.Subject, victim.Error.Reason, victim.Error.Message)
                            ),
                    ]
                ) with
                {
                    PendingFor = IsGuess(node, service, victims) ? Contrast : TimeSpan.Zero,
                }
            );
        }
    }

    private static bool HasFailures(ResourceState node)
    {
        foreach (var edge in node.Incoming)
        {
            if (edge.Type != EdgeType.RunsOn)
                continue;
            var errors = edge.From.Errors;
            for (var i = 0; i < errors.Count; i++)
                if (SharedFailure.Of(errors[i]) is not null)
                    return true;
        }
        return false;
    }

    // Nothing is known of the node itself: that these Pods were the first may be chance.
    private static bool IsGuess(
        ResourceState node,
        NodeService service,
        List<(ResourceState Workload, Episode Error)> victims
    ) => service == NodeService.Network && TroubleOf(node, service, victims[0].Error.Onset) is null;

    /// <summary>Whether it was found that peers and names are not reached from one node only.</summary>
    public static bool IsOfNetwork(Episode finding) => finding.Reason == $"{Reason}{NodeService.Network}";

    /// <summary>
    /// Whether what was said of a node's network turned out wrong: the same fails on others, or all that fails is
    /// about one workload.
    /// </summary>
    public static bool IsRefuted(ClusterTopology topology, Episode finding)
    {
        if (!IsOfNetwork(finding))
            return false;
        var victims = VictimsOf(topology, finding.Subject, NodeService.Network);
        return victims.Count >= FewestWorkloads
            && (
                !IsOfThisNodeOnly(topology, finding.Subject, NodeService.Network, victims) || NameOne(victims, topology)
            );
    }

    /// <summary>The nodes of a workload's Pods that were blamed, to be judged again when another of its Pods fails.</summary>
    public static IEnumerable<ResourceState> BlamedFor(Episode failure, ClusterTopology topology) =>
        CallGraph
            .PodsOf(topology.WorkloadOf(failure.Subject))
            .Select(WorkloadLookup.NodeOf)
            .OfType<ResourceState>()
            .Where(node =>
                node.ActiveFindings.Exists(finding => finding.Reason.StartsWith(Reason, StringComparison.Ordinal))
            )
            .Distinct();

    /// <summary>Whether all that failed name the same workload: it is the trouble, wherever they run.</summary>
    private static bool NameOne(List<(ResourceState Workload, Episode Error)> victims, ClusterTopology topology) =>
        BlamedPeers.AreOne([.. victims.Select(victim => victim.Error)], topology);

    /// <summary>
    /// Whether a Pod's failure is one that its node explains: because other workloads on the node fail alike, or by
    /// what is known of the node itself.
    /// </summary>
    public static string? Behind(Episode failure)
    {
        if (
            failure.Subject.Kind == "Pod"
            && WorkloadLookup.NodeOf(failure.Subject) is { } host
            && host.ActiveFindings.Exists(finding => SiblingContrast.Explains(finding, failure))
        )
            return $"Other workloads on node {host.Name} fail too, while Pods on other nodes are well.";
        if (SharedFailure.Of(failure) is not { } service || WorkloadLookup.NodeOf(failure.Subject) is not { } node)
            return null;
        if (node.ActiveFindings.Exists(finding => finding.Reason == $"{Reason}{service}"))
            return $"Other workloads on node {node.Name} fail the same way, while Pods on other nodes are healthy.";
        return TroubleOf(node, service, failure.Onset) is { } trouble
            ? $"Node {node.Name} reports a problem: {trouble.Message.TrimEnd('.')}."
            : null;
    }

    private static string Text(NodeService service) =>
        service switch
        {
            NodeService.Volumes => "Volumes cannot be mounted",
            NodeService.Sandboxes => "No sandbox can be created",
            NodeService.Runtime => "Containers cannot be started",
            _ => "Hostnames and peers are unreachable",
        };

    private static string NamesOf(List<(ResourceState Workload, Episode Error)> victims) =>
        string.Join(
            ", ",
            victims.Take(MostNames).Select(victim => $"{victim.Workload.Namespace}/{victim.Workload.Name}")
        );

    private static string CauseOf(
        ResourceState node,
        NodeService service,
        List<(ResourceState Workload, Episode Error)> victims
    ) =>
        TroubleOf(node, service, victims[0].Error.Onset)?.Assessment.Cause
        ?? service switch
        {
            NodeService.Volumes => victims[0].Error.Assessment.Cause ?? Causes.VolumeMount,
            NodeService.Sandboxes => SaysNetwork(victims[0].Error) ? Causes.NodeNetwork : Causes.PodSandbox,
            NodeService.Runtime => Causes.Containerd,
            _ => Causes.NodePacketLoss,
        };

    private static bool SaysNetwork(Episode error) =>
        error.Assessment.Cause == Causes.NodeNetwork
        || error.Message.Contains("network", StringComparison.OrdinalIgnoreCase)
        || WholeWords.Has(error.Message, "cni");

    /// <summary>What is known of a node itself that explains failures of a service from a time on.</summary>
    private static Episode? TroubleOf(ResourceState node, NodeService service, DateTimeOffset onset)
    {
        for (var i = node.Candidates.Count - 1; i >= 0; i--)
        {
            var candidate = node.Candidates[i];
            var isOfService = service switch
            {
                NodeService.Volumes => NodeMessages.IsOfStorage(candidate),
                NodeService.Runtime => NodeMessages.IsOfRuntime(candidate),
                NodeService.Sandboxes => NodeMessages.IsOfRuntime(candidate) || NodeMessages.IsOfNetwork(candidate),
                _ => NodeMessages.IsOfNetwork(candidate),
            };
            if (
                isOfService
                && candidate.ResolvedAt is null
                && !candidate.Reason.StartsWith(Reason, StringComparison.Ordinal)
                && (candidate.Onset - onset).Duration() <= EngineHorizon.Window
            )
                return candidate;
        }
        return null;
    }

    /// <summary>
    /// The workloads whose Pods on a node fail alike, each with its earliest error, the earliest first.
    /// </summary>
    private static List<(ResourceState Workload, Episode Error)> VictimsOf(
        ClusterTopology topology,
        ResourceState node,
        NodeService service
    )
    {
        var victims = new List<(ResourceState Workload, Episode Error)>();
        foreach (var pod in PodsOn(node))
            if (FailureOf(pod, service, topology.Now) is { } error)
                victims.Add((topology.WorkloadOf(pod), error));
        victims.Sort(
            (left, right) =>
                left.Error.Onset != right.Error.Onset
                    ? left.Error.Onset.CompareTo(right.Error.Onset)
                    : string.CompareOrdinal(left.Error.EventId, right.Error.EventId)
        );
        if (victims.Count > 0 && service != NodeService.Network)
            victims.RemoveAll(victim => !SharedFailure.AreAlike(victim.Error.Message, victims[0].Error.Message));
        return [.. victims.DistinctBy(victim => victim.Workload)];
    }

    private static bool IsOfThisNodeOnly(
        ClusterTopology topology,
        ResourceState node,
        NodeService service,
        List<(ResourceState Workload, Episode Error)> victims
    )
    {
        var hasPeers = false;
        foreach (var other in topology.OfKind(node.Cluster, "Node", null))
        {
            if (other == node)
                continue;
            foreach (var pod in PodsOn(other))
            {
                var failure = FailureOf(pod, service, topology.Now);
                if (
                    failure is not null
                    && (
                        service == NodeService.Network
                        || SharedFailure.AreAlike(failure.Message, victims[0].Error.Message)
                    )
                )
                    return false;
                hasPeers |= failure is null && IsPeer(topology, pod, service, victims);
            }
        }
        return hasPeers;
    }

    /// <summary>Whether that a Pod is well shows that the failure is not everybody's.</summary>
    private static bool IsPeer(
        ClusterTopology topology,
        ResourceState pod,
        NodeService service,
        List<(ResourceState Workload, Episode Error)> victims
    )
    {
        if (pod.Object is not { } item || pod.Read(PodState.Of) is not { IsReady: true })
            return false;
        return service switch
        {
            // That others are reached shows nothing of the peer that these ask.
            NodeService.Network => victims.Exists(victim => topology.WorkloadOf(pod) == victim.Workload),
            NodeService.Volumes => ClassesOf(topology, victims[0].Error.Subject) is { Count: > 0 } classes
                ? ClassesOf(topology, pod).Overlaps(classes)
                : item.At("spec").Items("volumes").Any(),
            _ => true,
        };
    }

    private static HashSet<string> ClassesOf(ClusterTopology topology, ResourceState pod)
    {
        var classes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var volume in (pod.Object ?? default(JsonElement)).At("spec").Items("volumes"))
            if (
                volume.At("persistentVolumeClaim").Text("claimName") is { } name
                && topology.Find(pod.Cluster, "PersistentVolumeClaim", pod.Namespace, name)?.Object is { } claim
                && claim.At("spec").Text("storageClassName") is { } storageClass
            )
                classes.Add(storageClass);
        return classes;
    }

    /// <summary>The earliest error of a Pod within the window that is about a service of its node.</summary>
    private static Episode? FailureOf(ResourceState pod, NodeService service, DateTimeOffset now)
    {
        var errors = pod.Errors;
        for (var i = errors.IndexAtOrAfter(now - EngineHorizon.Window); i < errors.Count; i++)
        {
            var error = errors[i];
            if (error.ResolvedAt is null && SharedFailure.Of(error) == service && !SharedFailure.IsUnspecific(error))
                return IsOver(pod, service) ? null : error;
        }
        return null;
    }

    // What a program logs it may log while it is ready.
    private static bool IsOver(ResourceState pod, NodeService service) =>
        !pod.Exists || service != NodeService.Network && pod.Read(PodState.Of) is { IsReady: true };

    private static IEnumerable<ResourceState> PodsOn(ResourceState node)
    {
        foreach (var edge in node.Incoming)
            if (edge.Type == EdgeType.RunsOn)
                yield return edge.From;
    }
}
