using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// Pods that are deleted and do not go away: their containers have ended, and a finalizer that its controller does not
/// take off holds them. A StatefulSet makes no other in their place.
/// </summary>
internal static class Terminations
{
    // Kubernetes' own controllers take theirs off as soon as they have seen the end.
    private static readonly string[] Passing = ["batch.kubernetes.io/job-tracking", "foregroundDeletion", "orphan"];

    public static void Inspect(ResourceState pod, JsonElement item, List<Finding> findings)
    {
        var metadata = item.At("metadata");
        // With no grace left a kubelet has said that all is over, or somebody has not waited for it.
        if (metadata.Time("deletionTimestamp") is not { } since || metadata.Number("deletionGracePeriodSeconds") != 0)
            return;
        var held = metadata
            .Items("finalizers")
            .Select(finalizer => finalizer.Text())
            .FirstOrDefault(finalizer => Array.IndexOf(Passing, finalizer) < 0);
        if (held is null)
            return;
        findings.Add(
            new Finding(
                Causes.TerminationStuck,
                CauseRole.Origin,
                Severity.Warning,
                "FinalizerHolds",
                $"Pod {pod.Name} is stuck in Terminating: finalizer {held} blocks its deletion.",
                pod,
                since,
                Evidence.Of(pod, item, "metadata", "deletionTimestamp"),
                Evidence.Of(pod, item, "metadata", "finalizers")
            )
        );
    }
}
