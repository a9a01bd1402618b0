using KgRca.Contracts.Records;
using KgRca.RootCause.Episodes;
using KgRca.RootCause.Output;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Keeps the incidents of the horizon: puts errors that lie within the window and three hops of each other into one, closes what is quiet, and ranks
/// causes again when something came that may change them.
/// </summary>
internal sealed class IncidentTracker(ClusterTopology topology, GraphWriter writer, Verdicts verdicts, Coverage coverage)
{
    // An incident is critical, whatever its errors say of themselves, when this many workloads are in error.
    private const int WideWorkloads = 5;

    // How often the errors that wait are looked at, beside whenever alerts come.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly CauseRanker _ranker = new(topology, verdicts);
    private readonly SortedSet<Incident> _touched = new(Comparer<Incident>.Create((left, right) => string.CompareOrdinal(left.Id, right.Id)));
    private readonly HashSet<Incident> _toRank = [];
    private readonly HashSet<Incident> _toMend = [];
    private DateTimeOffset _looked;
    private DateTimeOffset _nextDue = DateTimeOffset.MinValue;
    private int _staleCount;
    private readonly IncidentSet _incidents = new();

    // Errors that are near no incident and may begin one once they have lasted for some time.
    private readonly SortedSet<Episode> _waiting = new(Comparer<Episode>.Create(
        (left, right) => left.Onset != right.Onset ? left.Onset.CompareTo(right.Onset) : string.CompareOrdinal(left.EventId, right.EventId)));

    public IReadOnlyCollection<Incident> Incidents => _incidents.All;

    /// <summary>Takes in an incident that stands in the graph.</summary>
    public void Restore(Incident incident)
    {
        _incidents.Add(incident);
        if (incident.IsStale) _staleCount++;
    }

    /// <summary>Takes in an error that stands in the graph, once all alerts and incidents are known.</summary>
    public void Restore(Episode error)
    {
        if (error.Incident is null && Holding.Applies(error) && !Holding.IsOver(error)) _waiting.Add(error);
    }

    /// <summary>Goes on from where an engine stopped whose watermark is known.</summary>
    public void Resume(DateTimeOffset watermark) => _looked = watermark;

    public Incident? Find(string id) => _incidents.Find(id);

    /// <summary>An error came, or one that is known has occurred again.</summary>
    public void AddError(Episode error)
    {
        var near = IncidentsNear(error);
        near.RemoveAll(incident => incident.IsOverBefore(error.Onset) && !HasAlike(error, incident));
        if (error.Incident is { } own && !near.Contains(own)) near.Add(own);
        if (near.Count == 0 && (!coverage.MayBegin(error) || Upkeep.IsExpected(error)) && !IsExplained(error)) return;
        if (near.Count == 0 && Holding.Applies(error)) _waiting.Add(error);
        else AddError(error, near);
    }

    /// <summary>Lets the errors begin incidents that have lasted for long enough by a time, and forgets those that did not.</summary>
    public void BeginHeld(DateTimeOffset asOf)
    {
        _looked = asOf;
        if (_waiting.Count == 0) return;
        foreach (var error in _waiting.ToArray())
        {
            var hasHeld = Holding.HasHeld(error, asOf, topology);
            if (!hasHeld && !Holding.IsOver(error)) continue;
            _waiting.Remove(error);
            if (hasHeld && error.Incident is null) AddError(error, IncidentsNear(error));
        }
    }

    private void AddError(Episode error, List<Incident> near)
    {
        // What a detector finds again may bear the id that it had before.
        if (near.Count == 0 && (LikeBefore(error) ?? _incidents.Find(Incident.IdOf(error))) is { } before) near.Add(before);
        near.Sort(Incident.CompareAge);
        var isKnown = near.Count == 1 && HasLike(error, near[0]);
        var isNew = near.Count == 0;
        var incident = isNew ? Open(error) : near[0];
        foreach (var other in near.Skip(1)) Merge(other, incident);
        if (!isNew && error.Incident is null && error.Time > incident.ClosesAt)
        {
            (incident.Flares, incident.FlaredAt) = (incident.Flares + 1, error.Onset);
            _toRank.Add(incident);
        }
        if (error.Incident != incident) Join(error, incident);
        incident.LastErrorAt = Later(incident.LastErrorAt, error.Time);
        if (!isKnown || error.Onset < incident.StartedAt) _toRank.Add(incident);
        if (error.Onset < incident.StartedAt) incident.StartedAt = error.Onset;
        if (error.Severity > incident.Severity) incident.Severity = error.Severity;
        _touched.Add(incident);
        _toMend.Add(incident);
        if (isNew) Adopt(error, incident);
    }

    /// <summary>The incident, closed by now, in which the same workload failed in the same way within the engine's memory; null where there is none.</summary>
    private Incident? LikeBefore(Episode error)
    {
        if (_incidents.Count == 0) return null;
        return _incidents.All.Where(incident => incident.LastErrorAt < error.Time && incident.LastErrorAt >= error.Time - EngineHorizon.Memory && HasAlike(error, incident))
            .MaxBy(incident => (incident.LastErrorAt, incident.Id), Comparer<(DateTimeOffset, string)>.Create(
                (left, right) => left.Item1 != right.Item1 ? left.Item1.CompareTo(right.Item1) : string.CompareOrdinal(left.Item2, right.Item2)));
    }

    /// <summary>Whether the same workload failed in the same way in an incident.</summary>
    private bool HasAlike(Episode error, Incident incident)
    {
        var workload = topology.WorkloadOf(error.Subject);
        return incident.Members.Exists(member => member.Reason == error.Reason && member != error && topology.WorkloadOf(member.Subject) == workload);
    }

    /// <summary>Takes in the errors near one that has begun an incident which could not begin one themselves: whether they came before or after it must not matter.</summary>
    private void Adopt(Episode first, Incident incident)
    {
        foreach (var (resource, _) in Neighbourhood.Of(first.Subject, topology).Members)
        {
            for (var i = resource.Errors.IndexAtOrAfter(first.Time - EngineHorizon.Window); i < resource.Errors.Count; i++)
            {
                var error = resource.Errors[i];
                if (error.Incident is not null || error.Time > first.Time + EngineHorizon.Window) continue;
                Join(error, incident);
                incident.LastErrorAt = Later(incident.LastErrorAt, error.Time);
                if (error.Onset < incident.StartedAt) incident.StartedAt = error.Onset;
                if (error.Severity > incident.Severity) incident.Severity = error.Severity;
            }
        }
    }

    /// <summary>Something came that may be a cause of incidents around it.</summary>
    public void AddCandidate(Episode candidate)
    {
        if (_incidents.Count == 0 || HasEarlierLike(candidate)) return;
        foreach (var (resource, _) in Neighbourhood.Of(candidate.Subject, topology).Members)
        {
            for (var i = 0; i < resource.Errors.Count; i++)
            {
                if (resource.Errors[i].Incident is { } incident && MayExplain(candidate, incident)) _toRank.Add(incident);
            }
        }
    }

    /// <summary>What is known of a candidate has changed: the incidents that it is a cause of are ranked again.</summary>
    public void CandidateChanged(Episode candidate)
    {
        foreach (var incident in _incidents.All)
            if (incident.Causes.ContainsKey(candidate.EventId)) _toRank.Add(incident);
        if (candidate.Incident is { } own) _toMend.Add(own);
    }

    /// <summary>The state of an object has changed, and what its detectors find: incidents may be mended by it.</summary>
    public void StateChanged(ResourceState resource)
    {
        foreach (var incident in _incidents.In(resource.Namespace))
            if (Mending.MayConcern(incident, resource)) _toMend.Add(incident);
    }

    /// <summary>An edge came or went: incidents that it joins become one, and those near it are ranked again with the next record that is not an edge.</summary>
    public void EdgeChanged(EdgeState edge)
    {
        if (_incidents.Count == 0) return;
        var near = Neighbourhood.Of(edge.From, topology).Members.Where(member => member.Resource.Errors.Count > 0)
            .OrderBy(member => member.Resource.NodeKey.Key, StringComparer.Ordinal).ToList();
        foreach (var incident in near.Select(member => member.Resource.Errors).SelectMany(IncidentsOf).Distinct()) MarkStale(incident);
        for (var i = 0; i < near.Count; i++)
        {
            for (var j = i + 1; j < near.Count; j++)
                if (near[i].Hops + near[j].Hops <= Neighbourhood.MaxHops) MergeAcross(near[i].Resource, near[j].Resource);
        }
    }

    /// <summary>Objects of a kind were seen for the first time: that others of it are absent now means something.</summary>
    public void KindSeen()
    {
        foreach (var incident in _incidents.All) MarkStale(incident);
    }

    /// <summary>An object was seen in a new state: what it may speak against is ranked again.</summary>
    /// <param name="resource">The object.</param>
    /// <param name="isNew">Whether it was not there before.</param>
    public void ObjectSeen(ResourceState resource, bool isNew)
    {
        foreach (var incident in _incidents.In(resource.Namespace))
        {
            if (incident.IsStale) continue;
            foreach (var link in incident.Causes.Values)
            {
                if (!Recovery.MayConcern(link.Cause, link.Culprit, resource, isNew)) continue;
                MarkStale(incident);
                break;
            }
        }
    }

    private void MarkStale(Incident incident)
    {
        if (incident.IsStale) return;
        incident.IsStale = true;
        _staleCount++;
        _touched.Add(incident);
    }

    /// <summary>Closes and forgets incidents as the time of events says. Looks at them only when one is due.</summary>
    public void Advance(DateTimeOffset watermark)
    {
        if (watermark <= _nextDue) return;
        _nextDue = DateTimeOffset.MaxValue;
        List<Incident>? forgotten = null;
        foreach (var incident in _incidents.All)
        {
            if (incident.LastErrorAt < watermark - EngineHorizon.Memory) (forgotten ??= []).Add(incident);
            else SetClosed(incident, watermark);
        }
        foreach (var incident in forgotten ?? []) Remove(incident);
    }

    private void Remove(Incident incident)
    {
        _incidents.Remove(incident);
        _toMend.Remove(incident);
        if (incident.IsStale) _staleCount--;
    }

    private void SetClosed(Incident incident, DateTimeOffset watermark)
    {
        if (incident.IsClosed != watermark > incident.ClosesAt)
        {
            incident.IsClosed = !incident.IsClosed;
            _touched.Add(incident);
        }
        var due = incident.IsClosed ? incident.LastErrorAt + EngineHorizon.Memory : incident.ClosesAt;
        if (due < _nextDue) _nextDue = due;
    }

    /// <summary>Closes the incidents that are quiet as of a time; none is opened again.</summary>
    public void CloseQuiet(DateTimeOffset asOf)
    {
        foreach (var incident in _incidents.All)
        {
            if (incident.IsClosed || asOf <= incident.ClosesAt) continue;
            incident.IsClosed = true;
            _touched.Add(incident);
        }
    }

    /// <summary>Ranks causes where that is due, and writes what has changed.</summary>
    /// <param name="watermark">The latest event time.</param>
    /// <param name="asOf">The time that decides what is closed: the watermark, or a later one while no record comes.</param>
    /// <param name="rankStale">Whether incidents near changed edges are ranked now.</param>
    public void Flush(DateTimeOffset watermark, DateTimeOffset asOf, bool rankStale)
    {
        if (asOf.UtcTicks / Look.Ticks != _looked.UtcTicks / Look.Ticks) BeginHeld(asOf);
        Mend(watermark);
        if (_touched.Count > 0 || _toRank.Count > 0 || rankStale && _staleCount > 0) FlushTouched(watermark, asOf, rankStale);
    }

    private void Mend(DateTimeOffset watermark)
    {
        foreach (var incident in _toMend)
        {
            var isMended = Mending.IsMended(incident, topology);
            if (isMended == incident.MendedAt is not null) continue;
            incident.MendedAt = isMended ? watermark : null;
            _touched.Add(incident);
        }
        _toMend.Clear();
    }

    private void FlushTouched(DateTimeOffset watermark, DateTimeOffset asOf, bool rankStale)
    {
        if (rankStale)
        {
            foreach (var incident in _incidents.All)
                if (incident.IsStale) _toRank.Add(incident);
        }
        foreach (var incident in _toRank)
        {
            if (incident.IsStale) _staleCount--;
            incident.IsStale = false;
            _touched.Add(incident);
        }
        foreach (var incident in _touched.ToArray())
        {
            if (!_incidents.Contains(incident)) continue;
            SetClosed(incident, asOf);
            var ranked = _toRank.Contains(incident) ? _ranker.Rank(incident) : null;
            if (ranked is not null) (incident.Title, incident.Unknown, incident.IsMaintenance) = (IncidentTitle.Of(incident, ranked, topology), coverage.Gaps(incident, topology), Upkeep.IsOfMaintenance(incident));
            writer.Write(incident);
            if (ranked is not null) Replace(incident, ranked, watermark);
        }
        _touched.Clear();
        _toRank.Clear();
    }

    private void Replace(Incident incident, List<CauseLink> ranked, DateTimeOffset watermark)
    {
        var kept = ranked.Select(link => link.EventId).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in incident.Causes.Keys.Where(id => !kept.Contains(id)).Order(StringComparer.Ordinal).ToList())
        {
            incident.Causes.Remove(gone);
            writer.DeleteCause(incident, gone);
        }
        foreach (var link in ranked)
        {
            var isNew = !incident.Causes.TryGetValue(link.EventId, out var old);
            if (old is not null && old.SameAs(link)) continue;
            incident.Causes[link.EventId] = link;
            writer.WriteCause(incident, link, isNew ? watermark : null);
        }
        _incidents.Place(incident);
    }

    private Incident Open(Episode error)
    {
        var incident = new Incident(Incident.IdOf(error))
        {
            StartedAt = error.Onset, LastErrorAt = error.Time, Severity = error.Severity, Title = IncidentTitle.Of(error, topology),
        };
        _incidents.Add(incident);
        return incident;
    }

    private void Join(Episode error, Incident incident)
    {
        if (error.Incident is { } before)
        {
            before.Members.Remove(error);
            writer.DeleteMember(before, error);
        }
        else
        {
            incident.ErrorCount++;
        }
        error.Incident = incident;
        incident.Members.Add(error);
        incident.AddResource(error.Subject.NodeKey.Key);
        _incidents.Place(incident);
        if (incident.HasNewResources && incident.Severity < Severity.Critical && IsWide(incident)) incident.Severity = Severity.Critical;
        writer.WriteMember(incident, error);
        _touched.Add(incident);
    }

    /// <summary>Whether so many workloads are in error that it is more than one team's trouble.</summary>
    private bool IsWide(Incident incident) =>
        incident.ResourceIds.Count >= WideWorkloads && incident.Members.Select(error => error.Subject).Distinct().Select(topology.WorkloadOf).Distinct().Count() >= WideWorkloads;

    private void Merge(Incident from, Incident into)
    {
        if (from == into) return;
        foreach (var member in from.Members.OrderBy(member => member.Time).ThenBy(member => member.EventId, StringComparer.Ordinal).ToList()) Join(member, into);
        into.ErrorCount += from.ErrorCount;
        foreach (var resourceId in from.ResourceIds) into.AddResource(resourceId);
        _incidents.Place(into);
        if (from.StartedAt < into.StartedAt) into.StartedAt = from.StartedAt;
        into.LastErrorAt = Later(into.LastErrorAt, from.LastErrorAt);
        if (from.Severity > into.Severity) into.Severity = from.Severity;
        foreach (var eventId in from.Causes.Keys.Order(StringComparer.Ordinal)) writer.DeleteCause(from, eventId);
        Remove(from);
        _toRank.Remove(from);
        _touched.Remove(from);
        _toMend.Remove(from);
        writer.WriteMerged(from, into);
        _toRank.Add(into);
        _touched.Add(into);
        _toMend.Add(into);
    }

    private void MergeAcross(ResourceState left, ResourceState right)
    {
        for (var i = 0; i < left.Errors.Count; i++)
        {
            foreach (var other in Around(right, left.Errors[i].Time, null))
            {
                if (left.Errors[i].Incident is not { } mine || other.Incident is not { } theirs || mine == theirs) continue;
                var (older, newer) = Incident.CompareAge(mine, theirs) <= 0 ? (mine, theirs) : (theirs, mine);
                if (older.IsOverBefore(newer.StartedAt)) continue;
                Merge(newer, older);
            }
        }
    }

    /// <summary>The incidents that an error belongs to: those with an error within the window, on an object within reach.</summary>
    private List<Incident> IncidentsNear(Episode error)
    {
        var near = new List<Incident>();
        if (_incidents.Count == 0) return near;
        // The error before it on the same object has looked around already, and nothing has come since that it did not see.
        var isNewest = _incidents.All.All(incident => incident.LastErrorAt <= error.Time);
        if (isNewest && Around(error.Subject, error.Time, error).FirstOrDefault()?.Incident is { } known) return [known];
        foreach (var (resource, _) in Neighbourhood.Of(error.Subject, topology).Members)
        {
            foreach (var other in Around(resource, error.Time, error))
                if (other.Incident is { } incident && !near.Contains(incident)) near.Add(incident);
        }
        return near;
    }

    /// <summary>
    /// The errors on an object just before and just after a time, within the window of it. No others need be asked: errors on one object that are within the
    /// window of each other are one incident already.
    /// </summary>
    private static IEnumerable<Episode> Around(ResourceState resource, DateTimeOffset time, Episode? except)
    {
        var errors = resource.Errors;
        if (errors.Count == 0) yield break;
        var after = errors.IndexAtOrAfter(time);
        var before = after - 1;
        if (before >= 0 && errors[before] == except) before--;
        while (after < errors.Count && errors[after] == except) after++;
        if (before >= 0 && time - errors[before].Time <= EngineHorizon.Window) yield return errors[before];
        if (after < errors.Count && errors[after].Time - time <= EngineHorizon.Window) yield return errors[after];
    }

    /// <summary>Whether something is known that a log line by itself would follow from: what it says, or what a detector has found near it.</summary>
    private bool IsExplained(Episode line) =>
        line.Assessment is { Role: CauseRole.Origin, Cause: not Causes.ApplicationError } || line.Assessment.Cause == Causes.DependencyUnavailable && !Recovery.IsKnownName(line, topology) ||
        Neighbourhood.Of(line.Subject, topology).Members.Any(member => member.Resource.ActiveFindings.Exists(finding => finding.Assessment.Role == CauseRole.Origin));

    private static bool MayExplain(Episode candidate, Incident incident) =>
        candidate.Time >= incident.StartedAt - EngineHorizon.Window && candidate.Onset <= incident.LastErrorAt;

    /// <summary>Whether the incident has another error of this kind on this object, so that one more changes no rank.</summary>
    private static bool HasLike(Episode error, Incident incident)
    {
        var errors = error.Subject.Errors;
        for (var i = errors.Count - 1; i >= 0; i--)
            if (errors[i] != error && errors[i].Incident == incident && errors[i].Reason == error.Reason && errors[i].Onset <= error.Onset) return true;
        return error.Incident == incident;
    }

    /// <summary>Whether the like of it was there before, so that it changes no rank.</summary>
    private static bool HasEarlierLike(Episode candidate)
    {
        var candidates = candidate.Subject.Candidates;
        for (var i = candidates.Count - 1; i >= 0; i--)
        {
            var other = candidates[i];
            if (other != candidate && other.Reason == candidate.Reason && other.Assessment == candidate.Assessment && other.Onset <= candidate.Onset &&
                candidate.Onset - other.Onset <= EngineHorizon.Window) return true;
        }
        return false;
    }

    private static IEnumerable<Incident> IncidentsOf(EpisodeList errors)
    {
        for (var i = 0; i < errors.Count; i++)
            if (errors[i].Incident is { } incident) yield return incident;
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
