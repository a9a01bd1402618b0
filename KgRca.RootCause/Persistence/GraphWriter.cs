using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Persistence;

/// <summary>
/// Turns what the engine has decided into changes of the graph. <c>docs/graph.md</c> lists the properties.
/// </summary>
internal sealed class GraphWriter
{
    private static readonly Property[] None = [];

    /// <summary>Where the changes of the record in hand go.</summary>
    public ICollection<GraphChange> Changes { get; set; } = [];

    /// <summary>Writes what the topology announces.</summary>
    public void Follow(TopologyUpdater updater)
    {
        updater.Named += WriteName;
        updater.Observed += WriteState;
        updater.EdgeObserved += WriteEdge;
        updater.EdgeRemoved += DeleteEdge;
        updater.RemovedEdgesChanged += WriteRemovedEdges;
        updater.Listed += WriteListing;
        updater.ListingForgotten += DeleteListing;
    }

    /// <summary>Writes what happens to objects.</summary>
    public void Follow(EpisodeRecorder recorder)
    {
        recorder.Recorded += WriteEvent;
        recorder.Made += episode => WriteEpisode(episode);
        recorder.Repeated += WriteRepeat;
        recorder.Reassessed += WriteAssessment;
        recorder.Resolved += WriteResolved;
        recorder.Withdrawn += Withdraw;
        recorder.LogsRead += WriteLogsSince;
    }

    /// <summary>Writes what detectors find.</summary>
    public void Follow(FindingTracker findings)
    {
        findings.Found += WriteFinding;
        findings.Ended += WriteEndedFinding;
        findings.PendingChanged += WritePending;
    }

    /// <summary>Writes which log lines stop.</summary>
    public void Follow(LogAbsenceDetector absences)
    {
        absences.Began += (episode, evidence) => WriteEpisode(episode, TextsOf(evidence));
        absences.Ended += WriteResolved;
    }

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

    private void WriteName(ResourceState resource) =>
        Changes.Add(new UpsertNode(resource.NodeKey, ResourceNode.NameProperties(IdOf(resource))));

    private void WriteState(ResourceState resource)
    {
        var node = new ResourceNode(
            IdOf(resource),
            resource.Uid,
            resource.Object is { } item && item.TryGetProperty("apiVersion"u8, out var version)
                ? version.GetString()
                : null,
            resource.ObservedAt,
            resource.CreatedAt,
            resource.DeletedAt,
            resource.LogsSince,
            resource.Object?.GetRawText(),
            [.. resource.Former.Select(former => former.ToString())],
            resource.FirstObservedAt,
            resource.IsPresumedGone
        );
        Changes.Add(new UpsertNode(resource.NodeKey, node.ToProperties()));
    }

    private void WriteListing(KindListing listing)
    {
        var node = new ListingNode(
            listing.Scope.Cluster,
            listing.Scope.Group,
            listing.Scope.Kind,
            listing.Scope.Namespace,
            listing.StartedAt,
            listing.ObservedAt,
            listing.Count,
            listing.IsComplete
        );
        Changes.Add(new UpsertNode(listing.NodeKey, node.ToProperties()));
    }

    private void DeleteListing(KindListing listing) => Changes.Add(new DeleteNode(listing.NodeKey));

    private void WriteRemovedEdges(ResourceState resource)
    {
        var removed = resource.RemovedEdges.Select(entry => $"{entry.Value.ToUnixTimeMilliseconds()} {entry.Key}");
        WriteProperties(
            resource.NodeKey,
            new Property(ResourceNode.Names.RemovedEdges, PropertyValue.NonEmpty([.. removed]))
        );
    }

    private void WritePending(ResourceState resource)
    {
        var pending = resource.Pending.Select(item =>
            $"{item.Value.DueAt.ToUnixTimeMilliseconds()} {(item.Value.IsPreexisting ? "old" : "new")} {item.Key}"
        );
        WriteProperties(
            resource.NodeKey,
            new Property(ResourceNode.Names.Pending, PropertyValue.NonEmpty([.. pending]))
        );
    }

    private void WriteEdge(EdgeState edge, CallStatistics? calls) =>
        Changes.Add(
            new UpsertRelationship(
                edge.RelationshipKey,
                new TopologyRelationship(edge.ObservedAt, calls).ToProperties(edge.Type)
            )
        );

    private void DeleteEdge(EdgeState edge) => Changes.Add(new DeleteRelationship(edge.RelationshipKey));

    private void WriteEvent(Event record, ResourceState subject, CauseAssessment assessment, bool isBaseline) =>
        WriteEpisodic(
            new EpisodicNode
            {
                EventId = record.EventId,
                EventTime = record.EventTime,
                FirstTime = record.FirstTime,
                Count = record.Count,
                Source = WireNames.Of(record.Source),
                Severity = record.Severity,
                Reason = record.Reason,
                Message = record.Message,
                ResourceId = subject.NodeKey.Key,
                Container = record.Container,
                IsBaseline = isBaseline,
                Cause = assessment.Cause,
                Role = NameOf(assessment.Role),
            },
            subject
        );

    /// <summary>Writes an episode that the engine itself made.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="evidence">The fields and values that it rests on.</param>
    /// <param name="findingState">Whether a finding holds; null for what is no finding.</param>
    private void WriteEpisode(Episode episode, IReadOnlyList<string>? evidence = null, string? findingState = null) =>
        WriteEpisodic(
            new EpisodicNode
            {
                EventId = episode.EventId,
                EventTime = episode.Time,
                FirstTime = episode.Onset,
                Count = episode.Count,
                Source = episode.Source,
                Severity = episode.Severity,
                Reason = episode.Reason,
                Message = episode.Message,
                ResourceId = episode.Subject.NodeKey.Key,
                Container = episode.Container,
                IsFromLog = episode.IsFromLog,
                IsBaseline = episode.IsBaseline,
                IsPreexisting = episode.IsPreexisting,
                AbsentFrom = episode.AbsentFrom,
                Cause = episode.Assessment.Cause,
                Role = NameOf(episode.Assessment.Role),
                FindingState = findingState,
                Evidence = evidence ?? [],
            },
            episode.Subject
        );

    /// <summary>Takes an episode back, with all that hangs on it.</summary>
    private void Withdraw(Episode episode) => Changes.Add(new DeleteNode(episode.NodeKey));

    /// <summary>Takes an incident back, with all that hangs on it.</summary>
    private void Withdraw(Incident incident) => Changes.Add(new DeleteNode(incident.NodeKey));

    /// <summary>Writes that an episode has occurred again.</summary>
    private void WriteRepeat(Episode episode) =>
        WriteProperties(
            episode.NodeKey,
            new Property(EpisodicNode.Names.EventTime, episode.Time),
            new Property(EpisodicNode.Names.FirstTime, episode.Onset),
            new Property(EpisodicNode.Names.Count, (long)episode.Count)
        );

    /// <summary>Writes what an episode has turned out to be evidence of.</summary>
    private void WriteAssessment(Episode episode) =>
        WriteProperties(
            episode.NodeKey,
            new Property(EpisodicNode.Names.Cause, episode.Assessment.Cause),
            new Property(EpisodicNode.Names.Role, NameOf(episode.Assessment.Role))
        );

    private void WriteFinding(Episode episode, IReadOnlyList<Evidence> evidence)
    {
        var isFinding = episode.Source == EpisodeSources.Finding;
        WriteEpisode(episode, TextsOf(evidence), isFinding ? EpisodicNode.Active : null);
    }

    private void WriteEndedFinding(Episode finding) =>
        WriteProperties(
            finding.NodeKey,
            new Property(EpisodicNode.Names.FindingState, EpisodicNode.Resolved),
            new Property(EpisodicNode.Names.ResolvedAt, Time(finding.ResolvedAt))
        );

    private void WriteResolved(Episode episode) =>
        WriteProperties(episode.NodeKey, new Property(EpisodicNode.Names.ResolvedAt, Time(episode.ResolvedAt)));

    private void WriteLogsSince(ResourceState resource) =>
        WriteProperties(resource.NodeKey, new Property(ResourceNode.Names.LogsSince, Time(resource.LogsSince)));

    private static string[] TextsOf(IReadOnlyList<Evidence> evidence) => [.. evidence.Select(item => item.ToString())];

    private static PropertyValue Time(DateTimeOffset? time) => time is { } value ? value : default(PropertyValue);

    private void WriteProperties(NodeKey node, params Property[] properties) =>
        Changes.Add(new UpsertNode(node, properties));

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
        Changes.Add(new UpsertNode(incident.NodeKey, node.ToProperties(withResources: incident.HasNewResources)));
        incident.HasNewResources = false;
    }

    private void WriteMerged(Incident from, Incident into)
    {
        foreach (var eventId in from.Causes.Keys.Order(StringComparer.Ordinal))
            DeleteCause(from, eventId);
        Changes.Add(new UpsertNode(from.NodeKey, IncidentNode.MergedProperties(into.Id)));
    }

    // A link to an incident may be made before the incident is written; so that it finds its node, the incident's is
    // written first.
    private void WriteMember(Incident incident, Episode error)
    {
        if (incident.Members.Count == 1)
            Write(incident);
        Changes.Add(new UpsertRelationship(new(GraphSchema.SameIncident, error.NodeKey, incident.NodeKey), None));
    }

    private void DeleteMember(Incident incident, Episode error) =>
        Changes.Add(new DeleteRelationship(new(GraphSchema.SameIncident, error.NodeKey, incident.NodeKey)));

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
        Changes.Add(
            new UpsertRelationship(
                CauseRelationship.KeyOf(link.EventId, incident.Id),
                createdAt is { } time
                    ? [.. properties, new Property(CauseRelationship.Names.CreatedAt, time)]
                    : properties
            )
        );
    }

    private void DeleteCause(Incident incident, string eventId) =>
        Changes.Add(new DeleteRelationship(CauseRelationship.KeyOf(eventId, incident.Id)));

    private void WriteEpisodic(EpisodicNode episode, ResourceState subject)
    {
        var key = EpisodicNode.KeyOf(episode.EventId);
        Changes.Add(new UpsertNode(key, episode.ToProperties()));
        Changes.Add(new UpsertRelationship(new(GraphSchema.About, key, subject.NodeKey), None));
    }

    private static ResourceId IdOf(ResourceState resource) =>
        new(resource.Cluster, resource.Kind, resource.Namespace, resource.Name);

    private static string? NameOf(CauseRole role) => role == CauseRole.None ? null : $"{role}";
}
