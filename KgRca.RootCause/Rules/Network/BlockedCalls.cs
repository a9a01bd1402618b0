using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>
/// Calls that get no answer since a policy drops them: no edge leads from a policy to the Pods that it is for, so the
/// policies of both ends are asked.
/// </summary>
internal static class BlockedCalls
{
    // A policy drops packets; who is refused has reached the other end.
    private static readonly string[] Unanswered =
    [
        "timeout",
        "timed out",
        "deadline exceeded",
        "EAI_AGAIN",
        "Temporary failure in name resolution",
        "no answer",
    ];

    private static readonly string[] OfNames = ["lookup", "resolve", "EAI_AGAIN", "resolution", ":53"];

    /// <summary>The policy, or the namespace whose labels it reads and that were changed; null where none blocks.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (!failure.IsFromLog || failure.Subject.Kind != "Pod" || !Has(failure.Message, Unanswered) || !MayBe(cause))
            return null;
        var caller = topology.WorkloadOf(failure.Subject);
        var called = CallGraph.Callees(caller, topology).ToList();
        if (NamedPeers.NamedBy(failure, topology) is { } named)
            called.Add(named);
        foreach (var end in called.Prepend(caller).Distinct())
        foreach (var policy in topology.OfKind(end.Cluster, "NetworkPolicy", end.Namespace))
        foreach (var finding in policy.ActiveFindings)
        {
            var isOfNames = finding.Assessment.Cause == Causes.NetworkPolicyBlocksDns;
            if (
                !isOfNames && finding.Assessment.Cause != Causes.NetworkPolicyBlocks
                || isOfNames && (end != caller || !Has(failure.Message, OfNames))
                || !IsFor(policy, end)
            )
                continue;
            return ChangedNamespaces.Of(policy, topology)
                ?? new Responsible(policy, finding.Assessment.Cause!, finding.Message);
        }
        return null;
    }

    private static bool MayBe(string cause) =>
        cause
            is ""
                or Causes.Dns
                or Causes.DependencyUnavailable
                or Causes.ServiceAddress
                or Causes.ApplicationError
                or Causes.DatabasePort;

    private static bool IsFor(ResourceState policy, ResourceState workload) =>
        policy.Object is { } item
        && workload.Object is { } workloadItem
        && Labels.Matches(item.At("spec", "podSelector"), workloadItem.At("spec", "template", "metadata"));

    private static bool Has(string message, string[] words) =>
        Array.Exists(words, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
