namespace KgRca.RootCause.Rules;

// Causes: network policies.
internal static partial class Causes
{
    public const string NetworkPolicyBlocks = "network_policy_blocks";
    public const string NetworkPolicyBlocksDns = "network_policy_blocks_dns";

    /// <summary>What they mean and what to do: network policies.</summary>
    public static CauseClass[] OfNetwork { get; } =
    [
        new(
            NetworkPolicyBlocks,
            "NetworkPolicy blocks traffic",
            CauseFamily.Service,
            CauseKinds.Policy,
            "A NetworkPolicy blocks all traffic to a Service's Pods, or the traffic of a workload that has "
                + "the Service's address in its environment (ingress or egress).",
            "Allow traffic from the Service's clients, or delete the policy."
        ),
        new(
            NetworkPolicyBlocksDns,
            "NetworkPolicy blocks DNS",
            CauseFamily.Service,
            CauseKinds.Policy,
            "A NetworkPolicy allows no egress to port 53, so the Pods cannot resolve names.",
            "Allow egress to the cluster DNS on UDP and TCP port 53."
        )
        {
            Mechanism = "The Pods cannot resolve names, so calls fail before they are sent.",
        },
    ];
}
