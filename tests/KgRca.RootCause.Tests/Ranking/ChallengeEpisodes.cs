using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Ranking;

/// <summary>Episodes that blame something.</summary>
internal static class ChallengeEpisodes
{
    public static Episode Line(ResourceState pod, int count, bool isBaseline) =>
        new("line", pod)
        {
            Time = World.Now,
            Onset = World.Now,
            Severity = Severity.Error,
            Source = "k8s.log",
            Reason = "Log",
            Message = "no",
            Count = count,
            IsFromLog = true,
            IsBaseline = isBaseline,
            Assessment = CauseAssessment.Origin(Causes.ApplicationError),
        };

    public static Episode Alert(ResourceState service, string source) =>
        new($"{source}-1", service)
        {
            Time = World.Now,
            Onset = World.Now,
            Severity = Severity.Error,
            Source = source,
            Reason = "LatencyHigh",
            Message = "slow",
            Assessment = CauseAssessment.Origin(Causes.PodNetworkDelay),
        };

    public static Episode Alert(ResourceState subject, string name, string cause) =>
        new($"{name} {subject.Name}", subject)
        {
            Time = World.Now,
            Onset = World.Now,
            Severity = Severity.Warning,
            Source = "prom.alert",
            Reason = name,
            Message = "",
            Assessment = CauseAssessment.Origin(cause),
        };

    public static Episode About(ResourceState subject, string cause, DateTimeOffset time, string message = "") =>
        new("e", subject)
        {
            Time = time,
            Onset = time,
            Severity = Severity.Warning,
            Source = "k8s.event",
            Reason = "x",
            Message = message,
            Assessment = CauseAssessment.Origin(cause),
        };
}
