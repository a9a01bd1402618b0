using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>The claim or volume that has to change where a Pod waits for storage.</summary>
internal static class ClaimAtFault
{
    /// <summary>The claim or volume; null where the Pod that uses it has to change.</summary>
    public static ResourceState? Of(ResourceState subject, string cause)
    {
        if (subject.Kind is "PersistentVolumeClaim" or "PersistentVolume")
            return subject;
        return IsOfTheClaim(cause) ? UnboundClaimOf(subject) : null;
    }

    private static bool IsOfTheClaim(string cause) =>
        cause
            is Causes.ClaimStorageClass
                or Causes.ClaimCapacity
                or Causes.ClaimAccessMode
                or Causes.ClaimSelector
                or Causes.ClaimUnbound
                or Causes.VolumeOccupied
                or Causes.VolumeLost
                or Causes.Provisioning;

    private static ResourceState? UnboundClaimOf(ResourceState pod)
    {
        foreach (var edge in pod.Outgoing)
            if (
                edge is { Type: EdgeType.Mounts, To: { Kind: "PersistentVolumeClaim", Exists: true } claim }
                && claim.Object?.At("status").Text("phase") != "Bound"
            )
                return claim;
        return null;
    }
}
