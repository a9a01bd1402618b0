using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Containers of a Pod that wait for a reason, or have ended badly; init containers alike.</summary>
internal static class ContainerStates
{
    // 128 + SIGTERM: the container was asked to stop, by a rollout, a drain or a scale-down, and did.
    private const int StoppedExitCode = 143;

    private const int LostExitCode = 255;

    // Kubernetes keeps the last end of a container for as long as it runs, be it a year. What it has recovered from
    // explains only what came soon after.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(15);

    private const string CrashLoop = "CrashLoopBackOff";

    // Once may be by hand, or a process that wants to begin anew.
    private const int AgainAndAgain = 2;

    // As the API server sets them where nothing is said.
    private const int ProbePeriod = 10;
    private const int ProbeFailures = 3;

    private static readonly string[] StatusLists = ["initContainerStatuses", "containerStatuses"];

    /// <summary>The reason of a container's end without an error.</summary>
    public const string Completed = "Completed";

    public static void Inspect(ResourceState pod, JsonElement item, List<Finding> findings)
    {
        foreach (var list in StatusLists)
        {
            foreach (var status in item.At("status").Items(list))
            {
                var found = Waiting(pod, status) ?? Terminated(pod, status, status.At("state", "terminated"));
                var earlier = Terminated(pod, status, status.At("lastState", "terminated"));
                var isRunning = status.At("state", "running").IsPresent();
                if (earlier is { Cause: Causes.OomKilled } && (!isRunning || pod.ObservedAt - earlier.Onset < Recovery))
                    Add(findings, earlier);
                else if (found is null && status.At("state", "waiting").IsPresent())
                    found = earlier;
                // That it waits to be started again says less than how it ended.
                else if (found is { Reason: CrashLoop })
                    found = earlier is { Cause: not Causes.ContainerCrash }
                        ? earlier
                        : EndedInOrder(pod, item, status) ?? found;
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
        var message = $"Container {status.Text("name")} waits: {reason}{(text.Length > 0 ? $": {text}" : "")}";
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
            Evidence.Of(pod, Member(status, "state.waiting.reason"), reason),
            Evidence.Of(pod, Member(status, "state.waiting.message"), text.Length > 0 ? text : null)
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

    private static Finding? Terminated(ResourceState pod, JsonElement status, JsonElement terminated)
    {
        if (terminated.ValueKind != JsonValueKind.Object)
            return null;
        var exitCode = terminated.Number("exitCode");
        var reason = terminated.Text("reason");
        var finishedAt = terminated.Time("finishedAt");
        var name = status.Text("name");
        if (reason == "OOMKilled")
        {
            var limit = MemoryLimit(pod, name);
            return Finding.Origin(
                Causes.OomKilled,
                Severity.Error,
                "OOMKilled",
                $"Container {name} was killed for using more memory than its limit{(limit is null ? "" : $" of {limit}")}; {Restarts(status.Number("restartCount"))}.",
                pod,
                finishedAt,
                Evidence.Of(pod, Member(status, "terminated.reason"), reason),
                Evidence.Of(pod, $"spec.containers[{name}].resources.limits.memory", limit)
            );
        }
        if (
            exitCode is null or 0 or StoppedExitCode
            || pod.Object?.At("metadata", "deletionTimestamp").IsPresent() == true
        )
            return null;
        var evidence = Evidence.Of(pod, Member(status, "terminated.exitCode"), $"{exitCode}");
        // The runtime could not start it, and says why.
        if (
            reason is "StartError" or "ContainerCannotRun"
            && ContainerMessages.Assess(terminated.Text("message") ?? "", pod)
                is { Role: CauseRole.Origin, Cause: { } told }
        )
        {
            return Finding.Origin(
                told,
                Severity.Error,
                reason,
                $"Container {name} could not be started: {terminated.Text("message")}",
                pod,
                finishedAt,
                Evidence.Of(pod, Member(status, "terminated.message"), terminated.Text("message")),
                evidence
            );
        }
        // What kubelet, or the runtime, says of a container that it does not find any more.
        if (reason == "ContainerStatusUnknown" || (reason, exitCode) is ("Unknown", LostExitCode))
        {
            return Finding.Origin(
                Causes.NodeRebooted,
                Severity.Error,
                reason,
                $"Container {name} was lost by its node, as when the node or its container runtime was restarted.",
                pod,
                finishedAt,
                Evidence.Of(pod, Member(status, "terminated.reason"), reason),
                evidence
            );
        }
        if (LastWords.Of(pod, status, terminated) is { } said)
            return said;
        if (SignalOf(exitCode) is { } signal)
        {
            return new Finding(
                Causes.ApplicationError,
                CauseRole.Symptom,
                Severity.Error,
                reason ?? "Error",
                $"Container {name} ended with exit code {exitCode}: its process died of {signal}.",
                pod,
                finishedAt ?? pod.ObservedAt ?? default,
                evidence
            );
        }
        return exitCode switch
        {
            126 or 127 => Finding.Origin(
                Causes.InvalidCommand,
                Severity.Error,
                reason ?? "Error",
                $"Container {name} ended with exit code {exitCode}: its command was not found or may not be run.",
                pod,
                finishedAt,
                evidence
            ),
            _ => new Finding(
                Causes.ContainerCrash,
                CauseRole.Symptom,
                Severity.Error,
                reason ?? "Error",
                $"Container {name} ended with exit code {exitCode}.",
                pod,
                finishedAt ?? pod.ObservedAt ?? default,
                evidence
            ),
        };
    }

    /// <summary>
    /// A container that is to run on and ends by itself, without an error, again and again; null where its hook or its
    /// probe may have ended it.
    /// </summary>
    private static Finding? EndedInOrder(ResourceState pod, JsonElement item, JsonElement status)
    {
        var last = status.At("lastState", "terminated");
        var name = status.Text("name");
        if (
            last.Number("exitCode") != 0
            || status.Number("restartCount") is not >= AgainAndAgain
            || item.At("metadata", "deletionTimestamp").IsPresent()
        )
            return null;
        var spec = item.At("spec")
            .Items("containers")
            .Concat(item.At("spec").Items("initContainers"))
            .FirstOrDefault(container => container.Text("name") == name);
        if (
            spec.At("lifecycle", "postStart").IsPresent()
            || MayHaveEnded(spec.At("livenessProbe"), last)
            || MayHaveEnded(spec.At("startupProbe"), last)
        )
            return null;
        return Finding.Origin(
            Causes.InvalidCommand,
            Severity.Error,
            Completed,
            $"Container {name} ends by itself with exit code 0, though it is to run on; {Restarts(status.Number("restartCount"))}.",
            pod,
            last.Time("finishedAt"),
            Evidence.Of(pod, Member(status, "lastState.terminated.exitCode"), "0"),
            Evidence.Of(pod, Member(status, "restartCount"), $"{status.Number("restartCount")}")
        );
    }

    /// <summary>Whether a container ran for so long that a probe can have given it up.</summary>
    private static bool MayHaveEnded(JsonElement probe, JsonElement terminated)
    {
        if (!probe.IsPresent())
            return false;
        var patience =
            (probe.Number("initialDelaySeconds") ?? 0)
            + (probe.Number("periodSeconds") ?? ProbePeriod)
                * ((probe.Number("failureThreshold") ?? ProbeFailures) - 1);
        return terminated.Time("finishedAt") - terminated.Time("startedAt") is not { } ran
            || ran.TotalSeconds >= patience;
    }

    // 128 and the number of a signal that a process brings upon itself.
    private static string? SignalOf(long? exitCode) =>
        exitCode switch
        {
            132 => "SIGILL, an instruction that the processor does not know",
            134 => "SIGABRT, by which it gave itself up",
            135 => "SIGBUS, memory that is not there",
            136 => "SIGFPE, arithmetic that cannot be",
            139 => "SIGSEGV, memory that is not its own",
            _ => null,
        };

    private static string Member(JsonElement status, string member) =>
        $"status.containerStatuses[{status.Text("name")}].{member}";

    private static string Restarts(long? count) =>
        count switch
        {
            null or 0 => "it has not restarted yet",
            1 => "it has restarted once",
            _ => $"it has restarted {count} times",
        };

    private static string? MemoryLimit(ResourceState pod, string? container)
    {
        if (pod.Object is not { } item)
            return null;
        foreach (var spec in item.At("spec").Items("containers"))
            if (spec.Text("name") == container)
                return spec.At("resources", "limits").Text("memory");
        return null;
    }

    private static void Add(List<Finding> findings, Finding finding)
    {
        if (!findings.Exists(other => other.Cause == finding.Cause))
            findings.Add(finding);
    }
}
