using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>
/// Nodes whose kubelet the API server rejects, or whose kubelet serves a certificate that clients do not trust. The fix
/// is on the node, whichever Pod or client reports the failure.
/// </summary>
internal static class RejectedKubelets
{
    private const string Identity = "system:node:";

    /// <summary>The node; null where the failure is of no kubelet's credentials.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology) =>
        OfAuthorizer(failure, topology) ?? OfServing(failure, cause, topology) ?? OfSilence(failure, cause, topology);

    /// <summary>A kubelet that asks under a name that is not its node's, or without the right to.</summary>
    private static Responsible? OfAuthorizer(Episode failure, ClusterTopology topology)
    {
        var start = failure.Message.IndexOf(Identity, StringComparison.Ordinal) + Identity.Length;
        if (
            start < Identity.Length
            || !failure.Message.Contains("forbidden", StringComparison.OrdinalIgnoreCase)
                && !failure.Message.Contains("not allowed", StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var rest = failure.Message[start..];
        var end = rest.IndexOfAny(['"', ' ', '\'', '\\']);
        var name = end < 0 ? rest : rest[..end];
        var node =
            failure.Subject.Kind == "Node"
                ? failure.Subject
                : WorkloadLookup.NodeOf(failure.Subject) ?? topology.Find(failure.Subject.Cluster, "Node", "", name);
        return node is null
            ? null
            : new Responsible(
                node,
                Causes.KubeletRejected,
                node.Name == name
                    ? $"The API server does not let the kubelet of node {node.Name} read what its Pods need."
                    : $"The kubelet of node {node.Name} asks the API server as {Identity}{name}, which is another node's name."
            )
            {
                NextStep =
                    $"Make the kubelet of Node {node.Name} ask as {Identity}{node.Name} (now {Identity}{name}): its client certificate and --hostname-override have to name the node.",
            };
    }

    /// <summary>A kubelet that clients such as metrics-server do not trust.</summary>
    private static Responsible? OfServing(Episode failure, string cause, ClusterTopology topology)
    {
        const string Port = ":10250";
        if (
            !failure.IsFromLog
            || cause != Causes.Certificate
            || failure.Message.IndexOf(Port, StringComparison.Ordinal) is not (> 0 and var at)
        )
            return null;
        var start = failure.Message.LastIndexOfAny(['/', ' ', '@'], at) + 1;
        var host = failure.Message[start..at];
        foreach (var node in topology.OfKind(failure.Subject.Cluster, "Node", null))
            if (
                node.Name == host
                || failure.Message.Contains($"\"{node.Name}\"", StringComparison.Ordinal)
                || failure.Message.Contains($"\\\"{node.Name}\\\"", StringComparison.Ordinal)
                || HasAddress(node, host)
            )
                return new Responsible(
                    node,
                    Causes.KubeletRejected,
                    $"The certificate by which the kubelet of node {node.Name} answers is not accepted."
                )
                {
                    NextStep =
                        $"Renew the serving certificate of the kubelet of Node {node.Name}: approve its CertificateSigningRequest (`kubectl get csr`), or restart the kubelet with rotateCertificates and serverTLSBootstrap.",
                };
        return null;
    }

    /// <summary>A node that falls silent while the API server refuses a client's certificate.</summary>
    private static Responsible? OfSilence(Episode failure, string cause, ClusterTopology topology)
    {
        if (
            failure.Subject.Kind != "Node"
            || cause is not (Causes.NodeNotReady or Causes.Kubelet)
            || !ApiServerTrust.IsLost(failure, topology)
        )
            return null;
        return new Responsible(
            failure.Subject,
            Causes.KubeletRejected,
            $"The API server refuses the credentials of the kubelet of node {failure.Subject.Name}."
        );
    }

    private static bool HasAddress(ResourceState node, string host) =>
        (node.Object?.At("status").Items("addresses") ?? default).Any(address => address.Text("address") == host);
}
