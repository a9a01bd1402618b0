using KgRca.Contracts.Identity;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>What an incident's first answer would need to say more than it does, in sentences.</summary>
internal static class Wants
{
    /// <summary>The kinds that nobody sends and that would show who is responsible, and what is not measured.</summary>
    public static IEnumerable<string> Of(Incident incident, string? cause, ClusterTopology topology)
    {
        if (cause is null || CauseClasses.Find(cause) is not { } answer)
            yield break;
        if (answer.MeasuredBy is { } measure)
            yield return $"Why ({answer.Title.ToLowerInvariant()}) is not known: it would take measurements of {measure}.";
        if (answer.ShownBy.Count == 0)
            yield break;
        var clusters = incident
            .ResourceIds.Select(id => ResourceId.TryParse(id, out var parsed) ? parsed.Cluster : "")
            .Distinct(StringComparer.Ordinal);
        foreach (var cluster in clusters)
            if (!answer.ShownBy.Any(kind => topology.IsObserved(cluster, kind)))
                yield return $"Who is responsible ({answer.Title.ToLowerInvariant()}) may be another object of cluster {cluster}: the state of these kinds has not been sent: {string.Join(", ", answer.ShownBy)}.";
    }
}
