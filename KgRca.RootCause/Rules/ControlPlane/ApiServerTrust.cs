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
        && topology
            .OfKind(cause.Subject.Cluster, "Pod", "kube-system")
            .Any(pod =>
                pod.Name.StartsWith("kube-apiserver", StringComparison.Ordinal)
                && pod.Candidates.Exists(line =>
                    IsRefusal(line) && (line.Time - cause.Onset).Duration() <= EngineHorizon.Window
                )
            );

    private static bool IsRefusal(Episode line) =>
        line.IsFromLog && Has(line.Message, Refusals) && Has(line.Message, Reasons);

    private static bool Has(string message, string[] words) =>
        Array.Exists(words, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
