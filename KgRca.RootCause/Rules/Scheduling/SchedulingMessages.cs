using System.Globalization;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>
/// Reads why the scheduler found no node: <c>0/4 nodes are available: 1 node(s) had untolerated taint {…}, 3
/// Insufficient cpu. preemption: …</c>. Of several reasons the one that rules out most nodes counts; those that say
/// that nodes are not meant for the Pod only where there is no other: a cluster has nodes for other purposes, and the
/// control plane's own.
/// </summary>
internal static class SchedulingMessages
{
    private static readonly (string Text, string Cause)[] Table =
    [
        ("node affinity/selector", Causes.NodeSelector),
        ("node selector", Causes.NodeSelector),
        ("were unschedulable", Causes.NodeCordon),
        ("anti-affinity", Causes.AntiAffinity),
        ("pod affinity rules", Causes.Affinity),
        ("topology spread constraints", Causes.TopologySpread),
        ("free ports", Causes.HostPort),
        ("Insufficient memory", Causes.MemoryCapacity),
        ("Insufficient cpu", Causes.CpuCapacity),
        .. Taints.Troubles.Select(trouble => ($"untolerated taint {{{trouble.Key}", trouble.Cause)),
        ("untolerated taint", Causes.Taint),
        ("find available persistent volumes to bind", Causes.ClaimUnbound),
        ("exceed max volume count", Causes.ResourceCapacity),
        ("cannot allocate all claims", Causes.ResourceCapacity),
        ("access mode already in-use by another pod", Causes.VolumeMultiAttach),
        ("volume node affinity conflict", Causes.VolumeZone),
        ("PersistentVolume's node affinity", Causes.VolumeZone),
        ("Too many pods", Causes.PodCapacity),
    ];

    private const string Insufficient = "Insufficient ";

    /// <summary>What a message is evidence of.</summary>
    /// <param name="message">The message.</param>
    /// <param name="pod">The Pod.</param>
    /// <param name="isMeantForSome">Whether nodes are known that its selector and affinity match and that do not repel
    /// it, so that what else keeps it from those counts.</param>
    public static CauseAssessment Assess(string message, ResourceState pod, bool isMeantForSome = false)
    {
        if (message.Contains("unbound immediate PersistentVolumeClaims", StringComparison.Ordinal))
            return CauseAssessment.Symptom(Causes.ClaimUnbound);
        if (
            message.Contains("persistentvolumeclaim", StringComparison.Ordinal)
            && (
                message.Contains("not found", StringComparison.Ordinal)
                || message.Contains("is being deleted", StringComparison.Ordinal)
            )
        )
            return CauseAssessment.Origin(Causes.MissingClaim);
        if (
            message.Contains("device class ", StringComparison.Ordinal)
            && message.Contains(" does not exist", StringComparison.Ordinal)
        )
            return CauseAssessment.Origin(Causes.DeviceClaim);
        var (best, most) = Most(message, isMeant: true);
        if (most == 0 && !isMeantForSome)
            (best, _) = Most(message, isMeant: false);
        if (best == Causes.NodeSelector && HasNodeAffinity(pod))
            best = Causes.NodeAffinity;
        return CauseAssessment.Origin(best);
    }

    /// <summary>
    /// The reason that rules out most nodes, of those for nodes that are meant for the Pod, or of the others.
    /// </summary>
    private static (string Cause, int Nodes) Most(string message, bool isMeant)
    {
        var (best, most) = (Causes.Unschedulable, 0);
        foreach (var (text, cause) in Table)
        {
            if (isMeant == (cause is Causes.NodeSelector or Causes.Taint or Causes.NodeCordon or Causes.NodeRemoved))
                continue;
            var nodes = NodesBefore(message, text);
            if (nodes > most)
                (best, most) = (cause, nodes);
        }
        if (
            isMeant
            && OtherResources(message).Sum(name => NodesBefore(message, Insufficient + name)) is var others
            && others > most
        )
            (best, most) = (Causes.ResourceCapacity, others);
        return (best, most);
    }

    /// <summary>
    /// The names of resources beside CPU and memory that are lacking: <c>3 Insufficient nvidia.com/gpu</c>.
    /// </summary>
    public static HashSet<string> OtherResources(string message)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (
            var at = message.IndexOf(Insufficient, StringComparison.Ordinal);
            at >= 0;
            at = message.IndexOf(Insufficient, at + 1, StringComparison.Ordinal)
        )
        {
            var rest = message.AsSpan(at + Insufficient.Length);
            var end = rest.IndexOfAny(' ', ',');
            var name = (end < 0 ? rest : rest[..end]).TrimEnd('.');
            if (name is not ("cpu" or "memory"))
                names.Add(name.ToString());
        }
        return names;
    }

    private static bool HasNodeAffinity(ResourceState pod) =>
        pod.Object is { } item
        && item.At("spec", "affinity", "nodeAffinity").IsPresent()
        && !item.At("spec", "nodeSelector").IsPresent();

    // Of the general text; what tells of a node's trouble says more itself.
    private static bool IsTrouble(ReadOnlySpan<char> rest)
    {
        foreach (var (key, _) in Taints.Troubles)
            if (rest.StartsWith(" {") && rest[2..].StartsWith(key))
                return true;
        return false;
    }

    /// <summary>
    /// How many nodes a reason rules out: the sum of the numbers before it. The control plane's taint counts for
    /// nothing.
    /// </summary>
    private static int NodesBefore(string message, string reason)
    {
        var nodes = 0;
        for (
            var at = message.IndexOf(reason, StringComparison.Ordinal);
            at >= 0;
            at = message.IndexOf(reason, at + 1, StringComparison.Ordinal)
        )
        {
            var rest = message.AsSpan(at + reason.Length);
            if (
                rest.StartsWith(" {node-role.kubernetes.io/")
                || rest.StartsWith(" {node.kubernetes.io/unschedulable")
                || IsTrouble(rest)
            )
                continue;
            var start = message.LastIndexOfAny([',', ':'], at) + 1;
            var part = message.AsSpan(start, at - start).Trim();
            var digits = part.IndexOfAnyExceptInRange('0', '9');
            nodes += int.TryParse(
                digits < 0 ? part : part[..digits],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
                ? count
                : 1;
        }
        return nodes;
    }
}
