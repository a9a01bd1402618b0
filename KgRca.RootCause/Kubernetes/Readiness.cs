using System.Text.Json;

namespace KgRca.RootCause.Kubernetes;

/// <summary>Whether something runs as it should, by its own status.</summary>
internal static class Readiness
{
    /// <summary>Whether every container of a Pod is ready; false where nothing is known.</summary>
    public static bool OfPod(JsonElement pod)
    {
        var any = false;
        foreach (var status in pod.At("status").Items("containerStatuses"))
        {
            any = true;
            if (status.Flag("ready") != true)
                return false;
        }
        return any;
    }

    /// <summary>What a Pod's or Node's condition <c>Ready</c> says; null where it has none.</summary>
    public static bool? ByCondition(JsonElement item)
    {
        foreach (var condition in item.At("status").Items("conditions"))
            if (condition.Text("type") == "Ready")
                return condition.Text("status") == "True";
        return null;
    }

    /// <summary>Whether a Pod has ended, so that it will not become ready any more.</summary>
    public static bool HasEnded(JsonElement pod) => pod.At("status").Text("phase") is "Succeeded" or "Failed";

    /// <summary>Whether a workload that its controller has looked at has no ready replica.</summary>
    public static bool HasNone(JsonElement workload)
    {
        var status = workload.At("status");
        return status.At("observedGeneration").IsPresent()
            && (status.Number("readyReplicas") ?? status.Number("numberReady") ?? 0) == 0;
    }

    /// <summary>
    /// Whether every replica of a workload is ready and of its newest template; false where nothing is known.
    /// </summary>
    public static bool OfWorkload(JsonElement workload)
    {
        var status = workload.At("status");
        var wanted = status.Number("desiredNumberScheduled") ?? workload.At("spec").Number("replicas") ?? 1;
        var ready =
            status.Number("readyReplicas") ?? status.Number("numberReady") ?? status.Number("availableReplicas") ?? 0;
        var updated = status.Number("updatedReplicas") ?? status.Number("updatedNumberScheduled") ?? ready;
        return wanted > 0 && ready >= wanted && updated >= wanted && status.Number("unavailableReplicas") is not > 0;
    }
}
