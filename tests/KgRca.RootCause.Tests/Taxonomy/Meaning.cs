using KgRca.Contracts.Records;
using KgRca.RootCause.Episodes;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Tests.Detectors;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Taxonomy;

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
