using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>
/// What a Deployment's own conditions say: that its rollout makes no progress, and why no Pods are made.
/// </summary>
internal static class Rollouts
{
    public static void Inspect(ResourceState deployment, JsonElement item, List<Finding> findings)
    {
        foreach (var condition in item.At("status").Items("conditions"))
        {
            var (type, status, since) = (
                condition.Text("type"),
                condition.Text("status"),
                condition.Time("lastTransitionTime") ?? deployment.ObservedAt ?? default
            );
            var evidence = Evidence.OfCondition(deployment, condition);
            if (type == "Progressing" && status == "False" && condition.Text("reason") == "ProgressDeadlineExceeded")
            {
                findings.Add(
                    new Finding(
                        Causes.RolloutStuck,
                        CauseRole.Symptom,
                        Severity.Error,
                        "ProgressDeadlineExceeded",
                        $"The rollout of Deployment {deployment.Name} is stuck: its new Pods do not become ready.",
                        deployment,
                        since,
                        evidence
                    )
                );
            }
            else if (
                (
                    type == "ReplicaFailure" && status == "True"
                    || type == "Progressing" && status == "False" && condition.Text("reason") == "ReplicaSetCreateError"
                )
                && AdmissionMessages.Assess(condition.Text("message") ?? "") is { Cause: { } cause, Role: var role }
                && !findings.Exists(finding => finding.Cause == cause)
            )
            {
                findings.Add(
                    new Finding(
                        cause,
                        role,
                        Severity.Warning,
                        type == "ReplicaFailure" ? type : "ReplicaSetCreateError",
                        $"No Pods can be created for Deployment {deployment.Name}: {condition.Text("message")}",
                        deployment,
                        since,
                        evidence
                    )
                );
            }
        }
    }
}
