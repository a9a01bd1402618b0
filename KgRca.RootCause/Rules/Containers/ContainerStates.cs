using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Containers of a Pod that wait for a reason, or have exited badly; init containers alike.</summary>
internal static class ContainerStates
{
    // Kubernetes keeps the last end of a container for as long as it runs, be it a year. What it has recovered from
    // explains only what came soon after.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(15);

    private const string CrashLoop = "CrashLoopBackOff";

    private static readonly string[] StatusLists = ["initContainerStatuses", "containerStatuses"];

    public static void Inspect(ResourceState pod, JsonElement item, List<Finding> findings)
    {
        foreach (var list in StatusLists)
        {
            foreach (var status in item.At("status").Items(list))
            {
                var found = Waiting(pod, status) ?? ContainerExits.Of(pod, status, status.At("state", "terminated"));
                var earlier = ContainerExits.Of(pod, status, status.At("lastState", "terminated"));
                var isRunning = status.At("state", "running").IsPresent();
                if (earlier is { Cause: Causes.OomKilled } && (!isRunning || pod.ObservedAt - earlier.Onset < Recovery))
                    Add(findings, earlier);
                else if (found is null && status.At("state", "waiting").IsPresent())
                    found = earlier;
                // That it waits to be started again says less than how it ended.
                else if (found is { Reason: CrashLoop })
                    found = earlier is { Cause: not Causes.ContainerCrash }
                        ? earlier
                        : CleanExits.Of(pod, item, status) ?? found;
                if (found is not null)
                    Add(findings, found);
            }
        }
    }

    /// <summary>When a container of a Pod was started; null where that is not known.</summary>
    public static DateTimeOffset? StartOf(JsonElement pod, string? container)
    {
        foreach (var status in pod.At("status").Items("containerStatuses"))
            if (container is null || status.Text("name") == container)
                return status.At("state", "running").Time("startedAt");
        return null;
    }

    private static Finding? Waiting(ResourceState pod, JsonElement status)
    {
        var waiting = status.At("state", "waiting");
        if (waiting.Text("reason") is not { } reason || reason is "ContainerCreating" or "PodInitializing")
            return null;
        var text = waiting.Text("message") ?? "";
        var message = $"Container {status.Text("name")} is waiting: {reason}{(text.Length > 0 ? $": {text}" : "")}";
        var assessment = reason switch
        {
            "InvalidImageName" => CauseAssessment.Origin(Causes.IncorrectImage),
            CrashLoop => CauseAssessment.Symptom(Causes.ContainerCrash),
            "ErrImageNeverPull" => CauseAssessment.Origin(Causes.IncorrectImage),
            "ImageInspectError" => CauseAssessment.Origin(Causes.Containerd),
            "SignatureValidationFailed" => CauseAssessment.Origin(Causes.ImageSignature),
            "RegistryUnavailable"
                when ContainerMessages.Assess($"image {text}", pod) is { Role: not CauseRole.Origin } =>
                CauseAssessment.Origin(Causes.RegistryUnreachable),
            "PostStartHookError" => CauseAssessment.Origin(Causes.LifecycleHook),
            _ when reason.Contains("Image", StringComparison.Ordinal) || reason == "RegistryUnavailable" =>
                ContainerMessages.Assess($"image {(text.Length > 0 ? text : LastPull(pod))}", pod),
            _ => ContainerMessages.Assess(text, pod),
        };
        return new Finding(
            assessment.Cause ?? Causes.ContainerCrash,
            assessment.Role,
            Severity.Error,
            reason,
            message,
            pod,
            pod.ObservedAt ?? default,
            Evidence.Of(pod, ContainerExits.Member(status, "state.waiting.reason"), reason),
            Evidence.Of(pod, ContainerExits.Member(status, "state.waiting.message"), text.Length > 0 ? text : null)
        );
    }

    // Not every source keeps the state's text; kubelet's event has the same.
    private static string? LastPull(ResourceState pod)
    {
        for (var i = pod.Candidates.Count - 1; i >= 0; i--)
            if (pod.Candidates[i] is { Reason: "Failed", Assessment.Role: CauseRole.Origin } failed)
                return failed.Message;
        return null;
    }

    private static void Add(List<Finding> findings, Finding finding)
    {
        if (!findings.Exists(other => other.Cause == finding.Cause))
            findings.Add(finding);
    }
}
