using KgRca.RootCause.Incidents;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// Closes and forgets incidents that are quiet, notes which are mended, ranks causes again where that is due, and
/// writes what has changed.
/// </summary>
internal sealed class IncidentReview(
    ClusterTopology topology,
    Verdicts verdicts,
    Coverage coverage,
    IncidentSet incidents
)
{
    private const string TooMuch =
        "So much is related to this incident that not all of it was looked at for its causes.";

    private readonly CauseRanker _ranker = new(topology, verdicts);
    private DateTimeOffset _nextDue = DateTimeOffset.MinValue;

    /// <summary>An incident has changed.</summary>
    public event Action<Incident>? IncidentChanged;

    /// <summary>A cause of an incident is new or has changed; with when it was first named, where it is new.</summary>
    public event Action<Incident, CauseLink, DateTimeOffset?>? CauseRanked;

    /// <summary>An episode, by its id, is a cause of an incident no more.</summary>
    public event Action<Incident, string>? CauseRemoved;

    /// <summary>An object was seen in a new state: what it may speak against is ranked again.</summary>
    /// <param name="resource">The object.</param>
    /// <param name="isNew">Whether it was not there before.</param>
    public void ObjectSeen(ResourceState resource, bool isNew)
    {
        foreach (var incident in incidents.In(resource.Namespace))
        {
            if (incident.IsStale || !isNew && !incident.HasBlamed(resource.Name))
                continue;
            foreach (var link in incident.Causes.Values)
            {
                if (
                    !Challenge.MayConcern(link.Cause, link.Target, resource, isNew)
                    && (link.Workload is null || !Challenge.MayConcern(link.Cause, link.Workload, resource, isNew))
                )
                    continue;
                incidents.MarkStale(incident);
                break;
            }
        }
    }

    /// <summary>Closes and forgets incidents as the time of events says. Looks at them only when one is due.</summary>
    public void Advance(DateTimeOffset watermark)
    {
        if (watermark <= _nextDue)
            return;
        _nextDue = DateTimeOffset.MaxValue;
        List<Incident>? forgotten = null;
        foreach (var incident in incidents.All)
        {
            if (incident.LastErrorAt < watermark - EngineHorizon.Memory)
                (forgotten ??= []).Add(incident);
            else
                SetClosed(incident, watermark);
        }
        foreach (var incident in forgotten ?? [])
            incidents.Remove(incident);
    }

    /// <summary>Closes the incidents that are quiet as of a time; none is opened again.</summary>
    public void CloseQuiet(DateTimeOffset asOf)
    {
        foreach (var incident in incidents.All)
        {
            if (incident.IsClosed || asOf <= incident.ClosesAt)
                continue;
            incident.IsClosed = true;
            incidents.ToWrite.Add(incident);
        }
    }

    /// <summary>Ranks causes where that is due, and writes what has changed.</summary>
    /// <param name="watermark">The latest event time.</param>
    /// <param name="asOf">The time that decides what is closed: the watermark, or a later one while no record
    /// comes.</param>
    /// <param name="rankStale">Whether incidents near changed edges are ranked now.</param>
    public void Flush(DateTimeOffset watermark, DateTimeOffset asOf, bool rankStale)
    {
        Resolve(watermark);
        if (rankStale && incidents.Stale.Count > 0)
            incidents.ToRank.UnionWith(incidents.Stale);
        foreach (var incident in incidents.ToRank)
        {
            incidents.Refresh(incident);
            incidents.ToWrite.Add(incident);
        }
        if (incidents.ToWrite.Count == 0)
            return;
        var due = incidents.ToWrite.ToArray();
        var done = 0;
        while (done < due.Length)
        {
            if (incidents.Contains(due[done]))
                Write(due[done], watermark, asOf);
            done++;
            if (topology.Effort.IsSpent)
                break;
        }
        incidents.ToWrite.Clear();
        // The others are written with the next record.
        incidents.ToWrite.UnionWith(due.AsSpan(done).ToArray());
        incidents.ToRank.IntersectWith(incidents.ToWrite);
    }

    private void Resolve(DateTimeOffset watermark)
    {
        foreach (var incident in incidents.ToResolve)
        {
            var isResolved = Resolution.IsResolved(incident, topology);
            if (isResolved == incident.ResolvedAt is not null)
                continue;
            incident.ResolvedAt = isResolved ? watermark : null;
            incidents.ToWrite.Add(incident);
        }
        incidents.ToResolve.Clear();
    }

    private void Write(Incident incident, DateTimeOffset watermark, DateTimeOffset asOf)
    {
        SetClosed(incident, asOf);
        if (!incidents.ToRank.Contains(incident))
        {
            incident.Unknown = UnknownOf(incident, incident.Causes.Values.MinBy(link => link.Rank)?.Cause);
            IncidentChanged?.Invoke(incident);
            return;
        }
        topology.Effort.BeginLook();
        var ranked = _ranker.Rank(incident);
        var isWhole = topology.Effort.EndLook();
        incident.Unknown = UnknownOf(incident, ranked.FirstOrDefault()?.Cause);
        if (!isWhole)
            incident.Unknown = [.. incident.Unknown, TooMuch];
        (incident.Title, incident.IsMaintenance) = (
            IncidentTitle.Of(incident, ranked, topology),
            Maintenance.IsOfMaintenance(incident)
        );
        IncidentChanged?.Invoke(incident);
        Replace(incident, ranked, watermark);
    }

    private string[] UnknownOf(Incident incident, string? cause) =>
        [.. coverage.Gaps(incident, topology), .. Wants.Of(incident, cause, topology)];

    private void SetClosed(Incident incident, DateTimeOffset watermark)
    {
        if (incident.IsClosed != watermark > incident.ClosesAt)
        {
            incident.IsClosed = !incident.IsClosed;
            incidents.ToWrite.Add(incident);
        }
        var due = incident.IsClosed ? incident.LastErrorAt + EngineHorizon.Memory : incident.ClosesAt;
        if (due < _nextDue)
            _nextDue = due;
    }

    private void Replace(Incident incident, List<CauseLink> ranked, DateTimeOffset watermark)
    {
        var kept = ranked.Select(link => link.EventId).ToHashSet(StringComparer.Ordinal);
        foreach (
            var gone in incident.Causes.Keys.Where(id => !kept.Contains(id)).Order(StringComparer.Ordinal).ToList()
        )
        {
            incidents.RemoveCause(incident, gone);
            CauseRemoved?.Invoke(incident, gone);
        }
        foreach (var link in ranked)
        {
            var isNew = !incident.Causes.TryGetValue(link.EventId, out var old);
            if (old is not null && old.SameAs(link))
                continue;
            incidents.SetCause(incident, link);
            CauseRanked?.Invoke(incident, link, isNew ? watermark : null);
        }
    }
}
