using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Probes;

/// <summary>
/// A start that the liveness probe broke off before the process had failed by itself, after which it cannot start any
/// more: a migration's lock, or half a migration, is left.
/// </summary>
internal static class LivenessKills
{
    private const string Killing = "Killing";

    // 128 and the numbers of SIGKILL and SIGTERM, by which kubelet ends a container.
    private const int Killed = 137;
    private const int Asked = 143;

    // One kill may be an accident; the next start that is killed as well is none.
    private const int FewestKills = 2;

    private static readonly string[] Answered = ["statuscode: 404", "statuscode: 401", "statuscode: 403"];

    // A Pod is placed, and its image pulled, before its first start.
    private static readonly TimeSpan Placing = TimeSpan.FromMinutes(2);

    private static readonly string[] LeftBehind =
    [
        "lock",
        "locked",
        "locks",
        "already running",
        "another instance",
        "in use by another process",
        "dirty database",
        "dirty",
        "pid file",
        ".pid\"",
        "partially applied",
        "failed migration",
        "migration failed",
        "incomplete",
        "interrupted",
    ];

    public static void Inspect(ResourceState pod, JsonElement item, List<Finding> findings)
    {
        if (FirstKill(pod) is not { } kill || FailsBefore(pod, kill))
            return;
        foreach (var container in item.At("spec").Items("containers"))
        {
            if (
                !container.At("livenessProbe").IsPresent()
                || container.At("startupProbe").IsPresent()
                || !kill.Message.Contains(container.Text("name") ?? "", StringComparison.Ordinal)
                || !(kill.Onset - pod.CreatedAt <= PatienceOf(container.At("livenessProbe")) + Placing)
            )
                continue;
            var said = WhatWasLeft(pod, kill);
            var isSlow = IsKilledAgain(pod, item, container.Text("name"));
            if (said is null && !isSlow && !EndsByItself(item, container.Text("name"), kill))
                continue;
            findings.Add(
                Finding.Origin(
                    Causes.LivenessTiming,
                    Severity.Error,
                    "KilledWhileStarting",
                    $"The liveness probe killed container {container.Text("name")} while it was starting; "
                        + (
                            isSlow
                                ? "each start is killed again"
                                : $"since then it fails to start{(said is null ? "" : $": {said.Message}")}"
                        ),
                    pod,
                    kill.Onset,
                    Evidence.Of(
                        pod,
                        $"spec.containers[{container.Text("name")}].livenessProbe",
                        container.At("livenessProbe").GetRawText()
                    ),
                    Evidence.Of(pod, "events[Killing].note", kill.Message)
                )
            );
            return;
        }
    }

    /// <summary>Whether an event or a log line may show that a start was broken off.</summary>
    public static bool MayConcern(Episode episode) =>
        episode.Reason == Killing || episode.IsFromLog && FirstKill(episode.Subject) is not null;

    private static TimeSpan PatienceOf(JsonElement probe) =>
        TimeSpan.FromSeconds(
            (probe.Number("initialDelaySeconds") ?? 0)
                + (probe.Number("periodSeconds") ?? 10) * ((probe.Number("failureThreshold") ?? 3) + 1)
        );

    private static Episode? FirstKill(ResourceState pod)
    {
        for (var i = 0; i < pod.Candidates.Count; i++)
            if (IsKill(pod.Candidates[i]))
                return pod.Candidates[i];
        return null;
    }

    private static bool IsKill(Episode episode) =>
        episode.Reason == Killing
        && episode.Message.Contains("failed liveness probe", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the process had failed before it was killed: then the probe was right.</summary>
    private static bool FailsBefore(ResourceState pod, Episode kill) =>
        pod.Candidates.Exists(candidate =>
            candidate.Onset < kill.Onset
            && (candidate is { IsFromLog: true, IsError: true } || candidate.Reason is "BackOff" or "OOMKilled")
        );

    private static Episode? WhatWasLeft(ResourceState pod, Episode kill)
    {
        for (var i = 0; i < pod.Candidates.Count; i++)
        {
            var line = pod.Candidates[i];
            if (line.IsFromLog && line.Onset > kill.Onset && WholeWords.HasAny(line.Message, LeftBehind))
                return line;
        }
        return null;
    }

    /// <summary>
    /// Whether every start was killed before the Pod was ready, by signals only. A process that answers, but not on
    /// the path that is asked, is none that starts slowly.
    /// </summary>
    private static bool IsKilledAgain(ResourceState pod, JsonElement item, string? container)
    {
        var kills = 0;
        for (var i = 0; i < pod.Candidates.Count; i++)
        {
            var candidate = pod.Candidates[i];
            if (IsKill(candidate))
                kills += candidate.Count;
            if (candidate.Reason == "Unhealthy" && WholeWords.HasAny(candidate.Message, Answered))
                return false;
        }
        return kills >= FewestKills
            && !Readiness.OfPod(item)
            && item.At("status")
                .Items("containerStatuses")
                .Any(status =>
                    status.Text("name") == container
                    && (
                        status.At("lastState", "terminated") is var last && last.IsPresent()
                            ? last
                            : status.At("state", "terminated")
                    ).Number("exitCode")
                        is Killed
                            or Asked
                );
    }

    private static bool EndsByItself(JsonElement pod, string? container, Episode kill) =>
        pod.At("status")
            .Items("containerStatuses")
            .Any(status =>
                status.Text("name") == container
                && status.At("lastState", "terminated") is var ended
                && ended.Number("exitCode") is not (null or 0 or Killed or Asked)
                && ended.Time("startedAt") > kill.Onset
            );
}
