using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Volumes;

/// <summary>
/// Claims that request more than their volume has. A driver takes a while to expand it, so that it is a failure only where
/// the driver says so.
/// </summary>
internal static class VolumeResizes
{
    /// <summary>The reason of what is found about a claim whose volume is smaller than it asks for by now.</summary>
    public const string NotEnlarged = "VolumeNotEnlarged";

    /// <summary>Whether a claim asks for more than its volume has.</summary>
    public static bool IsTooSmall(JsonElement claim) =>
        Quantity.Of(claim.At("spec", "resources", "requests").Text("storage"))
        > Quantity.Of(claim.At("status", "capacity").Text("storage"));

    /// <summary>
    /// A volume that is not as large as its claim asks for by now. A driver takes a while to enlarge it, so that it is
    /// a failure only where the driver says so.
    /// </summary>
    public static void Inspect(ResourceState claim, JsonElement item, List<Finding> findings)
    {
        if (!IsTooSmall(item))
            return;
        var (wanted, has) = (
            item.At("spec", "resources", "requests").Text("storage"),
            item.At("status", "capacity").Text("storage")
        );
        Evidence[] evidence =
        [
            Evidence.Of(claim, item, "spec", "resources", "requests"),
            Evidence.Of(claim, item, "status", "capacity"),
        ];
        JsonElement resizing = default;
        foreach (var condition in item.At("status").Items("conditions"))
        {
            if (condition.Text("status") != "True")
                continue;
            if (condition.Text("type") is "ControllerResizeError" or "NodeResizeError")
            {
                findings.Add(
                    Finding.Origin(
                        Causes.Provisioning,
                        Severity.Error,
                        NotEnlarged,
                        $"PersistentVolumeClaim {claim.Name} requests {wanted}, but its volume could not be "
                            + $"expanded from {has}: {condition.Text("message")}",
                        claim,
                        condition.Time("lastTransitionTime"),
                        [.. evidence, Evidence.OfCondition(claim, condition)]
                    )
                );
                return;
            }
            if (condition.Text("type") is "FileSystemResizePending" || !resizing.IsPresent())
                resizing = condition;
        }
        var why =
            resizing.Text("type") == "FileSystemResizePending"
                ? "its file system is expanded when a Pod that mounts it starts"
                : "the CSI driver has not expanded it yet";
        findings.Add(
            new Finding(
                Causes.Provisioning,
                CauseRole.Latent,
                Severity.Warning,
                NotEnlarged,
                $"PersistentVolumeClaim {claim.Name} requests {wanted}, but its volume has {has}: {why}.",
                claim,
                resizing.Time("lastTransitionTime") ?? claim.ObservedAt ?? default,
                resizing.IsPresent() ? [.. evidence, Evidence.OfCondition(claim, resizing)] : evidence
            )
        );
    }
}
