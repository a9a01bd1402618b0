using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Topology;

/// <summary>An edge that is there now, or no more.</summary>
internal readonly record struct EdgeChange(StateOperation Op, EdgeKey Edge);

/// <summary>
/// Keeps the edges of a cluster as its objects change, and tells of those that come and go. A Service selects Pods by
/// their labels, whether or not they are ready; one without a selector has the Pods that its EndpointSlices name. Not
/// thread-safe.
/// </summary>
internal sealed class EdgeDeriver
{
    private const string ServiceName = "kubernetes.io/service-name";

    // Edges by the object whose change may change them: the Pod for those that select it, else the object that states
    // them.
    private readonly Dictionary<ObjectKey, HashSet<EdgeKey>> _edges = [];
    private readonly Dictionary<string, Dictionary<ObjectKey, Dictionary<string, string>>> _pods = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, Dictionary<ObjectKey, Dictionary<string, string>>> _selectors = new(
        StringComparer.Ordinal
    );

    // Kinds whose objects have no namespace. That of a custom resource is learned when the first one comes, which may
    // be after objects that refer to it.
    private readonly HashSet<string> _clusterScoped = new(StringComparer.Ordinal)
    {
        "Node",
        "Namespace",
        "PersistentVolume",
        "StorageClass",
    };

    // The slices that state edges of a Service: it has no selector, or was not seen before them.
    private readonly Dictionary<ObjectKey, HashSet<ObjectKey>> _slices = [];

    private readonly DeclaredCalls _declared = new();

    // Of objects whose edges follow from labels, owners and specification alone: a hash of those. Most changes are of
    // the status.
    private readonly Dictionary<ObjectKey, ulong> _shapes = [];
    private readonly ulong _seed = (ulong)Random.Shared.NextInt64();

    /// <summary>The edges that follow from an object now: a Pod's are those that select it too.</summary>
    public IEnumerable<EdgeKey> FollowingFrom(ObjectKey key) =>
        (_edges.GetValueOrDefault(key) ?? []).Concat(_declared.Of(key));

    /// <summary>The kinds of the objects that an edge follows from.</summary>
    public static IEnumerable<string> StatedBy(EdgeKey edge) =>
        edge.Type switch
        {
            EdgeType.Controls when WatchedTypes.Objects.Any(type => type.Kind == edge.From.Kind) => [edge.To.Kind],
            EdgeType.Selects => ["Service", "Pod", "EndpointSlice"],
            EdgeType.Calls => [edge.From.Kind, "Service", "ConfigMap"],
            _ => [edge.From.Kind],
        };

    /// <summary>Whether configuration declares a call now.</summary>
    public bool IsDeclared(EdgeKey call) => _declared.Contains(call);

    /// <summary>Takes an object's new state.</summary>
    /// <returns>The edges that this adds and removes.</returns>
    public List<EdgeChange> Apply(ObservedObject observed)
    {
        if (!HasNewShape(observed))
            return [];
        var changes = new List<EdgeChange>();
        var edges = new HashSet<EdgeKey>();
        if (observed is { Type.IsCustom: true, Key.Namespace: "" } && _clusterScoped.Add(observed.Key.Kind))
            MoveAll(changes);
        if (observed.Object is { } item)
        {
            ObjectEdges.Read(observed.Key, item, edges);
            if (observed.Type.IsCustom)
                CustomEdges.Read(observed.Key, item, edges);
            Move(edges);
        }
        switch (observed.Key.Kind)
        {
            case "Pod":
                Keep(_pods, observed.Key, observed.Object?.At("metadata").Map("labels"));
                if (observed.Object is not null)
                    AddSelecting(observed.Key, edges);
                break;
            case "EndpointSlice" when observed.Object is { } slice:
                AddEndpoints(observed.Key, slice, edges);
                break;
            case "Service" when Keep(_selectors, observed.Key, observed.Object?.At("spec").Map("selector")):
                foreach (var pod in _pods.GetValueOrDefault(observed.Key.Namespace)?.Keys.ToList() ?? [])
                    Reselect(pod, observed.Key, changes);
                if (HasSelector(observed.Key))
                    foreach (var slice in _slices.GetValueOrDefault(observed.Key)?.ToList() ?? [])
                        Replace(slice, [.. _edges[slice].Where(edge => edge.Type != EdgeType.Selects)], changes);
                break;
        }
        Replace(observed.Key, edges, changes);
        _declared.Apply(observed, changes);
        return changes;
    }

    private bool HasNewShape(ObservedObject observed)
    {
        if (
            observed.Type.IsCustom
            || observed.Object is not { } item
            || item.At("spec") is not { ValueKind: JsonValueKind.Object } spec
        )
        {
            _shapes.Remove(observed.Key);
            return true;
        }
        var metadata = item.At("metadata");
        var shape = Hash(spec, Hash(metadata.At("labels"), Hash(metadata.At("ownerReferences"), _seed)));
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_shapes, observed.Key, out var isKnown);
        if (isKnown && known == shape)
            return false;
        known = shape;
        return true;
    }

    private static ulong Hash(JsonElement value, ulong seed) =>
        value.ValueKind == JsonValueKind.Undefined
            ? seed
            : XxHash3.HashToUInt64(JsonMarshal.GetRawUtf8Value(value), (long)seed);

    private void MoveAll(List<EdgeChange> changes)
    {
        foreach (var (key, edges) in _edges.Where(entry => entry.Value.Any(IsMisplaced)).ToList())
        {
            var moved = new HashSet<EdgeKey>(edges);
            Move(moved);
            Replace(key, moved, changes);
        }
    }

    /// <summary>
    /// Takes the namespace off what has none. A reference often leaves open whether it is to something of its own
    /// namespace.
    /// </summary>
    private void Move(HashSet<EdgeKey> edges)
    {
        foreach (var edge in edges.Where(IsMisplaced).ToList())
        {
            edges.Remove(edge);
            edges.Add(edge with { From = Placed(edge.From), To = Placed(edge.To) });
        }
    }

    private bool IsMisplaced(EdgeKey edge) => edge.From != Placed(edge.From) || edge.To != Placed(edge.To);

    private ObjectKey Placed(ObjectKey key) =>
        key.Namespace.Length > 0 && _clusterScoped.Contains(key.Kind) ? key with { Namespace = "" } : key;

    private void AddSelecting(ObjectKey pod, HashSet<EdgeKey> edges)
    {
        foreach (var (service, selector) in _selectors.GetValueOrDefault(pod.Namespace) ?? [])
            if (Selects(selector, pod))
                edges.Add(new EdgeKey(EdgeType.Selects, service, pod));
    }

    private void AddEndpoints(ObjectKey slice, JsonElement item, HashSet<EdgeKey> edges)
    {
        if (item.At("metadata").At("labels").Text(ServiceName) is not { } name)
            return;
        var service = new ObjectKey("Service", slice.Namespace, name);
        if (HasSelector(service))
            return;
        foreach (var endpoint in item.Items("endpoints"))
            if (
                endpoint.At("targetRef") is var target
                && target.Text("kind") == "Pod"
                && target.Text("name") is { } pod
            )
                edges.Add(new EdgeKey(EdgeType.Selects, service, new ObjectKey("Pod", slice.Namespace, pod)));
    }

    private void Reselect(ObjectKey pod, ObjectKey service, List<EdgeChange> changes)
    {
        var edge = new EdgeKey(EdgeType.Selects, service, pod);
        if (!_edges.TryGetValue(pod, out var edges))
            _edges.Add(pod, edges = []);
        var selects =
            _selectors.GetValueOrDefault(service.Namespace)?.GetValueOrDefault(service) is { } selector
            && Selects(selector, pod);
        if (selects && edges.Add(edge))
            Tell(StateOperation.Upsert, edge, pod, changes);
        else if (!selects && edges.Remove(edge))
            Tell(StateOperation.Delete, edge, pod, changes);
    }

    private bool HasSelector(ObjectKey service) =>
        _selectors.GetValueOrDefault(service.Namespace)?.GetValueOrDefault(service) is { Count: > 0 };

    // A selector without terms selects nothing: the Service's endpoints are made by something else.
    private bool Selects(Dictionary<string, string> selector, ObjectKey pod)
    {
        if (selector.Count == 0 || _pods.GetValueOrDefault(pod.Namespace)?.GetValueOrDefault(pod) is not { } labels)
            return false;
        foreach (var (name, value) in selector)
            if (!labels.TryGetValue(name, out var label) || label != value)
                return false;
        return true;
    }

    private void Replace(ObjectKey key, HashSet<EdgeKey> edges, List<EdgeChange> changes)
    {
        var before = _edges.GetValueOrDefault(key) ?? [];
        foreach (var edge in before)
            if (!edges.Contains(edge))
                Tell(StateOperation.Delete, edge, key, changes);
        foreach (var edge in edges)
            if (!before.Contains(edge))
                Tell(StateOperation.Upsert, edge, key, changes);
        if (edges.Count > 0)
            _edges[key] = edges;
        else
            _edges.Remove(key);
        if (key.Kind == "EndpointSlice")
            Index(key, before, edges);
    }

    // What a Pod and a slice both state, or two slices, comes with the first of them and goes with the last.
    private void Tell(StateOperation op, EdgeKey edge, ObjectKey by, List<EdgeChange> changes)
    {
        if (
            edge.Type == EdgeType.Selects
            && (
                by != edge.To && States(edge.To, edge)
                || _slices.GetValueOrDefault(edge.From)?.Any(slice => slice != by && States(slice, edge)) == true
            )
        )
            return;
        changes.Add(new EdgeChange(op, edge));
    }

    private bool States(ObjectKey key, EdgeKey edge) => _edges.GetValueOrDefault(key)?.Contains(edge) == true;

    private void Index(ObjectKey slice, HashSet<EdgeKey> before, HashSet<EdgeKey> now)
    {
        foreach (var edge in before.Where(edge => edge.Type == EdgeType.Selects))
            if (_slices.TryGetValue(edge.From, out var slices) && slices.Remove(slice) && slices.Count == 0)
                _slices.Remove(edge.From);
        foreach (var edge in now.Where(edge => edge.Type == EdgeType.Selects))
        {
            if (!_slices.TryGetValue(edge.From, out var slices))
                _slices.Add(edge.From, slices = []);
            slices.Add(slice);
        }
    }

    /// <returns>Whether the map has changed.</returns>
    private static bool Keep(
        Dictionary<string, Dictionary<ObjectKey, Dictionary<string, string>>> byNamespace,
        ObjectKey key,
        Dictionary<string, string>? map
    )
    {
        if (!byNamespace.TryGetValue(key.Namespace, out var ofNamespace))
        {
            if (map is null)
                return false;
            byNamespace.Add(key.Namespace, ofNamespace = []);
        }
        if (map is null)
        {
            var removed = ofNamespace.Remove(key);
            if (ofNamespace.Count == 0)
                byNamespace.Remove(key.Namespace);
            return removed;
        }
        var same = ofNamespace.TryGetValue(key, out var known) && known.IsSame(map);
        ofNamespace[key] = map;
        return !same;
    }
}
