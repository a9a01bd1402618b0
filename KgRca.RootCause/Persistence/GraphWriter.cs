using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
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
            MemoryNode.KeyOf(resource.NodeKey),
            new Property(MemoryNode.Names.RemovedEdges, PropertyValue.NonEmpty([.. removed]))
        );
    }

    private void WritePending(ResourceState resource)
    {
        var pending = resource.Pending.Select(item =>
            $"{item.Value.DueAt.ToUnixTimeMilliseconds()} {(item.Value.IsPreexisting ? "old" : "new")} {item.Key}"
        );
        WriteProperties(
            MemoryNode.KeyOf(resource.NodeKey),
            new Property(MemoryNode.Names.Pending, PropertyValue.NonEmpty([.. pending]))
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
