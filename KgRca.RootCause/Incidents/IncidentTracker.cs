using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Keeps the incidents of the horizon. Says what news mean to them: errors go to the <see cref="ErrorIntake"/>, and by
/// all else those that it may change are marked, for the review at the record's end.
/// </summary>
internal sealed class IncidentTracker
{
    private const int MostCallers = 32;

    private readonly ClusterTopology _topology;
    private readonly IncidentSet _incidents;
    private readonly ErrorGrouping _grouping;
    private readonly ErrorIntake _intake;

    public IncidentTracker(
        ClusterTopology topology,
        IncidentSet incidents,
        ErrorGrouping grouping,
        Coverage coverage,
        EpisodeWindow window
    )
    {
        (_topology, _incidents, _grouping) = (topology, incidents, grouping);
        _intake = new ErrorIntake(topology, coverage, grouping);
        window.Forgotten += error => error.Incident?.Remove(error);
    }

    public int Count => _incidents.Count;

    /// <summary>Takes in an incident that stands in the graph.</summary>
    public void Restore(Incident incident) => _incidents.Add(incident);

    /// <summary>Takes in a cause of an incident that stands in the graph.</summary>
    public void Restore(Incident incident, CauseLink cause) => _incidents.SetCause(incident, cause);

    /// <summary>Takes in an error of an incident that stands in the graph.</summary>
    public void Restore(Incident incident, Episode error) => _incidents.AddMember(incident, error);

    /// <summary>Takes in an error that stands in the graph, once all alerts and incidents are known.</summary>
    public void Restore(Episode error) => _intake.Restore(error);

    /// <summary>Goes on from where an engine stopped whose watermark is known.</summary>
    public void Resume(DateTimeOffset watermark) => _intake.Resume(watermark);

    public Incident? Find(string id) => _incidents.Find(id);

    /// <summary>An error came, or one that is known has occurred again.</summary>
    public void AddError(Episode error) => _intake.Add(error);

    /// <summary>Alerts came: errors that have lasted for long enough by now begin incidents.</summary>
    public void OpenPending(DateTimeOffset asOf) => _intake.OpenPending(asOf);

    /// <summary>Something came that may be a cause of incidents around it.</summary>
    public void AddCandidate(Episode candidate)
    {
        if (_incidents.Count == 0 || HasEarlierLike(candidate))
            return;
        foreach (var neighbour in Neighbourhood.Of(candidate.Subject, _topology).Members)
        {
            foreach (var incident in IncidentsOf(neighbour.Resource.Errors))
                if (MayExplain(candidate, incident))
                    _incidents.ToRank.Add(incident);
        }
        foreach (var incident in OfCallers(candidate))
            if (MayExplain(candidate, incident))
                _incidents.ToRank.Add(incident);
        var around = _incidents
            .In(candidate.Subject.Namespace)
            .Where(incident => incident.HasNames && MayExplain(candidate, incident))
            .ToList();
        if (around.Count == 0)
            return;
        var parts = CallGraph.PartsOf(WorkloadLookup.Behind(candidate.Subject, _topology), _topology).ToList();
        foreach (var incident in around)
            if (parts.Exists(part => Concerns(incident, part)))
                _incidents.ToRank.Add(incident);
    }

    /// <summary>
    /// An episode is taken back: it is no cause of any incident, and an incident that has no other error goes with it.
    /// </summary>
    public void Withdraw(Episode episode)
    {
        foreach (var incident in _incidents.CausedBy(episode.EventId).ToList())
        {
            _incidents.RemoveCause(incident, episode.EventId);
            _incidents.ToRank.Add(incident);
        }
        if (episode.Incident is { } own)
            _grouping.Withdraw(episode, own);
    }

    /// <summary>
    /// What is known of a candidate has changed: the incidents that it is a cause of are ranked again.
    /// </summary>
    public void CandidateChanged(Episode candidate)
    {
        _incidents.ToRank.UnionWith(_incidents.CausedBy(candidate.EventId).Where(incident => !incident.IsClosed));
        if (candidate.Incident is { } own)
            _incidents.ToResolve.Add(own);
    }

    /// <summary>
    /// The state of an object has changed, and what its detectors find: incidents may be mended by it.
    /// </summary>
    public void StateChanged(ResourceState resource)
    {
        foreach (var incident in _incidents.In(resource.Namespace))
            if (Resolution.MayConcern(incident, resource))
                _incidents.ToResolve.Add(incident);
    }

    /// <summary>What is pending about an object has changed: incidents may know more, or less.</summary>
    public void PendingChanged(ResourceState resource)
    {
        foreach (var incident in _incidents.In(resource.Namespace))
            if (Coverage.Concerns(resource, incident, _topology))
                _incidents.ToWrite.Add(incident);
    }

    /// <summary>
    /// An edge came or went: incidents that it joins become one, and those near it are ranked again with the next
    /// record that is not an edge.
    /// </summary>
    public void EdgeChanged(EdgeState edge)
    {
        if (_incidents.Count == 0)
            return;
        var near = Neighbourhood
            .Of(edge.From, _topology)
            .Members.Select(member => member.Resource)
            .Where(resource => resource.Errors.Count > 0)
            .OrderBy(resource => resource.NodeKey.Key, StringComparer.Ordinal)
            .ToList();
        foreach (var incident in near.SelectMany(resource => IncidentsOf(resource.Errors)))
            _incidents.MarkStale(incident);
        _grouping.MergeAcross(near);
        if (edge.Type == EdgeType.RunsOn)
            _grouping.MergeVictims(edge.From);
    }

    /// <summary>Records of a sort came for the first time: what is unknown is written again.</summary>
    public void CoverageChanged() => _incidents.ToWrite.UnionWith(_incidents.All);

    /// <summary>
    /// Objects of a kind were seen for the first time: that others of it are absent now means something.
    /// </summary>
    public void KindSeen()
    {
        foreach (var incident in _incidents.All)
            _incidents.MarkStale(incident);
    }

    /// <summary>Lets the errors begin incidents that have lasted for long enough by a time, where it is time to look.</summary>
    public void OpenPendingIfDue(DateTimeOffset asOf) => _intake.OpenPendingIfDue(asOf);

    /// <summary>Whether an error of an incident is about an object, or names it.</summary>
    private static bool Concerns(Incident incident, ResourceState part) =>
        incident.Names(part.Name) || part.Kind == "Service" && incident.HasResource(part.NodeKey.Key);

    // Two steps up: the next caller may say nothing.
    private IEnumerable<Incident> OfCallers(Episode candidate)
    {
        if (!_topology.HasCalls)
            return [];
        var own = WorkloadLookup.Behind(candidate.Subject, _topology);
        var callers = CallGraph.Callers(own, _topology).Distinct().Take(MostCallers).ToList();
        var further = callers.SelectMany(caller => CallGraph.Callers(caller, _topology));
        return callers
            .Concat(further)
            .Distinct()
            .Take(MostCallers)
            .SelectMany(CallGraph.PodsOf)
            .SelectMany(pod => IncidentsOf(pod.Errors))
            .Distinct();
    }

    private static bool MayExplain(Episode candidate, Incident incident) =>
        candidate.Time >= incident.StartedAt - EngineHorizon.Window && candidate.Onset <= incident.LastErrorAt;

    /// <summary>Whether the like of it was there before, so that it changes no rank.</summary>
    private static bool HasEarlierLike(Episode candidate)
    {
        var candidates = candidate.Subject.Candidates;
        for (var i = candidates.Count - 1; i >= 0; i--)
        {
            var other = candidates[i];
            if (
                other != candidate
                && other.Reason == candidate.Reason
                && other.Assessment == candidate.Assessment
                && other.Onset <= candidate.Onset
                && candidate.Onset - other.Onset <= EngineHorizon.Window
            )
                return true;
        }
        return false;
    }

    private static IEnumerable<Incident> IncidentsOf(EpisodeList errors)
    {
        for (var i = 0; i < errors.Count; i++)
            if (errors[i].Incident is { } incident)
                yield return incident;
    }
}
