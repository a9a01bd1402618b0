using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;

namespace KgRca.RootCause.Topology;

/// <summary>A tenant's objects and the edges between them.</summary>
internal sealed class ClusterTopology(Effort? effort = null)
{
    private const int MaxOwners = 8;

    private readonly Dictionary<ResourceId, ResourceState> _resources = [];
    private readonly SortedDictionary<string, int> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<(EdgeType, ResourceState, ResourceState), EdgeState> _edges = [];

    // By namespace, then name.
    private readonly Dictionary<
        (string Cluster, string Kind),
        SortedDictionary<string, SortedDictionary<string, ResourceState>>
    > _byKind = [];
    private readonly NamedObjects _named = new();
    private readonly PodLabels _podLabels = new();
    private readonly ServiceSelectors _selectors = new();
    private readonly RememberedObjects _remembered = new();
    private int _calls;

    /// <summary>
    /// Changes whenever an edge comes or goes, or something that is shared becomes suspect or is so no more.
    /// </summary>
    public int Version { get; private set; }

    /// <summary>How much is looked at.</summary>
    public Effort Effort { get; } = effort ?? new Effort();

    /// <summary>The search that neighbourhoods are found by.</summary>
    public BreadthFirstSearch Around { get; } = new();

    /// <summary>Which kinds are completely known.</summary>
    public Listings Listings { get; } = new();

    /// <summary>What time it is: that of the newest record, or later where none has come for a while.</summary>
    public DateTimeOffset Now { get; set; }

    public int Count => _resources.Count;

    /// <summary>Which clusters are still sending the objects that they already had.</summary>
    public ClusterBacklog Backlog { get; } = new();

    /// <summary>All objects, in no order.</summary>
    public IReadOnlyCollection<ResourceState> All => _resources.Values;

    public ResourceState? Find(ResourceId id) => _resources.GetValueOrDefault(id);

    public ResourceState? Find(string cluster, string kind, string @namespace, string name) =>
        Find(new ResourceId(cluster, kind, @namespace, name));

    /// <summary>The object, made if it is not yet known.</summary>
    public ResourceState GetOrAdd(ResourceId id, out bool added)
    {
        added = false;
        if (_resources.TryGetValue(id, out var resource))
            return resource;
        added = true;
        resource = new ResourceState(id);
        Keep(resource);
        return resource;
    }

    /// <summary>Makes an object that was seen findable by its kind, and a Pod by its labels. To be called whenever it is
    /// seen.</summary>
    public void Index(ResourceState resource)
    {
        var key = (resource.Cluster, resource.Kind);
        if (!_byKind.TryGetValue(key, out var ofKind))
            _byKind.Add(
                key,
                ofKind = new SortedDictionary<string, SortedDictionary<string, ResourceState>>(StringComparer.Ordinal)
            );
        if (!ofKind.TryGetValue(resource.Namespace, out var ofNamespace))
            ofKind.Add(
                resource.Namespace,
                ofNamespace = new SortedDictionary<string, ResourceState>(StringComparer.Ordinal)
            );
        if (ofNamespace.TryAdd(resource.Name, resource))
            _named.Add(resource);
        if (resource.Kind == "Pod")
            _podLabels.Note(resource);
        else if (resource.Kind == "Service")
            _selectors.Note(resource);
    }

    /// <summary>
    /// Forgets an object. It has no edges any more. One that was named anew since it was forgotten stays.
    /// </summary>
    public void Remove(ResourceState resource)
    {
        if (Find(resource.Id) != resource)
            return;
        _resources.Remove(resource.Id);
        _remembered.Note(resource, false);
        if (--_clusters[resource.Cluster] == 0)
            _clusters.Remove(resource.Cluster);
        if (
            !_byKind.TryGetValue((resource.Cluster, resource.Kind), out var ofKind)
            || !ofKind.TryGetValue(resource.Namespace, out var ofNamespace)
        )
            return;
        ofNamespace.Remove(resource.Name);
        _named.Remove(resource);
        _podLabels.Remove(resource);
        _selectors.Remove(resource);
        if (ofNamespace.Count == 0)
            ofKind.Remove(resource.Namespace);
        if (ofKind.Count == 0)
            _byKind.Remove((resource.Cluster, resource.Kind));
    }

    /// <summary>Keeps the bare name of an object that was removed, for the episodes that are about it.</summary>
    public void KeepName(ResourceState resource)
    {
        (resource.Uid, resource.Former, resource.Object) = (null, [], null);
        (resource.ObservedAt, resource.FirstObservedAt, resource.CreatedAt) = (null, null, null);
        (resource.DeletedAt, resource.IsPresumedGone) = (null, false);
        resource.IsSuspect = true;
        Keep(resource);
        _remembered.Note(resource, resource.HasEpisodes);
    }

    private void Keep(ResourceState resource)
    {
        _resources.Add(resource.Id, resource);
        _clusters[resource.Cluster] = _clusters.GetValueOrDefault(resource.Cluster) + 1;
    }

    /// <summary>
    /// Objects of a kind that exist, ordered by namespace and name; of all namespaces where
    /// <paramref name="namespace"/> is null. Costs what it gives.
    /// </summary>
    public IEnumerable<ResourceState> OfKind(string cluster, string kind, string? @namespace) =>
        Visit(SeenOfKind(cluster, kind, @namespace));

    /// <summary>As <see cref="OfKind(string, string, string?)"/>, with those that are gone but not forgotten.</summary>
    public IEnumerable<ResourceState> SeenOfKind(string cluster, string kind, string? @namespace)
    {
        if (!_byKind.TryGetValue((cluster, kind), out var ofKind))
            return [];
        if (@namespace is null)
            return ofKind.Values.SelectMany(ofNamespace => ofNamespace.Values);
        return ofKind.TryGetValue(@namespace, out var own) ? own.Values : [];
    }

    /// <summary>
    /// Objects of a kind that exist and whose name fits a pattern, ordered by namespace and name. Costs what it gives.
    /// </summary>
    public IEnumerable<ResourceState> Named(string cluster, NamePattern pattern) =>
        Visit(_named.Get(cluster, pattern, () => SeenOfKind(cluster, pattern.Kind, null)));

    /// <summary>
    /// Pods of a namespace that exist and may have a label, ordered by name: all that have it, and hardly any other.
    /// </summary>
    public IEnumerable<ResourceState> PodsLabelled(string cluster, string @namespace, string name, string? value) =>
        Visit(_podLabels.Get(cluster, @namespace, name, value));

    /// <summary>
    /// Services of a namespace that exist and whose selector matches labels, ordered by name. Costs what it gives.
    /// </summary>
    public List<ResourceState> ServicesSelecting(string cluster, string @namespace, LabelSet labels) =>
        _selectors.Selecting(cluster, @namespace, labels, Effort);

    /// <summary>
    /// Objects of a kind and namespace that exist and of which something is remembered, ordered by name: all with a
    /// finding are among them.
    /// </summary>
    public IEnumerable<ResourceState> Remembered(string cluster, string kind, string @namespace) =>
        Visit(_remembered.Get(cluster, kind, @namespace));

    // Those that exist, as many as there is room for.
    private IEnumerable<ResourceState> Visit(IEnumerable<ResourceState> resources)
    {
        foreach (var resource in resources)
        {
            if (!Effort.TryVisit())
                yield break;
            if (resource.Exists)
                yield return resource;
        }
    }

    /// <summary>Whether anything is known to call anything.</summary>
    public bool HasCalls => _calls > 0;

    /// <summary>The kinds of which a cluster has, or had, objects.</summary>
    public IEnumerable<string> KindsIn(string cluster) =>
        _byKind.Keys.Where(key => key.Cluster == cluster).Select(key => key.Kind).Order(StringComparer.Ordinal);

    /// <summary>Objects of a kind that exist, of all clusters.</summary>
    public IEnumerable<ResourceState> OfKind(string kind) =>
        _byKind.Keys.Where(key => key.Kind == kind).ToList().SelectMany(key => OfKind(key.Cluster, kind, null));

    /// <summary>
    /// Whether every object of a kind is known, so that one which is not known does not exist. Of a cluster whose agents
    /// send no listings, a kind that was seen counts once the cluster's objects have all come in.
    /// </summary>
    public bool IsComplete(string cluster, KindScope scope) =>
        Listings.Any(cluster)
            ? Listings.IsComplete(cluster, scope.Kind, scope.Namespace)
            : IsObserved(cluster, scope.Kind) && Backlog.HasSettled(cluster, Now);

    /// <summary>Whether the tenant sends objects of this kind at all.</summary>
    public bool IsObserved(string cluster, string kind) =>
        _byKind.TryGetValue((cluster, kind), out var ofKind) && ofKind.Count > 0;

    /// <summary>
    /// The first cluster by name of which anything is known, but for <paramref name="except"/>, for sources that do not
    /// name theirs; null while there is none.
    /// </summary>
    public string? AnyCluster(string except) => _clusters.Keys.FirstOrDefault(cluster => cluster != except);

    /// <summary>Notes whether an object is suspect by now, after something has happened to it.</summary>
    public void Note(ResourceState resource)
    {
        var hasEpisodes = resource.HasEpisodes;
        _remembered.Note(resource, hasEpisodes);
        var isSuspect = !resource.Exists || hasEpisodes;
        if (isSuspect == resource.IsSuspect)
            return;
        resource.IsSuspect = isSuspect;
        if (Neighbourhood.IsShared(resource))
            Version++;
    }

    /// <summary>Notes it of all objects.</summary>
    public void NoteAll()
    {
        foreach (var resource in _resources.Values)
            Note(resource);
    }

    public EdgeState? FindEdge(EdgeType type, ResourceState from, ResourceState to) =>
        _edges.GetValueOrDefault((type, from, to));

    public void Add(EdgeState edge)
    {
        _edges.Add((edge.Type, edge.From, edge.To), edge);
        if (edge.Type == EdgeType.Calls)
            _calls++;
        edge.From.Attach(edge);
        if (edge.To != edge.From)
            edge.To.Attach(edge);
        Version++;
    }

    public void Remove(EdgeState edge)
    {
        if (_edges.Remove((edge.Type, edge.From, edge.To)) && edge.Type == EdgeType.Calls)
            _calls--;
        edge.From.Detach(edge);
        edge.To.Detach(edge);
        Version++;
    }

    /// <summary>
    /// The workload that an object belongs to: the top of its controllers (a Pod's Deployment, StatefulSet, DaemonSet,
    /// CronJob or Job), the object itself where it has none.
    /// </summary>
    public ResourceState WorkloadOf(ResourceState resource)
    {
        for (var step = 0; step < MaxOwners && !IsTop(resource) && OwnerOf(resource) is { } owner; step++)
            resource = owner;
        return resource;
    }

    // An operator's resource, or a GitOps controller's, may stand above: what it runs is a workload all the same.
    private static bool IsTop(ResourceState resource) =>
        resource.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "CronJob";

    private ResourceState? OwnerOf(ResourceState resource)
    {
        foreach (var edge in resource.Incoming)
            if (edge.Type == EdgeType.Controls && edge.From != resource && edge.From.Kind != "Node")
                return edge.From;
        if (resource.Object is not { } item)
            return OwnerByName(resource);
        foreach (var reference in item.At("metadata").Items("ownerReferences"))
        {
            if (
                reference.Flag("controller") != true
                || reference.Text("kind") is not { } kind
                || reference.Text("name") is not { } name
                || kind == "Node"
            )
                continue;
            return Find(resource.Cluster, kind, resource.Namespace, name);
        }
        return null;
    }

    // A Pod that only events name, since it was gone before it could be seen: Deployments name theirs after themselves,
    // a hash and five letters, others without the hash.
    private ResourceState? OwnerByName(ResourceState resource)
    {
        if (resource.Kind is not ("Pod" or "ReplicaSet") || resource.Name.LastIndexOf('-') is not (> 0 and var dash))
            return null;
        var name = resource.Name[..dash];
        if (resource.Kind == "ReplicaSet")
            return Find(resource.Cluster, "Deployment", resource.Namespace, name);
        return Find(resource.Cluster, "ReplicaSet", resource.Namespace, name)
            ?? Find(resource.Cluster, "DaemonSet", resource.Namespace, name)
            ?? Find(resource.Cluster, "Job", resource.Namespace, name)
            ?? (
                name.LastIndexOf('-') is > 0 and var second
                    ? Find(resource.Cluster, "Deployment", resource.Namespace, name[..second])
                    : null
            );
    }
}
