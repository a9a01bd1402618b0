using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// Services that have lost their last ready Pod: their callers get no answer, whatever is wrong with the Pods.
/// </summary>
internal static class ServiceOutage
{
    // Kubelet says of a Pod that it is not ready as it starts; later than that, it has been ready before.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(5);

    public static void Inspect(
        ClusterTopology topology,
        ResourceState service,
        JsonElement item,
        List<Finding> findings
    )
    {
        var spec = item.At("spec");
        if (spec.Text("type") == "ExternalName" || spec.Flag("publishNotReadyAddresses") == true)
            return;
        if (!spec.Members("selector").Any() || item.At("metadata", "deletionTimestamp").IsPresent())
            return;
        var (pods, lost) = (0, default(DateTimeOffset?));
        foreach (var pod in Selection.Selected(service, topology))
        {
            if (pod.Object is not { } own || Readiness.HasEnded(own))
                continue;
            if (Readiness.OfPod(own))
                return;
            pods++;
            if (LostReadinessAt(own) is { } at && !(at < lost))
                lost = at;
        }
        if (lost is not { } since)
            return;
        findings.Add(
            new Finding(
                Causes.ServiceOutage,
                CauseRole.Symptom,
                Severity.Error,
                "ServiceWithoutReadyPods",
                $"Service {service.Name} has no ready Pods: "
                    + $"{(pods == 1 ? "its Pod is" : $"all {pods} Pods are")} not ready.",
                service,
                since,
                Evidence.Of(service, item, "spec", "selector")
            )
        );
    }

    /// <summary>When a Pod that was ready ceased to be; null where it never was.</summary>
    private static DateTimeOffset? LostReadinessAt(JsonElement pod)
    {
        var status = pod.At("status");
        var started = status.Time("startTime") ?? pod.At("metadata").Time("creationTimestamp");
        foreach (var condition in status.Items("conditions"))
            if (
                condition.Text("type") == "Ready"
                && condition.Text("status") != "True"
                && condition.Time("lastTransitionTime") is { } since
            )
                return since - started > Start ? since : null;
        return null;
    }
}
