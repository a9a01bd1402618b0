using KgRca.Contracts.Graphs;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Ranking;

namespace KgRca.RootCause.Persistence;

/// <summary>Turns what becomes of incidents and their causes into changes of the graph.</summary>
/// <param name="graph">Takes the changes.</param>
internal sealed class IncidentWriter(GraphWriter graph)
{
    /// <summary>Writes which errors belong together.</summary>
    public void Follow(ErrorGrouping grouping)
    {
        grouping.MemberAdded += WriteMember;
        grouping.MemberRemoved += DeleteMember;
        grouping.Merged += WriteMerged;
        grouping.Withdrawn += Withdraw;
    }

    /// <summary>Writes incidents and their causes.</summary>
    public void Follow(IncidentReview review)
    {
        review.IncidentChanged += Write;
        review.CauseRanked += WriteCause;
        review.CauseRemoved += DeleteCause;
    }

    /// <summary>Takes an incident back, with all that hangs on it.</summary>
    private void Withdraw(Incident incident) => graph.Changes.Add(new DeleteNode(incident.NodeKey));

    private void Write(Incident incident)
    {
        var node = new IncidentNode
        {
            Id = incident.Id,
            StartedAt = incident.StartedAt,
            LastErrorAt = incident.LastErrorAt,
            Status = incident.IsClosed ? IncidentNode.Closed : IncidentNode.Open,
            ClosedAt = incident.IsClosed ? incident.ClosesAt : null,
            Severity = incident.Severity,
            Title = incident.Title,
            ErrorCount = incident.ErrorCount,
            Unknown = incident.Unknown,
            IsStale = incident.IsStale,
            ResourceIds = incident.HasNewResources ? [.. incident.ResourceIds] : [],
            Reopenings = incident.Reopenings,
            ReopenedAt = incident.ReopenedAt,
            ResolvedAt = incident.ResolvedAt,
            IsMaintenance = incident.IsMaintenance,
        };
        graph.Changes.Add(new UpsertNode(incident.NodeKey, node.ToProperties(withResources: incident.HasNewResources)));
        incident.HasNewResources = false;
    }

    private void WriteMerged(Incident from, Incident into)
    {
        foreach (var eventId in from.Causes.Keys.Order(StringComparer.Ordinal))
            DeleteCause(from, eventId);
        graph.Changes.Add(new UpsertNode(from.NodeKey, IncidentNode.MergedProperties(into.Id)));
    }

    // A link to an incident may be made before the incident is written; so that it finds its node, the incident's is
    // written first.
    private void WriteMember(Incident incident, Episode error)
    {
        if (incident.Members.Count == 1)
            Write(incident);
        graph.Changes.Add(new UpsertRelationship(new(GraphSchema.SameIncident, error.NodeKey, incident.NodeKey), []));
    }

    private void DeleteMember(Incident incident, Episode error) =>
        graph.Changes.Add(new DeleteRelationship(new(GraphSchema.SameIncident, error.NodeKey, incident.NodeKey)));

    /// <summary>Writes why an incident may have happened.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="link">The cause.</param>
    /// <param name="createdAt">When the link was made; null where it has been written before.</param>
    private void WriteCause(Incident incident, CauseLink link, DateTimeOffset? createdAt)
    {
        var relationship = new CauseRelationship
        {
            Rank = link.Rank,
            Confidence = link.Confidence,
            PublishedScore = link.Scores.Published,
            TemporalScore = link.Scores.Temporal,
            DistanceScore = link.Scores.Distance,
            DomainScore = link.Scores.Domain,
            RankScore = link.RankScore,
            Role = $"{link.Role}",
            Hops = link.Hops,
            Cause = link.Cause,
            Object = link.Target,
            Workload = link.Workload,
            Path = link.Path,
            Rule = link.Proof.Rule,
            Effects = link.Proof.Effects,
            Against = link.Proof.Against,
            Explanation = link.Explanation,
            NextStep = link.NextStep,
        };
        var properties = relationship.ToProperties();
        graph.Changes.Add(
            new UpsertRelationship(
                CauseRelationship.KeyOf(link.EventId, incident.Id),
                createdAt is { } time
                    ? [.. properties, new Property(CauseRelationship.Names.CreatedAt, time)]
                    : properties
            )
        );
    }

    private void DeleteCause(Incident incident, string eventId) =>
        graph.Changes.Add(new DeleteRelationship(CauseRelationship.KeyOf(eventId, incident.Id)));
}
