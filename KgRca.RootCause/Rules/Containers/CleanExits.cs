using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Containers;

/// <summary>Containers that keep exiting with code 0 although they are expected to keep running.</summary>
internal static class CleanExits
{
    // Once may be by hand, or a process that wants to begin anew.
    private const int AgainAndAgain = 2;

    // As the API server sets them where nothing is said.
    private const int ProbePeriod = 10;
    private const int ProbeFailures = 3;

    /// <summary>
    /// A container that is to run on and ends by itself, without an error, again and again; null where its hook or its
    /// probe may have ended it.
    /// </summary>
    public static Finding? Of(ResourceState pod, JsonElement item, JsonElement status)
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
            $"Container {name} exited with code 0 but is expected to keep running; "
                + $"{ContainerExits.Restarts(status.Number("restartCount"))}.",
            pod,
            last.Time("finishedAt"),
            Evidence.Of(pod, ContainerExits.Member(status, "lastState.terminated.exitCode"), "0"),
            Evidence.Of(pod, ContainerExits.Member(status, "restartCount"), $"{status.Number("restartCount")}")
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

    /// <summary>The reason of a container's end without an error.</summary>
    public const string Completed = "Completed";
}
