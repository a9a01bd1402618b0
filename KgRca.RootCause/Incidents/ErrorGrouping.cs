using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Puts errors that lie within the window and three hops of each other into one incident, and nodes that go together.
/// </summary>
internal sealed class ErrorGrouping(ClusterTopology topology, IncidentSet incidents)
{
    // An incident is critical, whatever its errors say of themselves, when this many workloads are in error.
    private const int WideWorkloads = 5;

    /// <summary>An error has become a member of an incident.</summary>
    public event Action<Incident, Episode>? MemberAdded;

    /// <summary>An error is a member of an incident no more.</summary>
    public event Action<Incident, Episode>? MemberRemoved;

    /// <summary>All errors of an incident were taken back, and it with them.</summary>
    public event Action<Incident>? Withdrawn;

    /// <summary>The first incident has become part of the second, its causes are none any more.</summary>
    public event Action<Incident, Incident>? Merged;

    /// <summary>
    /// The incidents that an error belongs to: those with an error within the window, on an object within reach.
    /// </summary>
    public List<Incident> Near(Episode error)
    {
        var near = new List<Incident>();
        if (incidents.Count == 0)
            return near;
        // The error before it on the same object has looked around already, and nothing has come since that it did not
        // see.
        if (
            error.Incident is not null
            && error.Time >= incidents.LatestErrorAt
            && Around(error.Subject, error.Time, error).FirstOrDefault()?.Incident is { } known
        )
            return [known];
        foreach (var neighbour in Neighbourhood.Of(error.Subject, topology).Members)
        {
            foreach (var other in Around(neighbour.Resource, error.Time, error))
                if (
                    other.Incident is { } incident
                    && !near.Contains(incident)
                    && Correlation.AreOne(error, other, neighbour, topology)
                )
                    near.Add(incident);
        }
        var others = NodeOutage.Near(error, topology).Concat(FailedDependency.Near(error, topology));
        // An error that came before has been compared with all that came before it, and what comes later with it.
        if (error.Incident is null)
            others = others
                .Concat(SharedTrouble.Near(error, incidents))
                .Concat(SharedServer.Near(error, topology))
                .Concat(OfNamed(error))
                .Concat(CallChains.Near(error, topology));
        foreach (var incident in others)
            if (!near.Contains(incident))
                near.Add(incident);
        near.RemoveAll(incident => LastingErrors.IsOlder(error, incident));
        return near;
    }

    /// <summary>The incidents of what an error names: who reports a failure has none of its own.</summary>
    private IEnumerable<Incident> OfNamed(Episode error) =>
        error.Source == EpisodeSources.Finding && error.Subject.Kind != "Node"
            ? []
            : RuleIndex
                .LedTo(error, topology)
                .SelectMany(named => Around(named, error.Time, error))
                .Select(other => other.Incident)
                .OfType<Incident>();

    /// <summary>
    /// Adds an error to the incident that those near it make together; where there are none, to the one in which the
    /// same has failed before, else to a new one.
    /// </summary>
    public void Add(Episode error, List<Incident> near)
    {
        // What a detector finds again may bear the id that it had before.
        if (near.Count == 0 && (LikeBefore(error) ?? incidents.Find(Incident.IdOf(error))) is { } before)
            near.Add(before);
        near.Sort(Incident.CompareAge);
        var isKnown = near.Count == 1 && HasLike(error, near[0]);
        var isNew = near.Count == 0;
        var incident = isNew ? Open(error) : near[0];
        foreach (var other in near.Skip(1))
            Merge(other, incident);
        if (!isNew && error.Incident is null && error.Time > incident.ClosesAt)
        {
            (incident.Reopenings, incident.ReopenedAt) = (incident.Reopenings + 1, error.Onset);
            incidents.ToRank.Add(incident);
        }
        if (error.Incident != incident)
            Join(error, incident);
        if (!isKnown || error.Onset < incident.StartedAt)
            incidents.ToRank.Add(incident);
        Extend(incident, error);
        incidents.ToWrite.Add(incident);
        incidents.ToResolve.Add(incident);
        if (isNew)
            Adopt(error, incident);
    }

    /// <summary>Whether the same workload failed in the same way in an incident.</summary>
    public bool HasAlike(Episode error, Incident incident) =>
        HasAlike(error, topology.WorkloadOf(error.Subject), incident);

    /// <summary>Makes one of the incidents that objects around an edge join.</summary>
    /// <param name="around">The objects with errors near the edge.</param>
    public void MergeAcross(List<ResourceState> around)
    {
        for (var i = 0; i < around.Count; i++)
        {
            var near = Neighbourhood.Of(around[i], topology);
            for (var j = i + 1; j < around.Count; j++)
                if (near.Find(around[j]) is { } neighbour)
                    MergeAcross(around[i], neighbour);
        }
    }

    /// <summary>
    /// Makes one of the incidents of a Pod and of those that suffer from its node as well, now that the node is known.
    /// </summary>
    public void MergeVictims(ResourceState pod)
    {
        for (var i = 0; i < pod.Errors.Count; i++)
            foreach (var theirs in SharedTrouble.Near(pod.Errors[i], incidents).ToList())
                MergeIfBoth(pod.Errors[i].Incident, theirs);
    }

    /// <summary>
    /// The incident, closed by now, in which the same workload failed in the same way within the engine's memory; null
    /// where there is none.
    /// </summary>
    private Incident? LikeBefore(Episode error)
    {
        var workload = topology.WorkloadOf(error.Subject);
        Incident? latest = null;
        // All objects of a workload are in its namespace, unless a cluster-wide resource owns them.
        var candidates =
            workload.Namespace == error.Subject.Namespace ? incidents.In(workload.Namespace) : incidents.All;
        foreach (var incident in candidates)
        {
            if (
                incident.LastErrorAt >= error.Time
                || incident.LastErrorAt < error.Time - EngineHorizon.Memory
                || !IsLater(incident, latest)
            )
                continue;
            if (HasAlike(error, workload, incident))
                latest = incident;
        }
        return latest;
    }

    private static bool IsLater(Incident incident, Incident? than) =>
        than is null
        || (
            incident.LastErrorAt != than.LastErrorAt
                ? incident.LastErrorAt > than.LastErrorAt
                : string.CompareOrdinal(incident.Id, than.Id) > 0
        );

    private bool HasAlike(Episode error, ResourceState workload, Incident incident) =>
        incident.Members.Any(member =>
            member.Reason == error.Reason && member != error && topology.WorkloadOf(member.Subject) == workload
        );

    /// <summary>
    /// Takes in the errors near one that has begun an incident which could not begin one themselves: whether they came
    /// before or after it must not matter.
    /// </summary>
    private void Adopt(Episode first, Incident incident)
    {
        foreach (var neighbour in Neighbourhood.Of(first.Subject, topology).Members)
        {
            var resource = neighbour.Resource;
            for (
                var i = resource.Errors.IndexAtOrAfter(first.Time - EngineHorizon.Window);
                i < resource.Errors.Count;
                i++
            )
            {
                var error = resource.Errors[i];
                if (error.Incident is not null || error.Time > first.Time + EngineHorizon.Window)
                    continue;
                if (!Correlation.AreOne(first, error, neighbour, topology) || LastingErrors.IsOlder(error, incident))
                    continue;
                Join(error, incident);
                Extend(incident, error);
            }
        }
    }

    /// <summary>Takes an error back; an incident that has no other goes with it.</summary>
    public void Withdraw(Episode error, Incident incident)
    {
        incident.Remove(error);
        incident.ErrorCount--;
        if (incident.ErrorCount <= 0)
        {
            incidents.Remove(incident);
            Withdrawn?.Invoke(incident);
            return;
        }
        incident.Shrink(error);
        incidents.ToRank.Add(incident);
        incidents.ToWrite.Add(incident);
        incidents.ToResolve.Add(incident);
    }

    private Incident Open(Episode error)
    {
        var incident = new Incident(Incident.IdOf(error))
        {
            StartedAt = error.Onset,
            LastErrorAt = error.Time,
            Severity = error.Severity,
            Title = IncidentTitle.Of(error, topology),
        };
        incidents.Add(incident);
        return incident;
    }

    private void Join(Episode error, Incident incident)
    {
        if (error.Incident is { } before)
        {
            before.Remove(error);
            MemberRemoved?.Invoke(before, error);
        }
        else
        {
            incident.ErrorCount++;
        }
        incidents.AddMember(incident, error);
        incident.AddResource(error.Subject.NodeKey.Key);
        incidents.Place(incident, error.Subject.Namespace);
        if (incident.HasNewResources && incident.Severity < Severity.Critical && IsWide(incident))
            incident.Severity = Severity.Critical;
        MemberAdded?.Invoke(incident, error);
        incidents.ToWrite.Add(incident);
    }

    private void Extend(Incident incident, Episode error)
    {
        incident.Extend(error.Onset, error.Time, error.Severity);
        incidents.NoteError(error.Time);
    }

    /// <summary>Whether so many workloads are in error that it is more than one team's trouble.</summary>
    private bool IsWide(Incident incident) =>
        incident.ResourceIds.Count >= WideWorkloads
        && incident.Members.Select(error => error.Subject).Distinct().Select(topology.WorkloadOf).Distinct().Count()
            >= WideWorkloads;

    private void Merge(Incident from, Incident into)
    {
        if (from == into)
            return;
        foreach (
            var member in from
                .Members.OrderBy(member => member.Time)
                .ThenBy(member => member.EventId, StringComparer.Ordinal)
                .ToList()
        )
            Join(member, into);
        into.ErrorCount += from.ErrorCount;
        foreach (var resourceId in from.ResourceIds)
            into.AddResource(resourceId);
        foreach (var place in from.Namespaces)
            incidents.Place(into, place);
        into.Extend(from.StartedAt, from.LastErrorAt, from.Severity);
        incidents.Remove(from);
        Merged?.Invoke(from, into);
        incidents.ToRank.Add(into);
        incidents.ToWrite.Add(into);
        incidents.ToResolve.Add(into);
    }

    private void MergeAcross(ResourceState left, Neighbour right)
    {
        for (var i = 0; i < left.Errors.Count; i++)
        {
            foreach (var other in Around(right.Resource, left.Errors[i].Time, null))
            {
                if (Correlation.AreOne(left.Errors[i], other, right, topology))
                    MergeIfBoth(left.Errors[i].Incident, other.Incident);
            }
        }
    }

    private void MergeIfBoth(Incident? mine, Incident? theirs)
    {
        if (mine is null || theirs is null || mine == theirs)
            return;
        var (older, newer) = Incident.CompareAge(mine, theirs) <= 0 ? (mine, theirs) : (theirs, mine);
        if (!older.IsOverBefore(newer.StartedAt))
            Merge(newer, older);
    }

    /// <summary>
    /// The errors on an object just before and just after a time, within the window of it. No others need be asked:
    /// errors on one object that are within the window of each other are one incident already.
    /// </summary>
    private static IEnumerable<Episode> Around(ResourceState resource, DateTimeOffset time, Episode? except)
    {
        var errors = resource.Errors;
        if (errors.Count == 0)
            yield break;
        var after = errors.IndexAtOrAfter(time);
        var before = after - 1;
        if (before >= 0 && errors[before] == except)
            before--;
        while (after < errors.Count && errors[after] == except)
            after++;
        if (before >= 0 && time - errors[before].Time <= EngineHorizon.Window)
            yield return errors[before];
        if (after < errors.Count && errors[after].Time - time <= EngineHorizon.Window)
            yield return errors[after];
    }

    /// <summary>
    /// Whether the incident has another error of this kind on this object, so that one more changes no rank.
    /// </summary>
    private static bool HasLike(Episode error, Incident incident)
    {
        var errors = error.Subject.Errors;
        for (var i = errors.Count - 1; i >= 0; i--)
            if (
                errors[i] != error
                && errors[i].Incident == incident
                && errors[i].Reason == error.Reason
                && errors[i].Onset <= error.Onset
            )
                return true;
        return error.Incident == incident;
    }
}
