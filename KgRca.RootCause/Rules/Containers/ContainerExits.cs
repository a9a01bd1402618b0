using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>How a container exited, and what that tells.</summary>
internal static class ContainerExits
{
    // 128 + SIGTERM: the container was asked to stop, by a rollout, a drain or a scale-down, and did.
    private const int StoppedExitCode = 143;

    private const int LostExitCode = 255;

    public static Finding? Of(ResourceState pod, JsonElement status, JsonElement terminated)
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
                $"Container {name} was killed: it exceeded its memory "
                    + $"limit{(limit is null ? "" : $" of {limit}")}; {Restarts(status.Number("restartCount"))}.",
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
                $"Container {name} was lost: its node or the container runtime restarted.",
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
                $"Container {name} exited with code {exitCode}: its process was killed by {signal}.",
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
                $"Container {name} exited with code {exitCode}: its command was not found or is not executable.",
                pod,
                finishedAt,
                evidence
            ),
            _ => new Finding(
                Causes.ContainerCrash,
                CauseRole.Symptom,
                Severity.Error,
                reason ?? "Error",
                $"Container {name} exited with code {exitCode}.",
                pod,
                finishedAt ?? pod.ObservedAt ?? default,
                evidence
            ),
        };
    }

    // 128 and the number of a signal that a process brings upon itself.
    private static string? SignalOf(long? exitCode) =>
        exitCode switch
        {
            132 => "SIGILL (illegal instruction)",
            134 => "SIGABRT (it aborted)",
            135 => "SIGBUS (bus error)",
            136 => "SIGFPE (arithmetic error)",
            139 => "SIGSEGV (segmentation fault)",
            _ => null,
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

    public static string Member(JsonElement status, string member) =>
        $"status.containerStatuses[{status.Text("name")}].{member}";

    public static string Restarts(long? count) =>
        count switch
        {
            null or 0 => "it has not restarted yet",
            1 => "it has restarted once",
            _ => $"it has restarted {count} times",
        };
}
