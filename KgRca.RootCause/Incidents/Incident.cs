using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Incidents;

/// <summary>Errors that belong together. Its members are those within the horizon; the counts are of all.</summary>
internal sealed class Incident(string id)
{
    private readonly HashSet<string> _resourceIdSet = new(StringComparer.Ordinal);
    private readonly List<string> _resourceIds = [];
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);
    private readonly List<Episode> _members = [];
    private readonly Dictionary<string, int> _peers = new(StringComparer.Ordinal);

    private readonly HashSet<string> _blamed = new(StringComparer.Ordinal);
    private bool _hasService;

    public string Id { get; } = id;

    /// <summary>The id of an incident that an error begins.</summary>
    public static string IdOf(Episode error) => StableHash.Id("inc", error.EventId);

    public NodeKey NodeKey => new(GraphSchema.Incident, Id);

    public required DateTimeOffset StartedAt { get; set; }

    public required DateTimeOffset LastErrorAt { get; set; }

    public required Severity Severity { get; set; }

    public required string Title { get; set; }

    public int ErrorCount { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>
    /// How often the same failed again after it was closed.
    /// </summary>
    public int Reopenings { get; set; }

    /// <summary>When it began the last time; <see cref="StartedAt"/> while it has begun only once.</summary>
    public DateTimeOffset? ReopenedAt { get; set; }

    /// <summary>Whether all its errors are about nodes that were cordoned, or Pods on them.</summary>
    public bool IsMaintenance { get; set; }

    /// <summary>What is not known and might have said more, in sentences.</summary>
    public string[] Unknown { get; set; } = [];

    /// <summary>
    /// Whether edges have changed since the causes were ranked; they are ranked again with the next record that is not
    /// an edge.
    /// </summary>
    public bool IsStale { get; set; }

    /// <summary>The errors.</summary>
    public IReadOnlyList<Episode> Members => _members;

    /// <summary>The causes as they stand in the graph, by the id of their episode.</summary>
    public Dictionary<string, CauseLink> Causes { get; } = new(StringComparer.Ordinal);

    /// <summary>The objects in error, in the order in which they joined.</summary>
    public IReadOnlyList<string> ResourceIds => _resourceIds;

    /// <summary>The namespaces of the objects in error.</summary>
    public IReadOnlyCollection<string> Namespaces => _namespaces;

    /// <summary>Whether <see cref="ResourceIds"/> has grown since it was written.</summary>
    public bool HasNewResources { get; set; }

    /// <summary>What its errors have or had to do with that victims anywhere may share, as the set finds it.</summary>
    public HashSet<string> Shared { get; } = new(StringComparer.Ordinal);

    /// <summary>Since when all its objects have been seen well; null while one is not, or nothing shows it.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>
    /// When it is over: a while after it was mended, and at the latest when it was quiet for the window.
    /// </summary>
    public DateTimeOffset ClosesAt =>
        ResolvedAt is { } mended && Settled(mended) < LastErrorAt + EngineHorizon.Window
            ? Settled(mended)
            : LastErrorAt + EngineHorizon.Window;

    /// <summary>Whether one of its errors says that a host of a name could not be reached.</summary>
    public bool Names(string peer) => _peers.ContainsKey(peer);

    /// <summary>
    /// Whether it may concern objects by their names alone: one of its errors names a host, or is about a Service.
    /// </summary>
    public bool HasNames => _peers.Count > 0 || _hasService;

    /// <summary>Takes in that a cause blames an object, or names a workload that suffers, by its name.</summary>
    public void NoteBlamed(string name) => _blamed.Add(name);

    /// <summary>Whether a cause blames, or blamed, an object of a name, or names it as what suffers.</summary>
    public bool HasBlamed(string name) => _blamed.Contains(name);

    /// <summary>Takes in an error.</summary>
    public void Add(Episode error)
    {
        _members.Add(error);
        if (error.Peer is { Length: > 0 } peer)
            _peers[peer] = _peers.GetValueOrDefault(peer) + 1;
    }

    /// <summary>Lets an error go, to another incident or out of memory.</summary>
    public void Remove(Episode error)
    {
        if (!_members.Remove(error) || error.Peer is not { Length: > 0 } peer)
            return;
        if (--_peers[peer] == 0)
            _peers.Remove(peer);
    }

    /// <summary>Whether one of its errors is about an object.</summary>
    public bool HasResource(string resourceId) => _resourceIdSet.Contains(resourceId);

    /// <summary>Whether one of its errors is about an object of a namespace.</summary>
    public bool IsIn(string @namespace) => _namespaces.Contains(@namespace);

    /// <summary>Whether it was mended, and over, before something else began.</summary>
    public bool IsOverBefore(DateTimeOffset onset) => ResolvedAt is not null && onset > ClosesAt;

    public void AddResource(string resourceId)
    {
        if (!_resourceIdSet.Add(resourceId))
            return;
        if (ResourceId.TryParse(resourceId, out var id))
        {
            _namespaces.Add(id.Namespace);
            _hasService |= id.Kind == "Service";
        }
        _resourceIds.Add(resourceId);
        HasNewResources = true;
    }

    /// <summary>
    /// Takes in that something belongs to it which began at a time, was last seen at another, and is so severe.
    /// </summary>
    public void Extend(DateTimeOffset onset, DateTimeOffset last, Severity severity)
    {
        if (onset < StartedAt)
            StartedAt = onset;
        if (last > LastErrorAt)
            LastErrorAt = last;
        if (severity > Severity)
            Severity = severity;
    }

    /// <summary>Takes in that one of its errors was taken back, where all others are remembered.</summary>
    public void Shrink(Episode withdrawn)
    {
        if (Members.Count == 0 || Members.Count < ErrorCount)
            return;
        StartedAt = Members.Min(error => error.Onset);
        LastErrorAt = Members.Max(error => error.Time);
        Severity = Members.Max(error => error.Severity);
        var id = withdrawn.Subject.NodeKey.Key;
        if (Members.Any(error => error.Subject == withdrawn.Subject) || !_resourceIdSet.Remove(id))
            return;
        _resourceIds.Remove(id);
        HasNewResources = true;
    }

    private DateTimeOffset Settled(DateTimeOffset mended) =>
        (mended > LastErrorAt ? mended : LastErrorAt) + EngineHorizon.Settling;

    /// <summary>The older first; of two that began at once, the one with the lower id.</summary>
    public static int CompareAge(Incident left, Incident right) =>
        left.StartedAt != right.StartedAt
            ? left.StartedAt.CompareTo(right.StartedAt)
            : string.CompareOrdinal(left.Id, right.Id);
}

/// <summary>Reads the group of an episode as its incident.</summary>
internal static class IncidentOfEpisode
{
    extension(Episode episode)
    {
        /// <summary>The incident that it is an error of.</summary>
        public Incident? Incident
        {
            get => (Incident?)episode.Group;
            set => episode.Group = value;
        }
    }
}
