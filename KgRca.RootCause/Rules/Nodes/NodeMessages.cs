using KgRca.Contracts.Records;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>
/// Reads events about nodes: those of kubelet, of the node controllers and of node-problem-detector, which quotes the
/// kernel.
/// </summary>
internal static class NodeMessages
{
    private static readonly (string Text, string Cause)[] Reasons =
    [
        ("CIDRNotAvailable", Causes.NodeNetwork),
        ("CIDRAssignmentFailed", Causes.NodeNetwork),
        ("FailedToCreateRoute", Causes.NodeNetwork),
        ("ContainerdUnhealthy", Causes.Containerd),
        ("DockerHung", Causes.Containerd),
        ("KubeletUnhealthy", Causes.Kubelet),
    ];

    private static readonly (string Text, string Cause)[] Words =
    [
        ("network plugin is not ready", Causes.NodeNetwork),
        ("cni plugin not initialized", Causes.NodeNetwork),
        ("no podcidr", Causes.NodeNetwork),
        ("pleg is not healthy", Causes.Containerd),
        ("container runtime is down", Causes.Containerd),
        ("conntrack", Causes.NodeProblem),
        ("table full", Causes.NodeProblem),
        ("table overflow", Causes.NodeProblem),
        ("netdev watchdog", Causes.NodeProblem),
        ("link is down", Causes.NodeProblem),
        ("unregister_netdevice", Causes.NodeProblem),
        ("packets dropped", Causes.NodeProblem),
        ("lockup", Causes.NodeProblem),
        ("blocked for more than", Causes.NodeProblem),
        ("deadlock", Causes.NodeProblem),
        ("i/o error", Causes.NodeProblem),
        ("input/output error", Causes.NodeProblem),
        ("ext4-fs error", Causes.NodeProblem),
        ("corruption", Causes.NodeProblem),
        ("read-only", Causes.NodeProblem),
        ("hardware error", Causes.NodeProblem),
        ("machine check", Causes.NodeProblem),
        ("clock is not synchronized", Causes.NodeProblem),
        ("too many open files", Causes.NodeProblem),
    ];

    private static readonly string[] OfNetwork =
    [
        "conntrack",
        "neighbo",
        "arp_cache",
        "netdev",
        "link is down",
        "packet",
        "dns",
        "network",
        "cidr",
        "route",
        "eth0",
        "allowance",
    ];

    private static readonly string[] OfStorage =
    [
        "i/o error",
        "input/output error",
        "ext4",
        "xfs",
        "read-only",
        "device",
        "disk",
        "multipath",
        "iscsi",
        "nvme",
    ];

    /// <summary>What an event about a node is evidence of; null where it names no trouble of the node.</summary>
    public static CauseAssessment? Assess(Severity severity, string reason, string message)
    {
        foreach (var (text, cause) in Reasons)
            if (reason == text)
                return CauseAssessment.Origin(cause);
        if (severity < Severity.Warning)
            return null;
        foreach (var (text, cause) in Words)
            if (Has(message, text) || Has(reason, text))
                return CauseAssessment.Origin(cause);
        return null;
    }

    /// <summary>Whether an event tells of trouble that Pods on the node may suffer from.</summary>
    public static bool IsTrouble(Episode episode) =>
        IsOfNetwork(episode) || IsOfStorage(episode) || IsOfRuntime(episode);

    /// <summary>Whether what is known of a node explains that Pods on it cannot reach names or peers.</summary>
    public static bool IsOfNetwork(Episode trouble) =>
        trouble.Assessment is { Role: CauseRole.Origin, Cause: { } cause }
        && (
            cause is Causes.NodeNetwork or Causes.KubeProxy or Causes.NodePacketLoss or Causes.NodeNetworkDelay
            || cause == Causes.NodeProblem && Speaks(trouble, OfNetwork)
        );

    /// <summary>Whether a node was given no range of addresses, or no route to it.</summary>
    public static bool IsOfAddresses(Episode trouble) =>
        trouble
            is { Assessment: { Role: CauseRole.Origin, Cause: Causes.NodeNetwork }, Source: not EpisodeSources.Finding }
        && (Has(trouble.Reason, "cidr") || Has(trouble.Reason, "route") || Has(trouble.Message, "podcidr"));

    /// <summary>Whether what is known of a node explains that volumes cannot be mounted on it.</summary>
    public static bool IsOfStorage(Episode trouble) =>
        trouble.Assessment is { Role: CauseRole.Origin, Cause: Causes.NodeProblem } && Speaks(trouble, OfStorage);

    /// <summary>Whether what is known of a node explains that no container can be made on it.</summary>
    public static bool IsOfRuntime(Episode trouble) =>
        trouble.Assessment is { Role: CauseRole.Origin, Cause: Causes.Containerd or Causes.Kubelet };

    private static bool Speaks(Episode trouble, string[] words) =>
        Array.Exists(words, word => Has(trouble.Message, word) || Has(trouble.Reason, word));

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
