namespace KgRca.RootCause.Rules;

// Causes: network policies. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string NetworkPolicyBlocks = "network_policy_blocks";
    public const string NetworkPolicyBlocksDns = "network_policy_blocks_dns";

    /// <summary>What they mean and what to do: network policies.</summary>
    public static CauseClass[] OfNetwork { get; } =
    [
        new(
            NetworkPolicyBlocks,
            "Network policy forbids requests",
            CauseFamily.Service,
            CauseKinds.Policy,
            "A NetworkPolicy forbids all requests to Pods that a Service sends requests to, or those of a workload that has the Service's address in its environment, at either end.",
            "Allow those that the Service is for, or remove the policy."
        ),
        new(
            NetworkPolicyBlocksDns,
            "Network policy forbids DNS",
            CauseFamily.Service,
            CauseKinds.Policy,
            "A NetworkPolicy allows Pods no request to port 53, so that they can resolve no name.",
            "Allow UDP and TCP port 53 to the cluster's DNS."
        )
        {
            Mechanism = "The Pods cannot resolve names, so calls fail before they are sent.",
        },
    ];
}
