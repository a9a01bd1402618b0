using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>
/// Policies that block traffic the cluster needs: all ingress to Pods behind a Service, the calls of workloads that have
/// a Service's address in their environment, and DNS. Other blocked traffic is not judged: it may be intended.
/// </summary>
internal static class NetworkPolicies
{
    public static void Inspect(ClusterTopology topology, ResourceState policy, JsonElement item, List<Finding> findings)
    {
        if (PolicyScope.IsolatesEgress(item))
        {
            Add(EgressIsolation.OfDns(topology, policy, item));
            Add(EgressIsolation.OfCalls(topology, policy, item));
        }
        if (
            !PolicyScope.IsolatesIngress(item)
            || findings.Exists(finding => finding.Cause == Causes.NetworkPolicyBlocks)
        )
            return;
        Add(
            PolicyScope.AllowsIngress(item)
                ? IngressIsolation.OfCallers(topology, policy, item)
                : IngressIsolation.OfAll(topology, policy, item)
        );

        void Add(Finding? finding)
        {
            if (finding is not null)
                findings.Add(finding);
        }
    }

    /// <summary>A finding about traffic that a policy blocks, given that no other policy allows it.</summary>
    public static Finding Blocks(ResourceState policy, string text, params Evidence[] evidence) =>
        Finding
            .Origin(
                Causes.NetworkPolicyBlocks,
                Severity.Warning,
                "NetworkPolicyBlocks",
                $"NetworkPolicy {policy.Name} {text}.",
                policy,
                policy.CreatedAt,
                evidence
            )
            .Over("NetworkPolicy", null);
}
