using System.Runtime.InteropServices;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// The incidents in memory, by id, by cause and by the namespaces that they have to do with, and what is still to be
/// done about each of them.
/// </summary>
internal sealed class IncidentSet
{
    private readonly Dictionary<string, Incident> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<Incident>> _byCause = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<Incident>> _byNamespace = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<Incident>> _byShared = new(StringComparer.Ordinal);

    public int Count => _byId.Count;

    public IReadOnlyCollection<Incident> All => _byId.Values;

    /// <summary>When the latest error of any incident was, even of one that is forgotten by now.</summary>
    public DateTimeOffset LatestErrorAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Those that have changed, in the order of their ids.</summary>
    public SortedSet<Incident> ToWrite { get; } =
        new(Comparer<Incident>.Create((left, right) => string.CompareOrdinal(left.Id, right.Id)));

    /// <summary>Those whose causes may be others by now.</summary>
    public HashSet<Incident> ToRank { get; } = [];

    /// <summary>Those that may have been mended, or may be so no more.</summary>
    public HashSet<Incident> ToResolve { get; } = [];

    /// <summary>Those that are <see cref="Incident.IsStale"/>.</summary>
    public HashSet<Incident> Stale { get; } = [];

    public Incident? Find(string id) => _byId.GetValueOrDefault(id);

    public bool Contains(Incident incident) => _byId.ContainsKey(incident.Id);

    /// <summary>The incidents that an episode is a cause of.</summary>
    public IReadOnlyCollection<Incident> CausedBy(string eventId) =>
        _byCause.TryGetValue(eventId, out var incidents) ? incidents : [];

    /// <summary>
    /// The incidents with an error or a culprit in a namespace, or that had one; of objects without a namespace, those
    /// of the empty one.
    /// </summary>
    public IReadOnlyCollection<Incident> In(string @namespace) =>
        _byNamespace.TryGetValue(@namespace, out var incidents) ? incidents : [];

    public void Add(Incident incident)
    {
        _byId[incident.Id] = incident;
        NoteError(incident.LastErrorAt);
        if (incident.IsStale)
            Stale.Add(incident);
        foreach (var place in incident.Namespaces)
            Place(incident, place);
    }

    /// <summary>Takes in that an incident has an error at a time.</summary>
    public void NoteError(DateTimeOffset time)
    {
        if (time > LatestErrorAt)
            LatestErrorAt = time;
    }

    /// <summary>Takes in that an incident has an object in error, or a culprit, in a namespace.</summary>
    public void Place(Incident incident, string @namespace) => Put(_byNamespace, @namespace, incident);

    /// <summary>The incidents with an error, or that had one, of what victims anywhere may share.</summary>
    public IReadOnlyCollection<Incident> Sharing(string shared) =>
        _byShared.TryGetValue(shared, out var incidents) ? incidents : [];

    /// <summary>Makes an error one of an incident.</summary>
    public void AddMember(Incident incident, Episode error)
    {
        error.Incident = incident;
        incident.Add(error);
        foreach (var shared in SharedTrouble.Of(error))
            if (incident.Shared.Add(shared))
                Put(_byShared, shared, incident);
    }

    /// <summary>Links an incident with a cause, in place of what was known of the same episode.</summary>
    public void SetCause(Incident incident, CauseLink link)
    {
        incident.Causes[link.EventId] = link;
        incident.NoteBlamed(link.Target.Name);
        Put(_byCause, link.EventId, incident);
        Place(incident, link.Target.Namespace ?? "");
        if (link.Workload is not { } workload)
            return;
        incident.NoteBlamed(workload.Name);
        if (workload.Namespace is { } @namespace)
            Place(incident, @namespace);
    }

    public void RemoveCause(Incident incident, string eventId)
    {
        incident.Causes.Remove(eventId);
        Take(_byCause, eventId, incident);
    }

    /// <summary>
    /// An edge near the incident has changed, or something else that its answers rest on. What happens after it was
    /// closed, such as the repair, changes nothing in what caused it.
    /// </summary>
    public void MarkStale(Incident incident)
    {
        if (incident.IsClosed || !Stale.Add(incident))
            return;
        incident.IsStale = true;
        ToWrite.Add(incident);
    }

    /// <summary>The incident is ranked again.</summary>
    public void Refresh(Incident incident)
    {
        incident.IsStale = false;
        Stale.Remove(incident);
    }

    /// <summary>Forgets an incident, and what was to be done about it.</summary>
    public void Remove(Incident incident)
    {
        _byId.Remove(incident.Id);
        foreach (var eventId in incident.Causes.Keys)
            Take(_byCause, eventId, incident);
        foreach (var shared in incident.Shared)
            Take(_byShared, shared, incident);
        foreach (var incidents in _byNamespace.Values)
            incidents.Remove(incident);
        ToWrite.Remove(incident);
        ToRank.Remove(incident);
        ToResolve.Remove(incident);
        Stale.Remove(incident);
    }

    private static void Put(Dictionary<string, HashSet<Incident>> index, string key, Incident incident)
    {
        ref var incidents = ref CollectionsMarshal.GetValueRefOrAddDefault(index, key, out _);
        (incidents ??= []).Add(incident);
    }

    private static void Take(Dictionary<string, HashSet<Incident>> index, string key, Incident incident)
    {
        if (index.TryGetValue(key, out var incidents) && incidents.Remove(incident) && incidents.Count == 0)
            index.Remove(key);
    }
}
