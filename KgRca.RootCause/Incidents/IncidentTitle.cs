using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>Says in one line what is wrong: the first cause where it can be an origin, else the first error.</summary>
internal static class IncidentTitle
{
    /// <summary>While no more is known than an error.</summary>
    public static string Of(Episode error, ClusterTopology topology)
    {
        var workload = topology.WorkloadOf(error.Subject);
        var title =
            error.Assessment.Cause is { } cause && CauseClasses.Find(cause) is { } known ? known.Title : error.Reason;
        return $"{title}: {Name(workload.Kind, workload.Namespace, workload.Name)}";
    }

    /// <summary>Once its causes are ranked.</summary>
    public static string Of(Incident incident, List<CauseLink> ranked, ClusterTopology topology)
    {
        if (ranked is [{ Role: CauseRole.Origin } first, ..] && CauseClasses.Find(first.Cause) is { } known)
            return $"{known.Title}: "
                + $"{Name(first.Target.Kind, first.Target.Namespace, first.Target.Name)}{Outage(incident, first, topology)}";
        var earliest = incident
            .Members.OrderBy(error => error.Onset)
            .ThenBy(error => error.EventId, StringComparer.Ordinal)
            .FirstOrDefault();
        return earliest is null ? incident.Title : Of(earliest, topology);
    }

    private static string Outage(Incident incident, CauseLink first, ClusterTopology topology) =>
        NodeEvents.IsNotReady(first.Cause)
        && ResourceId.TryParse(first.Path[0], out var id)
        && topology.Find(id.Cluster, "Node", "", first.Target.Name) is { } node
        && NodeOutage.Of(incident, node) is { } shared
            ? $", one of {shared}"
            : "";

    private static string Name(string kind, string? @namespace, string name) =>
        string.IsNullOrEmpty(@namespace) ? $"{kind} {name}" : $"{kind} {@namespace}/{name}";
}
