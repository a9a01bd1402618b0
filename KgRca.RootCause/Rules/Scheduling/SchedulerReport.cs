using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Scheduling;

/// <summary>What the scheduler says of a Pod without a node, or that it says nothing.</summary>
internal static class SchedulerReport
{
    public static Finding? Of(ClusterTopology topology, ResourceState pod, JsonElement status, bool isMeantForSome)
    {
        foreach (var condition in status.Items("conditions"))
        {
            if (condition.Text("type") != "PodScheduled" || condition.Text("status") != "False")
                continue;
            if (condition.Text("reason") == "SchedulingGated")
            {
                return Finding.Origin(
                    Causes.SchedulingGate,
                    Severity.Warning,
                    "SchedulingGated",
                    $"Pod {pod.Name} is held by scheduling gate {Gates(pod)}.",
                    pod,
                    condition.Time("lastTransitionTime"),
                    Evidence.Of(pod, pod.Object, "spec", "schedulingGates")
                );
            }
            if ((condition.Text("message") ?? LastEvent(pod)) is not { Length: > 0 } message)
                continue;
            var (cause, role) = SchedulingMessages.Assess(message, pod, isMeantForSome);
            if (
                cause is Causes.CpuCapacity or Causes.MemoryCapacity or Causes.PodCapacity or Causes.ResourceCapacity
                && Preemption.Of(topology, pod) is { } preempted
            )
            {
                return Finding.Origin(
                    Causes.Preempted,
                    Severity.Error,
                    Preemption.Reason,
                    $"No node can run Pod {pod.Name}, the replacement of a preempted Pod: "
                        + $"{preempted.Message}; {message}",
                    pod,
                    preempted.Time,
                    Evidence.Of(pod, "status.conditions[PodScheduled].message", message),
                    Evidence.Of(pod, pod.Object, "spec", "priority"),
                    Evidence.Of(preempted.Subject, "events[Preempted].note", preempted.Message)
                );
            }
            return new Finding(
                cause ?? Causes.Unschedulable,
                role,
                Severity.Error,
                Placement.Unschedulable,
                $"No node can run Pod {pod.Name}: {message}",
                pod,
                condition.Time("lastTransitionTime") ?? pod.ObservedAt ?? default,
                Evidence.Of(pod, "status.conditions[PodScheduled].message", message)
            );
        }
        // A scheduler that looks at a Pod says so, be it that it found no node.
        return
            pod.Object is { } item
            && !status.Items("conditions").Any(condition => condition.Text("type") == "PodScheduled")
            ? NotLookedAt(pod, item.At("spec"), status)
            : null;
    }

    private static string Gates(ResourceState pod)
    {
        var gates = pod.Object?.At("spec").Items("schedulingGates") ?? [];
        return string.Join(", ", gates.Select(gate => gate.Text("name")));
    }

    private static Finding? NotLookedAt(ResourceState pod, JsonElement spec, JsonElement status)
    {
        if (spec.Text("schedulerName") is { } scheduler && scheduler != "default-scheduler")
            return Placement.Of(
                pod,
                Causes.UnknownScheduler,
                "SchedulerMissing",
                $"uses scheduler {scheduler}, which has not acted on it",
                Evidence.Of(pod, pod.Object, "spec", "schedulerName")
            );
        var made = status.Items("resourceClaimStatuses").Select(claim => claim.Text("name")).ToList();
        foreach (var claim in spec.Items("resourceClaims"))
        {
            var named =
                claim.Text("resourceClaimName") is { } name ? $"ResourceClaim {name}"
                : made.Contains(claim.Text("name")) ? null
                : $"a ResourceClaim from template {claim.Text("resourceClaimTemplateName")}";
            if (named is not null)
                return Placement.Of(
                    pod,
                    Causes.DeviceClaim,
                    "ResourceClaimMissing",
                    $"is skipped by the scheduler: {named} does not exist",
                    Evidence.Of(pod, pod.Object, "spec", "resourceClaims")
                );
        }
        return null;
    }

    // Not every source keeps the condition's text; the scheduler's event has the same.
    private static string? LastEvent(ResourceState pod)
    {
        for (var i = pod.Candidates.Count - 1; i >= 0; i--)
            if (pod.Candidates[i].Reason == "FailedScheduling")
                return pod.Candidates[i].Message;
        return null;
    }
}
