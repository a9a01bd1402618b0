using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Images;

/// <summary>
/// Containers that end the moment they start on nodes of one processor architecture, while the same image runs on nodes
/// of another: the image has no build for it.
/// </summary>
internal static class ArchitectureContrast
{
    // Loading a binary for another processor fails at once.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    public static void Inspect(ClusterTopology topology, ResourceState pod, JsonElement item, List<Finding> findings)
    {
        var at = findings.FindIndex(finding => finding.Cause is Causes.ContainerCrash or Causes.InvalidCommand);
        if (at < 0 || ArchitectureOf(pod) is not { } architecture)
            return;
        foreach (var status in item.At("status").Items("containerStatuses"))
        {
            if (!EndsAtOnce(status) || ImageOf(item, status.Text("name")) is not { } image)
                continue;
            var peers = PeersOf(topology, pod).Where(peer => Uses(peer, image)).ToList();
            var well = peers.FindAll(IsWell);
            if (
                well.Count == 0
                || well.Exists(peer => ArchitectureOf(peer) is not { } other || other == architecture)
                || peers.Exists(peer => !IsWell(peer) && ArchitectureOf(peer) is { } other && other != architecture)
            )
                continue;
            findings[at] = Finding.Origin(
                Causes.ImagePlatform,
                Severity.Error,
                "ArchitectureMismatch",
                $"Image {image} exits immediately on {architecture} nodes and runs on {ArchitectureOf(well[0])}.",
                pod,
                findings[at].Onset,
                [
                    .. findings[at].Evidence,
                    Evidence.Of(WorkloadLookup.NodeOf(pod)!, "status.nodeInfo.architecture", architecture),
                ]
            );
            return;
        }
    }

    private static bool EndsAtOnce(JsonElement status)
    {
        var ended = status.At("state", "terminated").IsPresent()
            ? status.At("state", "terminated")
            : status.At("lastState", "terminated");
        return ended.Number("exitCode") is not (null or 0)
            && ended.Time("finishedAt") - ended.Time("startedAt") <= AtOnce;
    }

    private static IEnumerable<ResourceState> PeersOf(ClusterTopology topology, ResourceState pod) =>
        CallGraph.PodsOf(topology.WorkloadOf(pod)).Where(peer => peer != pod && peer.Exists);

    private static bool IsWell(ResourceState pod) => pod.Object is { } item && Readiness.OfPod(item);

    private static bool Uses(ResourceState pod, string image) =>
        pod.Object is { } item
        && item.At("spec").Items("containers").Any(container => container.Text("image") == image);

    private static string? ImageOf(JsonElement pod, string? container) =>
        pod.At("spec").Items("containers").FirstOrDefault(spec => spec.Text("name") == container).Text("image");

    private static string? ArchitectureOf(ResourceState pod)
    {
        if (WorkloadLookup.NodeOf(pod)?.Object is not { } node)
            return null;
        return node.At("status", "nodeInfo").Text("architecture")
            ?? node.At("metadata", "labels").Text("kubernetes.io/arch");
    }
}
