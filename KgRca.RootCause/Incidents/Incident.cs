using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Episodes;

namespace KgRca.RootCause.Incidents;

/// <summary>Errors that belong together. Its members are those within the horizon; the counts are of all.</summary>
internal sealed class Incident(string id)
{
    private readonly HashSet<string> _resourceIdSet = new(StringComparer.Ordinal);
    private readonly List<string> _resourceIds = [];

    public string Id { get; } = id;

    public NodeKey NodeKey => new(GraphSchema.Incident, Id);

    public required DateTimeOffset StartedAt { get; set; }

    public required DateTimeOffset LastErrorAt { get; set; }

    public required Severity Severity { get; set; }

    public required string Title { get; set; }

    public int ErrorCount { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>How often it has begun: 1, and one more for each time that the same failed again after it was closed.</summary>
    public int Flares { get; set; } = 1;

    /// <summary>When it began the last time; <see cref="StartedAt"/> while it has begun only once.</summary>
    public DateTimeOffset? FlaredAt { get; set; }

    /// <summary>Whether all its errors are about nodes that were cordoned, or Pods on them.</summary>
    public bool IsMaintenance { get; set; }

    /// <summary>What is not known and might have said more, in sentences.</summary>
    public string[] Unknown { get; set; } = [];

    /// <summary>Whether edges have changed since the causes were ranked; they are ranked again with the next record that is not an edge.</summary>
    public bool IsStale { get; set; }

    public List<Episode> Members { get; } = [];

    /// <summary>The causes as they stand in the graph, by the id of their episode.</summary>
    public Dictionary<string, CauseLink> Causes { get; } = new(StringComparer.Ordinal);

    /// <summary>The objects in error, in the order in which they joined.</summary>
    public IReadOnlyList<string> ResourceIds => _resourceIds;

    /// <summary>Whether <see cref="ResourceIds"/> has grown since it was written.</summary>
    public bool HasNewResources { get; set; }

    public DateTimeOffset ClosesAt => LastErrorAt + EngineHorizon.Window;

    public void AddResource(string resourceId)
    {
        if (!_resourceIdSet.Add(resourceId)) return;
        _resourceIds.Add(resourceId);
        HasNewResources = true;
    }

    /// <summary>The older first; of two that began at once, the one with the lower id.</summary>
    public static int CompareAge(Incident left, Incident right) =>
        left.StartedAt != right.StartedAt ? left.StartedAt.CompareTo(right.StartedAt) : string.CompareOrdinal(left.Id, right.Id);
}
