using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Topology;

/// <summary>
/// The calls that configuration declares: a workload whose environment, arguments or ConfigMaps name a Service that
/// there is calls it. Only names of Services are kept of what it reads. Not thread-safe.
/// </summary>
internal sealed class DeclaredCalls
{
    private const int MaxNames = 256;

    private readonly Dictionary<ObjectKey, Workload> _workloads = [];
    private readonly Dictionary<ObjectKey, HashSet<ObjectKey>> _configMaps = [];
    private readonly Dictionary<ObjectKey, Dictionary<string, string>> _services = [];

    /// <summary>The calls that a workload declares now.</summary>
    public IEnumerable<EdgeKey> Of(ObjectKey key) =>
        _workloads.TryGetValue(key, out var workload)
            ? workload.Called.Select(service => new EdgeKey(EdgeType.Calls, key, service))
            : [];

    /// <summary>Whether a call is declared now.</summary>
    public bool Contains(EdgeKey call) =>
        _workloads.TryGetValue(call.From, out var workload) && workload.Called.Contains(call.To);

    /// <summary>Takes an object's new state.</summary>
    /// <param name="observed">The object.</param>
    /// <param name="changes">Gets the calls that this adds and removes.</param>
    public void Apply(ObservedObject observed, List<EdgeChange> changes)
    {
        switch (observed.Key.Kind)
        {
            case "Service":
                ApplyService(observed, changes);
                break;
            case "ConfigMap":
                ApplyConfigMap(observed, changes);
                break;
            case "Deployment" or "StatefulSet" or "DaemonSet" or "CronJob" or "Job" or "ReplicaSet" or "Pod":
                ApplyWorkload(observed, changes);
                break;
        }
    }

    private void ApplyService(ObservedObject observed, List<EdgeChange> changes)
    {
        var before = _services.GetValueOrDefault(observed.Key);
        var now = observed.Object?.At("spec").Map("selector");
        if (now is not null)
            _services[observed.Key] = now;
        else
            _services.Remove(observed.Key);
        if (before is not null && now is not null && before.IsSame(now))
            return;
        foreach (var (key, workload) in _workloads)
            if (Named(workload).Contains(observed.Key))
                Update(key, workload, changes);
    }

    private void ApplyConfigMap(ObservedObject observed, List<EdgeChange> changes)
    {
        var names = new HashSet<ObjectKey>();
        foreach (var (name, value) in observed.Object?.Map("data") ?? [])
            if (names.Count < MaxNames)
                ServiceNames.Read($"{name}={value}", observed.Key.Namespace, names);
        var hadNone = !_configMaps.Remove(observed.Key);
        if (names.Count > 0)
            _configMaps[observed.Key] = names;
        else if (hadNone)
            return;
        foreach (var (key, workload) in _workloads)
            if (workload.ConfigMaps.Contains(observed.Key))
                Update(key, workload, changes);
    }

    private void ApplyWorkload(ObservedObject observed, List<EdgeChange> changes)
    {
        var (key, before) = (observed.Key, _workloads.GetValueOrDefault(observed.Key));
        // What a controller has made declares what the controller's object does.
        if (
            observed.Object is not { } item
            || item.At("metadata").Items("ownerReferences").Any(owner => owner.Flag("controller"))
        )
        {
            if (!_workloads.Remove(key))
                return;
            foreach (var service in before!.Called)
                changes.Add(new EdgeChange(StateOperation.Delete, new EdgeKey(EdgeType.Calls, key, service)));
            return;
        }
        var workload = Read(key, item, before?.Called ?? []);
        if (workload is { Names.Count: 0, ConfigMaps.Count: 0, Called.Count: 0 })
            _workloads.Remove(key);
        else
            _workloads[key] = workload;
        Update(key, workload, changes);
    }

    private void Update(ObjectKey key, Workload workload, List<EdgeChange> changes)
    {
        var called = Named(workload)
            .Where(service =>
                _services.TryGetValue(service, out var selector) && !IsOwn(service, selector, key, workload)
            )
            .ToHashSet();
        foreach (var service in workload.Called)
            if (!called.Contains(service))
                changes.Add(new EdgeChange(StateOperation.Delete, new EdgeKey(EdgeType.Calls, key, service)));
        foreach (var service in called)
            if (!workload.Called.Contains(service))
                changes.Add(new EdgeChange(StateOperation.Upsert, new EdgeKey(EdgeType.Calls, key, service)));
        workload.Called = called;
    }

    private IEnumerable<ObjectKey> Named(Workload workload) =>
        workload.ConfigMaps.Aggregate(
            (IEnumerable<ObjectKey>)workload.Names,
            (names, map) => _configMaps.TryGetValue(map, out var more) ? names.Concat(more) : names
        );

    // The address that a workload tells others of itself.
    private static bool IsOwn(
        ObjectKey service,
        Dictionary<string, string> selector,
        ObjectKey key,
        Workload workload
    ) =>
        service.Namespace == key.Namespace
        && selector.Count > 0
        && selector.All(term => workload.Labels.TryGetValue(term.Key, out var value) && value == term.Value);

    private static Workload Read(ObjectKey key, JsonElement item, HashSet<ObjectKey> called)
    {
        var spec = key.Kind == "CronJob" ? item.At("spec").At("jobTemplate").At("spec") : item.At("spec");
        var template = key.Kind == "Pod" ? item : spec.At("template");
        var workload = new Workload([], [], template.At("metadata").Map("labels")) { Called = called };
        var pod = template.At("spec");
        foreach (var container in pod.Items("containers").Concat(pod.Items("initContainers")))
            ReadContainer(key, container, workload);
        var edges = new HashSet<EdgeKey>();
        ObjectEdges.ReadPod(key, pod, edges);
        foreach (var edge in edges)
            if (edge.To.Kind == "ConfigMap")
                workload.ConfigMaps.Add(edge.To);
        return workload;
    }

    private static void ReadContainer(ObjectKey key, JsonElement container, Workload workload)
    {
        foreach (var variable in container.Items("env"))
            if (variable.Text("value") is { } value && workload.Names.Count < MaxNames)
                ServiceNames.Read($"{variable.Text("name")}={value}", key.Namespace, workload.Names);
        foreach (var argument in container.Items("command").Concat(container.Items("args")))
            if (argument.ValueKind == JsonValueKind.String && workload.Names.Count < MaxNames)
                ServiceNames.Read(argument.GetString(), key.Namespace, workload.Names);
    }

    /// <summary>What a workload declares.</summary>
    /// <param name="Names">Services that its template may name.</param>
    /// <param name="ConfigMaps">ConfigMaps that it uses.</param>
    /// <param name="Labels">Its Pods' labels.</param>
    private sealed record Workload(
        HashSet<ObjectKey> Names,
        HashSet<ObjectKey> ConfigMaps,
        Dictionary<string, string> Labels
    )
    {
        /// <summary>The Services that there are of those.</summary>
        public HashSet<ObjectKey> Called { get; set; } = [];
    }
}
