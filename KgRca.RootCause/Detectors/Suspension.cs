using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>Work that somebody has stopped: a CronJob or Job that is suspended, and a Deployment that was changed while it is paused.</summary>
internal static class Suspension
{
    public static void Inspect(ResourceState workload, JsonElement item, List<Finding> findings)
    {
        var spec = item.At("spec");
        var member = workload.Kind == "Deployment" ? "paused" : "suspend";
        if (spec.Flag(member) != true) return;
        // What is paused and rolled out lacks nothing. A controller leaves out what is 0.
        if (workload.Kind == "Deployment" && (item.At("status").Number("updatedReplicas") ?? 0) >= (item.At("status").Number("replicas") ?? 0)) return;
        findings.Add(new Finding(Causes.Suspended, CauseRole.Latent, Severity.Warning, "WorkloadSuspended",
            $"{workload.Kind} {workload.Name} is {(member == "paused" ? "paused: its last change is not rolled out" : "suspended: it starts nothing")}.", workload, workload.ObservedAt ?? default,
            Evidence.Of(workload, item, "spec", member)));
    }
}
