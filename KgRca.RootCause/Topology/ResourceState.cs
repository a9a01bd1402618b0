using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>One of several objects that had a name after each other.</summary>
/// <param name="Uid">Its uid; empty where no record has told it.</param>
/// <param name="FirstObservedAt">When it was first seen.</param>
/// <param name="ObservedAt">When it was last seen.</param>
internal sealed record Incarnation(string Uid, DateTimeOffset FirstObservedAt, DateTimeOffset ObservedAt)
{
    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static Incarnation Parse(string text) =>
        text.Split(' ', 3) is [var first, var last, var uid]
            ? new Incarnation(uid, TimeOf(first), TimeOf(last))
            : throw new InvalidDataException($"\"{text}\" is no incarnation that the engine has written.");

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{FirstObservedAt.ToUnixTimeMilliseconds()} {ObservedAt.ToUnixTimeMilliseconds()} {Uid}"
        );

    private static DateTimeOffset TimeOf(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}

/// <summary>A Kubernetes object as far as it is known: seen, gone, or only named by an event or an edge.</summary>
internal sealed class ResourceState(ResourceId id)
{
    private readonly List<EdgeState> _outgoing = [];
    private readonly List<EdgeState> _incoming = [];
    private readonly int _hash = id.GetHashCode();
    private JsonElement? _object;
    private List<object>? _read;

    public ResourceId Id { get; } = id;

    public NodeKey NodeKey { get; } = new(GraphSchema.Resource, id.ToString());

    public string Cluster => Id.Cluster;

    public string Kind => Id.Kind;

    public string Namespace => Id.Namespace;

    public string Name => Id.Name;

    /// <summary>How answers name it.</summary>
    public ObjectReference Reference => new(Kind, Name, Namespace.Length == 0 ? null : Namespace);

    public string? Uid { get; set; }

    /// <summary>
    /// Those that had its name before, the latest last. What a second agent still says of them, later than the first, is
    /// not about this one.
    /// </summary>
    public IReadOnlyList<Incarnation> Former { get; set; } = [];

    /// <summary>The object as last seen; null while it is only known by name, and once it is gone.</summary>
    public JsonElement? Object
    {
        get => _object;
        set => (_object, _read) = (value, null);
    }

    /// <summary>When the state was seen; null while the object is only known by name.</summary>
    public DateTimeOffset? ObservedAt { get; set; }

    /// <summary>
    /// The earliest time that it was seen at, as the one of its name that it is; null while it was not, and where that
    /// is not known any more.
    /// </summary>
    public DateTimeOffset? FirstObservedAt { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>When it was seen to be gone; null while it exists.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>
    /// Whether nobody saw it go: a complete listing does not have it. A later observation than its last one counts more.
    /// </summary>
    public bool IsPresumedGone { get; set; }

    /// <summary>The API group of its kind, empty for the core group; null where it is not there.</summary>
    public string? ApiGroup => Object?.Text("apiVersion") is { } version ? ListingScope.GroupOf(version) : null;

    /// <summary>
    /// The time of the first log line of it that was read, of whatever severity; null before, and once it is gone.
    /// </summary>
    public DateTimeOffset? LogsSince { get; set; }

    public bool Exists => ObservedAt is not null && DeletedAt is null;

    public IReadOnlyList<EdgeState> Outgoing => _outgoing;

    public IReadOnlyList<EdgeState> Incoming => _incoming;

    /// <summary>
    /// Edges that were seen to be gone, by type and end, with when. They keep a late, older observation from bringing
    /// the edge back.
    /// </summary>
    public SortedDictionary<string, DateTimeOffset> RemovedEdges { get; } = new(StringComparer.Ordinal);

    /// <summary>What is remembered about the object by the floors above; null while nothing is.</summary>
    public ResourceMemory? Memory { get; set; }

    /// <summary>
    /// What its detectors have found and may not be claimed yet, by cause: it has to last, or not everything that it
    /// rests on is known.
    /// </summary>
    public SortedDictionary<string, PendingFinding> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is known of it but its name, so that it can be forgotten.</summary>
    public bool IsForgettable =>
        ObservedAt is null && _outgoing.Count == 0 && _incoming.Count == 0 && RemovedEdges.Count == 0 && !HasEpisodes;

    /// <summary>Whether something about it is remembered.</summary>
    public bool HasEpisodes => Memory is { IsEmpty: false };

    /// <summary>
    /// Whether something was wrong with it, or changed in it, within the horizon, or it is not there. Kept by
    /// <see cref="ClusterTopology.Note"/>.
    /// </summary>
    public bool IsSuspect { get; set; } = true;

    /// <summary>
    /// Whether so much depends on it that the last look at it was not whole, and what was found before still stands.
    /// </summary>
    public bool IsTooWide { get; set; }

    /// <summary>Whether something was remembered of it when that was last asked; kept with
    /// <see cref="IsSuspect"/>.</summary>
    public bool IsRemembered { get; set; }

    /// <summary>The workloads that it calls, as of a version of the topology; null while nobody has asked.</summary>
    public (int Version, List<ResourceState> Workloads)? Callees { get; set; }

    /// <summary>Its neighbourhood as last computed, and the version of the topology that it holds for.</summary>
    public Neighbourhood? Neighbourhood { get; set; }

    /// <summary>What is made of its state, once for each state; null while none is known.</summary>
    /// <param name="make">Makes it. There is one maker for each type.</param>
    public T? Read<T>(Func<JsonElement, T> make)
        where T : class
    {
        if (_object is not { } item)
            return null;
        if (_read is not null)
            foreach (var known in _read)
                if (known is T found)
                    return found;
        var made = make(item);
        (_read ??= []).Add(made);
        return made;
    }

    internal void Attach(EdgeState edge)
    {
        if (edge.From == this)
            Insert(_outgoing, edge);
        if (edge.To == this)
            Insert(_incoming, edge);
    }

    // In an order of their own, not that of their coming: what is decided by the first of several must not depend on
    // it.
    private void Insert(List<EdgeState> edges, EdgeState edge)
    {
        var (low, high) = (0, edges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(edges[middle], edge) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        edges.Insert(low, edge);
    }

    private int Compare(EdgeState left, EdgeState right) =>
        left.Type != right.Type
            ? left.Type.CompareTo(right.Type)
            : string.CompareOrdinal(left.Other(this).NodeKey.Key, right.Other(this).NodeKey.Key);

    internal void Detach(EdgeState edge)
    {
        _outgoing.Remove(edge);
        _incoming.Remove(edge);
    }

    // Two are never equal; the hash is only kept because it is asked for so often.
    public override int GetHashCode() => _hash;

    public override string ToString() => NodeKey.Key;
}

/// <summary>What a higher floor remembers about an object. The topology only asks whether there is anything.</summary>
internal abstract class ResourceMemory
{
    /// <summary>Whether the object may be forgotten as far as this is concerned.</summary>
    public abstract bool IsEmpty { get; }
}
