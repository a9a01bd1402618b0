using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Rules;

/// <summary>Episodes of which only the meaning counts.</summary>
internal static class Meaning
{
    public static Episode Of(
        ResourceState subject,
        CauseAssessment assessment,
        string reason,
        string source = "k8s.event",
        string message = ""
    ) =>
        new($"{subject}/{reason}", subject)
        {
            Time = World.Now,
            Onset = World.Now,
            Severity = Severity.Warning,
            Source = source,
            Reason = reason,
            Message = message,
            Assessment = assessment,
        };
}
