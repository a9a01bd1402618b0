using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>Claims without a volume, and volumes that cannot be made, bound, mounted or deleted.</summary>
internal static class VolumeRules
{
    public static RuleFamily Family { get; } =
        new("Volumes", Causes.OfVolumes)
        {
            Events = VolumeEvents.All,
            NextStep = VolumeNextSteps.Of,
            Target = FindTarget,
            Lead = StorageClusters.Behind,
            Responsible = [DriverControllers.Behind, Attachers.Behind, CordonedZones.Behind, Drivers.Behind],
            Challenge = Contradict,
            Detectors =
            [
                new(["PersistentVolumeClaim"], VolumeClaims.Inspect),
                new(
                    ["PersistentVolume"],
                    (_, volume, item, findings) => VolumeClaims.InspectVolume(volume, item, findings)
                ),
                new(KubernetesKinds.Workloads, DriverControllers.Inspect),
            ],
            Witnesses = [DriverControllers.Witnessed],
            Dependencies = [new(["PersistentVolume", "StorageClass"], AddUnbound)],
        };

    private static void AddUnbound(in ObjectChange change, List<ResourceState> affected)
    {
        foreach (var claim in change.InCluster("PersistentVolumeClaim"))
            if (claim.Object is { } item && item.At("status").Text("phase") != "Bound")
                affected.Add(claim);
    }

    // A node that lacks the driver has to get it; the Pod and its claim are well.
    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology)
    {
        var subject = candidate.Subject;
        if (cause == Causes.VolumeDriver)
            return subject.Kind == "Pod" ? WorkloadLookup.NodeOf(subject)?.Reference : null;
        return ClaimAtFault.Of(subject, cause)?.Reference;
    }

    private static CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.ClaimStorageClass when VolumeClaims.HasVolumes(topology, candidate.Subject) =>
                CounterEvidence.IsMistaken("Volumes of that StorageClass exist."),
            Causes.VolumeMount
                when candidate.Message.Contains("timed out waiting for the condition", StringComparison.Ordinal) =>
                new CounterEvidence(
                    CounterEvidence.Unspecific,
                    "The timeout does not show why the volume was not mounted."
                ),
            Causes.VolumeZone when OtherEvidence.WaitsForNode(candidate.Subject) => CounterEvidence.IsMistaken(
                "The node that has the volume is failing or was removed."
            ),
            _ => CounterEvidence.None,
        };
}
