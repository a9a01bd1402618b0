using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>
/// Nodes from which a Pod's volume can be reached and that take no Pods: the volume is where it should be, and its Pod
/// may not follow it.
/// </summary>
internal static class CordonedZones
{
    /// <summary>The cordoned node; null where there is none, or one that takes Pods.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause is not (Causes.VolumeZone or Causes.NodeCordon) || failure.Subject is not { Kind: "Pod" } pod)
            return null;
        foreach (var volume in VolumesOf(pod, topology))
        {
            if (
                volume.Object?.At("spec", "nodeAffinity", "required") is not { } required
                || !required.Items("nodeSelectorTerms").Any()
            )
                continue;
            var near = topology
                .OfKind(pod.Cluster, "Node", null)
                .Where(node => NodeAffinity.Matches(required, node.Name, node.Object?.At("metadata") ?? default))
                .ToList();
            if (near.Count > 0 && near.TrueForAll(node => node.Object?.At("spec").Flag("unschedulable") == true))
                return new Responsible(
                    near[0],
                    Causes.NodeCordon,
                    $"PersistentVolume {volume.Name} can be reached from {string.Join(", ", near.Select(node => node.Name).Take(3))} only, which is cordoned."
                );
        }
        return null;
    }

    private static IEnumerable<ResourceState> VolumesOf(ResourceState pod, ClusterTopology topology)
    {
        foreach (var volume in (pod.Object?.At("spec") ?? default).Items("volumes"))
            if (
                volume.At("persistentVolumeClaim").Text("claimName") is { } name
                && topology.Find(pod.Cluster, "PersistentVolumeClaim", pod.Namespace, name)?.Object is { } claim
                && claim.At("spec").Text("volumeName") is { } bound
                && topology.Find(pod.Cluster, "PersistentVolume", "", bound) is { } persistent
            )
                yield return persistent;
    }
}
