using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>What Argo's Rollouts and Applications say of themselves besides conditions.</summary>
internal static class ArgoStatus
{
    // A Rollout's conditions come and go with each update; its phase says what is meant.
    public static void InspectRollout(ResourceState rollout, JsonElement status, List<Finding> findings)
    {
        if (status.Text("phase") != "Degraded")
            return;
        findings.Add(
            new Finding(
                Causes.RolloutStuck,
                CauseRole.Symptom,
                Severity.Error,
                "RolloutDegraded",
                $"Rollout {rollout.Name} is degraded: {status.Text("message")}",
                rollout,
                rollout.ObservedAt ?? default,
                Evidence.Of(rollout, rollout.Object, "status", "phase"),
                Evidence.Of(rollout, rollout.Object, "status", "message")
            )
        );
    }

    // An Application that differs from its source waits for somebody to apply it, where that is not done by itself:
    // only what has failed counts.
    public static Finding? InspectApplication(ResourceState application, JsonElement status)
    {
        if (status.At("operationState").Text("phase") is "Failed" or "Error")
        {
            return Finding.Origin(
                Causes.GitOps,
                Severity.Error,
                "SyncFailed",
                $"Application {application.Name} could not be applied: {status.At("operationState").Text("message")}",
                application,
                status.At("operationState").Time("finishedAt"),
                Evidence.Of(application, application.Object, "status", "operationState", "phase")
            );
        }
        if (CustomConditions.Worst(status) is { ValueKind: JsonValueKind.Object } condition)
            return CustomConditions.Of(application, status, condition);
        return status.At("health").Text("status") is "Degraded" or "Missing"
            ? new Finding(
                Causes.GitOps,
                CauseRole.Symptom,
                Severity.Warning,
                "ApplicationUnhealthy",
                $"Application {application.Name} is {status.At("health").Text("status")}: "
                    + $"{status.At("health").Text("message")}",
                application,
                status.At("health").Time("lastTransitionTime") ?? application.ObservedAt ?? default,
                Evidence.Of(application, application.Object, "status", "health")
            )
            : null;
    }
}
