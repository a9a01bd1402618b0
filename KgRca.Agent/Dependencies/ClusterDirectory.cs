using System.Net;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Topology;

namespace KgRca.Agent.Dependencies;

/// <summary>
/// Finds the Service or workload behind a name or an address. Nothing is guessed: what the cluster does not have is not
/// found. Thread-safe.
/// </summary>
internal sealed class ClusterDirectory
{
    private static readonly string[] WorkloadKinds =
    [
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "CronJob",
        "Job",
        "ReplicaSet",
    ];

    private readonly Lock _lock = new();
    private readonly HashSet<ObjectKey> _objects = [];
    private readonly Dictionary<ObjectKey, ObjectKey> _owners = [];
    private readonly Dictionary<IPAddress, ObjectKey> _addresses = [];
    private readonly Dictionary<ObjectKey, IPAddress[]> _addressesOf = [];

    /// <summary>Takes an object's new state.</summary>
    public void Observe(ObservedObject observed)
    {
        if (observed.Key.Kind is not ("Service" or "Pod") && Array.IndexOf(WorkloadKinds, observed.Key.Kind) < 0)
            return;
        lock (_lock)
        {
            Forget(observed.Key);
            if (observed.Object is { } item)
                Learn(observed.Key, item);
        }
    }

    /// <summary>The workload that a Pod is of: the object at the end of its controllers, or the Pod itself.</summary>
    public ObjectKey? Pod(string @namespace, string name)
    {
        var pod = new ObjectKey("Pod", @namespace, name);
        lock (_lock)
            return _objects.Contains(pod) ? Top(pod) : null;
    }

    /// <summary>The workload of a kind, or null where there is none.</summary>
    public ObjectKey? Workload(string kind, string @namespace, string name)
    {
        var workload = new ObjectKey(kind, @namespace, name);
        lock (_lock)
            return _objects.Contains(workload) ? Top(workload) : null;
    }

    /// <summary>The workload of a name, of whatever kind, or else the Service.</summary>
    public ObjectKey? Named(string @namespace, string name)
    {
        lock (_lock)
        {
            foreach (var kind in WorkloadKinds)
                if (_objects.Contains(new ObjectKey(kind, @namespace, name)))
                    return Top(new ObjectKey(kind, @namespace, name));
            var service = new ObjectKey("Service", @namespace, name);
            return _objects.Contains(service) ? service : null;
        }
    }

    /// <summary>
    /// What is behind a host's name or an address, each with or without a port, as a Pod of a namespace would find it.
    /// </summary>
    public ObjectKey? Host(string @namespace, string host)
    {
        if (IPEndPoint.TryParse(host, out var endpoint))
        {
            lock (_lock)
                return _addresses.TryGetValue(endpoint.Address, out var key) ? Top(key) : null;
        }
        var port = host.IndexOf(':', StringComparison.Ordinal);
        var name = port < 0 ? host : host[..port];
        lock (_lock)
        {
            if (ServiceNames.ReadHost(name, @namespace) is { } service && _objects.Contains(service))
                return service;
            return name.Contains('.', StringComparison.Ordinal) ? null : Named(@namespace, name);
        }
    }

    private ObjectKey Top(ObjectKey key)
    {
        // A chain of owners is short; one that is none ends here.
        for (var depth = 0; depth < 4 && _owners.TryGetValue(key, out var owner) && _objects.Contains(owner); depth++)
            key = owner;
        return key;
    }

    private void Learn(ObjectKey key, JsonElement item)
    {
        _objects.Add(key);
        foreach (var owner in item.At("metadata").Items("ownerReferences"))
            if (owner.Flag("controller") && owner.Text("kind") is { } kind && owner.Text("name") is { } name)
                _owners[key] = new ObjectKey(kind, key.Namespace, name);
        var texts = key.Kind switch
        {
            "Service" => item.At("spec")
                .Items("clusterIPs")
                .Where(address => address.ValueKind == JsonValueKind.String)
                .Select(address => address.GetString()),
            "Pod"
                when !item.At("spec").Flag("hostNetwork")
                    && item.At("status").Text("phase") is not ("Succeeded" or "Failed") => item.At("status")
                .Items("podIPs")
                .Select(address => address.Text("ip")),
            _ => [],
        };
        var addresses = texts
            .Select(text => IPAddress.TryParse(text, out var address) ? address : null)
            .OfType<IPAddress>()
            .ToArray();
        if (addresses.Length == 0)
            return;
        _addressesOf[key] = addresses;
        foreach (var address in addresses)
            _addresses[address] = key;
    }

    private void Forget(ObjectKey key)
    {
        _objects.Remove(key);
        _owners.Remove(key);
        if (!_addressesOf.Remove(key, out var addresses))
            return;
        // An address may have gone to another object already.
        foreach (var address in addresses)
            if (_addresses.TryGetValue(address, out var holder) && holder == key)
                _addresses.Remove(address);
    }
}
