using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Nodes;

/// <summary>Where on which node to look, and with which command.</summary>
internal static class NodeNextSteps
{
    public static string? Of(Remedy remedy)
    {
        if (remedy.Cause == Causes.NodeAutoscaler)
            return $"Read the log of {NextSteps.Name(remedy.Target)}; check its cloud credentials, the cloud quota and "
                + $"the node group's maximum size: {NextSteps.Command("logs", remedy.Target)}.";
        if (remedy.Cause == Causes.PodSandbox && WorkloadLookup.NodeOf(remedy.Evidence.Subject) is { } host)
            return $"Check the CNI plugin's Pod on node {host.Name}: {PodsOn(host.Name)}.";
        return remedy.Target is { Kind: "Node" } node ? OfNode(remedy, node) : null;
    }

    private static string? OfNode(Remedy remedy, ObjectReference node) =>
        remedy.Cause switch
        {
            Causes.NodeNotReady => $"Check that node {node.Name} is running and reachable, then its kubelet: "
                + $"{NextSteps.Command("describe", node)}, `systemctl status kubelet` on the node.",
            Causes.Kubelet => $"Restart the kubelet on node {node.Name} and read its log there: "
                + "`systemctl status kubelet`, `journalctl -u kubelet`.",
            Causes.Containerd => $"Check the container runtime on node {node.Name}: `systemctl status containerd`, "
                + "`journalctl -u containerd`.",
            Causes.KubeProxy => $"Check the kube-proxy Pod on node {node.Name}: {PodsOn(node.Name)}.",
            Causes.MemoryPressure => $"Find the Pods that use the most memory on node {node.Name} and set their memory "
                + $"requests and limits: {PodsOn(node.Name)}, `kubectl top pods -A --sort-by=memory`.",
            Causes.DiskPressure => $"Free disk space on node {node.Name} (unused images, container logs, emptyDirs) or "
                + $"expand its disk: {NextSteps.Command("describe", node)}.",
            Causes.PidPressure => $"Find the process on node {node.Name} that forks (`ps -eLf`), and set a PID limit: "
                + $"{PodsOn(node.Name)}.",
            Causes.NodeNetwork => $"Check the CNI plugin on node {node.Name} and its routes: {PodsOn(node.Name)}.",
            Causes.NodeNetworkDelay or Causes.NodePacketLoss =>
                $"Drain node {node.Name}, then check its network interface and the path to its peers: "
                    + $"`kubectl drain {node.Name} --ignore-daemonsets`.",
            Causes.NodeProblem =>
                $"Drain node {node.Name}, then check what it reports ({remedy.Message.TrimEnd('.')}): "
                    + $"`kubectl drain {node.Name} --ignore-daemonsets`.",
            Causes.NodeRebooted => $"Find out why node {node.Name} restarted: `last -x reboot` and `journalctl -b -1` "
                + "on the node.",
            Causes.NodeUninitialized =>
                "Check that the cloud-controller-manager is running and may call the cloud API; "
                    + $"it has not initialized node {node.Name}: {NextSteps.Command("describe", node)}.",
            Causes.NodeRemoved => $"Bring node {node.Name} back under the same name, or change the node selector or "
                + "volume that ties the Pod to it.",
            Causes.VolumeDriver => $"Check the CSI driver's DaemonSet Pod on node {node.Name}: "
                + $"`kubectl get csinode {node.Name} -o yaml`, {PodsOn(node.Name)}.",
            _ => null,
        };

    private static string PodsOn(string node) => $"`kubectl get pods -A --field-selector spec.nodeName={node}`";
}
