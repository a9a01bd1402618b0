using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// Work that somebody has stopped: a CronJob or Job that is suspended, a Deployment that was changed while it is
/// paused, and a StatefulSet or DaemonSet whose update strategy keeps a change from its Pods.
/// </summary>
internal static class Suspension
{
    public static void Inspect(ResourceState workload, JsonElement item, List<Finding> findings)
    {
        var spec = item.At("spec");
        var member = workload.Kind == "Deployment" ? "paused" : "suspend";
        if (spec.Flag(member) != true)
            return;
        // What is paused and rolled out lacks nothing. A controller leaves out what is 0.
        if (
            workload.Kind == "Deployment"
            && (item.At("status").Number("updatedReplicas") ?? 0) >= (item.At("status").Number("replicas") ?? 0)
        )
            return;
        var effect = member == "paused" ? "paused: its last change is not rolled out" : "suspended: it starts no Pods";
        findings.Add(
            new Finding(
                Causes.Suspended,
                CauseRole.Latent,
                Severity.Warning,
                "WorkloadSuspended",
                $"{workload.Kind} {workload.Name} is {effect}.",
                workload,
                workload.ObservedAt ?? default,
                Evidence.Of(workload, item, "spec", member)
            )
        );
    }

    /// <summary>
    /// A set whose Pods do not get its change by themselves. Those of an operator are its business: it replaces their
    /// Pods in its own order.
    /// </summary>
    public static void InspectHeldUpdate(ResourceState set, JsonElement item, List<Finding> findings)
    {
        var (metadata, status, strategy) = (item.At("metadata"), item.At("status"), item.At("spec", "updateStrategy"));
        if (
            HeldBy(item.At("spec"), strategy) is not { } held
            || status.Number("observedGeneration") != metadata.Number("generation")
            || metadata.Items("ownerReferences").Any(owner => owner.Flag("controller") == true)
        )
            return;
        var (all, updated) =
            set.Kind == "StatefulSet"
                ? (status.Number("replicas"), status.Number("updatedReplicas"))
                : (status.Number("currentNumberScheduled"), status.Number("updatedNumberScheduled"));
        // That of a StatefulSet counts none as updated when its Pods are of the only revision.
        if (
            set.Kind == "StatefulSet" && status.Text("currentRevision") == status.Text("updateRevision")
            || all - (updated ?? 0) is not (> 0 and var behind)
        )
            return;
        findings.Add(
            new Finding(
                Causes.Suspended,
                CauseRole.Latent,
                Severity.Warning,
                "UpdateHeld",
                $"{set.Kind} {set.Name} was changed, but {behind} of its {all} Pods still run the old "
                    + $"revision: {held}.",
                set,
                set.ObservedAt ?? default,
                Evidence.Of(set, item, "spec", "updateStrategy"),
                Evidence.Of(
                    set,
                    item,
                    "status",
                    set.Kind == "StatefulSet" ? "updatedReplicas" : "updatedNumberScheduled"
                )
            )
        );
    }

    // A partition among the ordinals is a canary, which somebody looks at.
    private static string? HeldBy(JsonElement spec, JsonElement strategy) =>
        strategy.Text("type") == "OnDelete" ? "updateStrategy is OnDelete, so each Pod must be deleted"
        : strategy.At("rollingUpdate").Number("partition") is > 0 and var partition
        && partition >= (spec.Number("replicas") ?? 1)
            ? $"partition {partition} is above all ordinals"
        : null;
}
