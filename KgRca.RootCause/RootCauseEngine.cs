using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Persistence;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.ControlPlane;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause;

/// <summary>
/// One tenant's way from records to causes: records in, changes of the graph out. Deterministic, and with no memory
/// that the graph does not have: an engine that is rebuilt by <see cref="Restore"/> goes on as if it had never stopped.
/// Not thread-safe.
/// </summary>
public sealed class RootCauseEngine
{
    private readonly ClusterTopology _topology;
    private readonly GraphWriter _writer = new();
    private readonly TopologyUpdater _updater;
    private readonly EpisodeWindow _window;
    private readonly IncidentTracker _incidents;
    private readonly IncidentReview _review;
    private readonly FindingTracker _findings;
    private readonly FollowedLines _lines = new();
    private readonly LogAbsenceDetector _logAbsences;
    private readonly Verdicts _verdicts = new();
    private readonly Coverage _coverage = new();
    private readonly EpisodeRecorder _recorder;

    /// <summary>An engine that knows nothing yet.</summary>
    public RootCauseEngine()
        : this(new Effort()) { }

    internal RootCauseEngine(Effort effort)
    {
        _topology = new ClusterTopology(effort);
        _updater = new TopologyUpdater(_topology);
        _window = new EpisodeWindow(_topology);
        _recorder = new EpisodeRecorder(_topology, _updater, _window);
        _logAbsences = new LogAbsenceDetector(_lines, _recorder, _topology);
        _findings = new FindingTracker(_topology, _recorder);
        var incidents = new IncidentSet();
        var grouping = new ErrorGrouping(_topology, incidents);
        _incidents = new IncidentTracker(_topology, incidents, grouping, _coverage, _window);
        _review = new IncidentReview(_topology, _verdicts, _coverage, incidents);
        _recorder.ErrorAdded += _incidents.AddError;
        _recorder.CandidateAdded += _incidents.AddCandidate;
        _recorder.CandidateChanged += _incidents.CandidateChanged;
        _recorder.Withdrawn += _incidents.Withdraw;
        _findings.PendingChanged += _incidents.PendingChanged;
        _writer.Follow(_updater);
        _writer.Follow(_recorder);
        _writer.Follow(_logAbsences);
        _writer.Follow(_findings);
        var incidentWriter = new IncidentWriter(_writer);
        incidentWriter.Follow(grouping);
        incidentWriter.Follow(_review);
    }

    /// <summary>The node that <see cref="WriteState"/> writes: one for each engine of a graph.</summary>
    public NodeKey StateKey { get; init; } = EngineNode.Key;

    /// <summary>The latest event time of anything that was stored; null while nothing was.</summary>
    public DateTimeOffset? Watermark { get; private set; }

    /// <summary>How many objects are in memory.</summary>
    public int Resources => _topology.Count;

    /// <summary>
    /// How many incidents are in memory: those with an error within <see cref="EngineHorizon.Memory"/>.
    /// </summary>
    public int Incidents => _incidents.Count;

    /// <summary>Rebuilds the state from a graph. To be called once, before anything else.</summary>
    /// <param name="state">What of the graph the engine needs.</param>
    public void Restore(EngineState state)
    {
        StateRestorer.Restore(state, _topology, _updater, _window, _incidents, _lines);
        var engine = EngineNode.From(state.Engine);
        _coverage.Restore(engine);
        _topology.Backlog.Restore(engine.Backlog, state.Watermark);
        Watermark = state.Watermark;
        _incidents.Resume(state.Watermark);
        _topology.Now = state.Watermark;
        _findings.Resume();
    }

    /// <summary>
    /// Takes in what operators have said of earlier causes, which moves the order of those that are ranked from now on,
    /// by <c>RankWeights</c>.
    /// </summary>
    /// <param name="feedback">All nodes labelled <see cref="GraphSchema.Feedback"/>. They replace those of the call
    /// before.</param>
    public void Learn(IEnumerable<Node> feedback) => _verdicts.Learn(feedback);

    /// <summary>
    /// Adds what the graph must keep beside the changes of records, so that the engine can be rebuilt from it. To be
    /// called once for each batch that is committed.
    /// </summary>
    public void WriteState(ICollection<GraphChange> changes)
    {
        _lines.Write(changes);
        if (Watermark is { } watermark)
            changes.Add(
                new UpsertNode(
                    StateKey,
                    (_coverage.ToNode(watermark) with { Backlog = _topology.Backlog.ToStrings() }).ToProperties()
                )
            );
    }

    /// <summary>Takes a record in.</summary>
    /// <param name="record">The record.</param>
    /// <param name="changes">Gets what changes in the graph, to be applied in order.</param>
    public void Process(WireRecord record, ICollection<GraphChange> changes)
    {
        _writer.Changes = changes;
        _topology.Effort.BeginRecord();
        switch (record)
        {
            case Event { Source: EventSource.K8sLog, Severity: < Severity.Warning } line
                when !ClusterLogs.IsLastWord(line.Message) && !DecisiveLines.IsOne(line.Message):
                Follow(line);
                break;
            case Event item:
                Advance(_recorder.Record(item, Cutoff, out var made));
                if (item.Reason == Preemption.Reason)
                    _findings.PodPreempted(item, Cutoff);
                else if (made is { IsCandidate: true })
                    _findings.EpisodeBegan(made, Cutoff);
                break;
            case AlertGroup group:
                foreach (var alert in group.Alerts)
                    Advance(_recorder.Record(alert, Cutoff));
                _incidents.OpenPending(group.ReceivedAt);
                break;
            case Resource resource:
                Observe(resource);
                EndUnlisted();
                break;
            case Listing listing:
                Observe(listing);
                EndUnlisted();
                break;
            case Edge edge:
                Observe(edge);
                break;
        }
        if (Watermark is not { } watermark)
            return;
        if (_coverage.Note(record, watermark))
            _incidents.CoverageChanged();
        if (RecordCluster.Of(record) is { } cluster)
            _topology.Backlog.NoteRecord(cluster, watermark);
        if (_topology.Backlog.TakeSettled(_topology.Now))
            _incidents.KindSeen();
        _findings.LookAgain(watermark, Cutoff);
        _logAbsences.Judge(watermark);
        _incidents.OpenPendingIfDue(watermark);
        _review.Flush(watermark, watermark, rankStale: record is not Edge);
    }

    /// <summary>
    /// Closes incidents whose last error lies more than the window before <paramref name="asOf"/>, and finds what has
    /// waited too long by then, for when no record comes that would say so. Changes nothing else.
    /// </summary>
    public void CloseQuiet(DateTimeOffset asOf, ICollection<GraphChange> changes)
    {
        if (Watermark is not { } watermark)
            return;
        _writer.Changes = changes;
        _topology.Effort.BeginRecord();
        _topology.Now = asOf;
        if (_topology.Backlog.TakeSettled(asOf))
            _incidents.KindSeen();
        _findings.LookAgain(asOf, Cutoff);
        _review.CloseQuiet(asOf);
        _incidents.OpenPendingIfDue(asOf);
        _review.Flush(watermark, asOf, rankStale: true);
    }

    private DateTimeOffset Cutoff =>
        Watermark is { } watermark ? watermark - EngineHorizon.Memory : DateTimeOffset.MinValue;

    private void Follow(Event line)
    {
        if (
            _recorder.NoteLogs(line) is { } pod
            && _logAbsences.Note(pod, line, line.EventTime > Watermark ? line.EventTime : Watermark ?? line.EventTime)
        )
            Advance(line.EventTime);
    }

    private void Observe(Resource record)
    {
        AdvanceIfNewest(record.ObservedAt);
        var wasSeen = _topology.IsObserved(record.Cluster, record.Reference().Kind);
        if (_updater.Apply(record, Cutoff) is not { } change)
            return;
        Advance(record.ObservedAt);
        foreach (var edge in change.Ended)
            _incidents.EdgeChanged(edge);
        StateChanged(change.Resource, change.Before, record.ObservedAt);
        if (!wasSeen)
        {
            _incidents.KindSeen();
            _findings.KindCompleted(record.Cluster, record.ObservedAt, Cutoff);
        }
        _updater.Prune(Cutoff);
    }

    private void Observe(Listing record)
    {
        AdvanceIfNewest(record.ObservedAt);
        if (_updater.Apply(record))
            Advance(record.ObservedAt);
    }

    // A kind has become complete, by its listing or by the last of its objects: what the listing does not have is gone.
    private void EndUnlisted()
    {
        while (_topology.Listings.NextCompleted() is { } listing)
        {
            foreach (var (resource, before) in _updater.EndUnlisted(listing))
                StateChanged(resource, before, listing.ObservedAt);
            _incidents.KindSeen();
            _findings.KindCompleted(listing.Scope.Cluster, _topology.Now, Cutoff);
            _updater.Prune(Cutoff);
        }
    }

    private void StateChanged(ResourceState resource, JsonElement? before, DateTimeOffset observedAt)
    {
        if (before is null || !resource.Exists)
            _lines.Forget(resource);
        _review.ObjectSeen(resource, before is null);
        _findings.ResourceChanged(resource, before, observedAt, Cutoff);
        _incidents.StateChanged(resource);
    }

    private void Observe(Edge record)
    {
        AdvanceIfNewest(record.ObservedAt);
        var (isNews, changed) = _updater.Apply(record, Cutoff);
        if (isNews)
            Advance(record.ObservedAt);
        if (changed is not { } edge)
            return;
        _incidents.EdgeChanged(edge);
        if (edge.Type == EdgeType.Calls)
            _findings.CallChanged(edge, record.ObservedAt, Cutoff);
    }

    // What is newer than all that is known is news for certain. What it makes too old is forgotten before it is looked
    // at, so that the record finds the same state whether it comes once or twice.
    private void AdvanceIfNewest(DateTimeOffset time)
    {
        if (Watermark is not null)
            Advance(time);
    }

    private void Advance(DateTimeOffset? time)
    {
        if (time is not { } value || value <= Watermark)
            return;
        Watermark = value;
        if (value > _topology.Now)
            _topology.Now = value;
        var cutoff = Cutoff;
        _window.Prune(cutoff);
        _updater.Prune(cutoff);
        _review.Advance(value);
    }
}
