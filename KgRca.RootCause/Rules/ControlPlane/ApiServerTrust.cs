using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>
/// Nodes that fall silent since the API server does not take their kubelets' credentials any more: a certificate has
/// expired, or was signed by another authority.
/// </summary>
internal static class ApiServerTrust
{
    private static readonly string[] Refusals =
    [
        "unable to authenticate the request",
        "bad certificate",
        "TLS handshake error",
    ];

    private static readonly string[] Reasons = ["x509", "certificate", "expired", "invalid bearer token"];

    /// <summary>Whether a node is not ready while the API server refuses clients.</summary>
    public static bool IsLost(Episode cause, ClusterTopology topology) =>
        cause is { Subject.Kind: "Node", Assessment.Cause: Causes.NodeNotReady or Causes.Kubelet }
        && LostNodes(cause, topology).Count > 1
        && Refusing(cause, topology).Any();

    /// <summary>The API servers that refuse clients while a node is not ready.</summary>
    public static IEnumerable<ResourceState> Behind(Episode lost, ClusterTopology topology) =>
        lost is { Subject.Kind: "Node", Assessment.Cause: Causes.NodeNotReady } ? Refusing(lost, topology) : [];

    private static IEnumerable<ResourceState> Refusing(Episode around, ClusterTopology topology) =>
        topology
            .OfKind(around.Subject.Cluster, "Pod", "kube-system")
            .Where(pod =>
                pod.Name.StartsWith("kube-apiserver", StringComparison.Ordinal)
                && pod.Candidates.Exists(line =>
                    IsRefusal(line) && (line.Time - around.Onset).Duration() <= EngineHorizon.Window
                )
            );

    /// <summary>
    /// The one node that is not ready while the API server refuses a client: the certificate of its kubelet has ended.
    /// </summary>
    public static IEnumerable<ResourceState> ClientsOf(Episode line, ClusterTopology topology) =>
        line.Subject.Name.StartsWith("kube-apiserver", StringComparison.Ordinal)
        && IsRefusal(line)
        && LostNodes(line, topology) is [var only]
            ? [only]
            : [];

    private static List<ResourceState> LostNodes(Episode around, ClusterTopology topology) =>
        [
            .. topology
                .OfKind(around.Subject.Cluster, "Node", null)
                .Where(node =>
                    node.ActiveFindings.Exists(finding =>
                        finding.Assessment.Cause is Causes.NodeNotReady
                        && (finding.Onset - around.Onset).Duration() <= EngineHorizon.Window
                    )
                ),
        ];

    private static bool IsRefusal(Episode line) =>
        line.IsFromLog && Has(line.Message, Refusals) && Has(line.Message, Reasons);

    private static bool Has(string message, string[] words) =>
        Array.Exists(words, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
