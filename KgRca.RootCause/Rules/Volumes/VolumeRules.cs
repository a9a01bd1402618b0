using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>Claims without a volume, and volumes that cannot be made, bound, mounted or deleted.</summary>
internal static class VolumeRules
{
    public static RuleFamily Family { get; } =
        new("Volumes", Causes.OfVolumes)
        {
            NextStep = VolumeNextSteps.Of,
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
}
