using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
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

    /// <summary>What a warning event about a Pod is evidence of.</summary>
    public static CauseAssessment OfWarning(string reason, string message, string kind = "Pod")
    {
        var topology = new World().Topology;
        var pod = topology.GetOrAdd(new ResourceId(World.Cluster, kind, kind == "Node" ? "" : "shop", "x"), out _);
        return CauseTaxonomy.Assess("k8s.event", Severity.Warning, reason, message, pod, topology);
    }
}
