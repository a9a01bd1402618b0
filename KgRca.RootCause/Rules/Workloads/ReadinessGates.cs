using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// Pods whose containers are all ready, and that a readiness gate keeps from being so: the controller that has to set
/// its condition has not, or says no.
/// </summary>
internal static class ReadinessGates
{
    public static void Inspect(ResourceState pod, JsonElement item, List<Finding> findings)
    {
        if (
            !item.At("spec").Items("readinessGates").Any()
            || !Readiness.OfPod(item)
            || item.At("metadata", "deletionTimestamp").IsPresent()
        )
            return;
        if (
            ConditionOf(item, "Ready") is not { ValueKind: JsonValueKind.Object } ready
            || ready.Text("status") != "False"
        )
            return;
        foreach (var gate in item.At("spec").Items("readinessGates"))
        {
            if (
                gate.Text("conditionType") is not { } type
                || ConditionOf(item, type) is var condition && condition.Text("status") == "True"
            )
                continue;
            var why = condition.Text("message") is { Length: > 0 } message ? $": {message}" : "";
            var says =
                condition.ValueKind == JsonValueKind.Object
                    ? $"it is {condition.Text("status")}{why}"
                    : "its condition is not set";
            findings.Add(
                Finding.Origin(
                    Causes.ReadinessGate,
                    Severity.Warning,
                    "ReadinessGateHolds",
                    $"The containers of Pod {pod.Name} are ready, but readiness gate {type} is not met: {says}.",
                    pod,
                    ready.Time("lastTransitionTime"),
                    Evidence.Of(pod, item, "spec", "readinessGates"),
                    Evidence.OfCondition(pod, ready)
                )
            );
            return;
        }
    }

    private static JsonElement ConditionOf(JsonElement pod, string type) =>
        pod.At("status").Items("conditions").FirstOrDefault(condition => condition.Text("type") == type);
}
