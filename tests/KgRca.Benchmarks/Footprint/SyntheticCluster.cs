using System.Globalization;

namespace KgRca.Benchmarks.Footprint;

/// <summary>An application: a Deployment with its ReplicaSet, Pods and Service.</summary>
/// <param name="Number">Its number.</param>
internal sealed record SyntheticApp(int Number)
{
    public const int Replicas = 10;
    private const int InNamespace = 20;

    public string Namespace { get; } = string.Create(CultureInfo.InvariantCulture, $"team-{Number / InNamespace}");

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"checkout-service-{Number}");

    public string ReplicaSet => $"{Name}-6f7c9d5b84";

    public string Address => string.Create(CultureInfo.InvariantCulture, $"10.96.{Number / 250}.{Number % 250 + 1}");

    /// <summary>The uid of one of its objects.</summary>
    public string Uid(string part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Number:x8}-0000-4000-8000-0000{part[0]:x}{(int)part[1]:x6}");
}

/// <summary>A Pod of an application.</summary>
/// <param name="App">The application.</param>
/// <param name="Number">Which of all Pods there have been.</param>
/// <param name="Place">Which of those that there are.</param>
internal sealed record SyntheticPod(SyntheticApp App, int Number, int Place)
{
    private const int Nodes = 50;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{App.ReplicaSet}-{Number:x5}");

    public string Uid => string.Create(CultureInfo.InvariantCulture, $"{Number:x8}-7d3a-4f1e-9c2b-5a6e8f0d1b3c");

    public string Node => NodeName(Place % Nodes);

    public string Address =>
        string.Create(CultureInfo.InvariantCulture, $"10.{10 + Place / 62_500}.{Place / 250 % 250}.{Place % 250 + 1}");

    public static IEnumerable<string> AllNodes => Enumerable.Range(0, Nodes).Select(NodeName);

    private static string NodeName(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"node-{number}.eu-1.example");
}

/// <summary>A cluster that is mostly well, and changes as it is told to. Changes come from one thread.</summary>
internal sealed class SyntheticCluster
{
    private readonly Dictionary<string, ObjectStore> _stores = new(StringComparer.Ordinal);
    private readonly SyntheticApp[] _apps;
    private readonly SyntheticPod[] _pods;
    private readonly Acknowledgements _acknowledgements;
    private readonly Random _random = new(1);
    private readonly Queue<string> _events = new();
    private int _made;
    private long _version = 1_000;

    /// <param name="pods">How many Pods there are.</param>
    /// <param name="acknowledgements">Told of changes.</param>
    public SyntheticCluster(int pods, Acknowledgements acknowledgements)
    {
        _acknowledgements = acknowledgements;
        _apps = [.. Enumerable.Range(0, pods / SyntheticApp.Replicas).Select(number => new SyntheticApp(number))];
        _pods =
        [
            .. Enumerable
                .Range(0, pods)
                .Select(number => new SyntheticPod(_apps[number / SyntheticApp.Replicas], number, number)),
        ];
        _made = pods;
        foreach (var name in _apps.Select(app => app.Namespace).Distinct())
        {
            Put("/api/v1/namespaces", name, ClusterObjects.Named("", name, ++_version));
            Put("/api/v1/serviceaccounts", name, ClusterObjects.Named(name, "app", ++_version));
            Put(
                "/api/v1/configmaps",
                name,
                ClusterObjects.Named(
                    name,
                    "settings",
                    ++_version,
                    ""","data":{"LOG_LEVEL":"info","CACHE":"redis.data.svc:6379"}"""
                )
            );
        }
        foreach (var name in SyntheticPod.AllNodes)
            Put(
                "/api/v1/nodes",
                name,
                ClusterObjects.Named(
                    "",
                    name,
                    ++_version,
                    ""","spec":{},"status":{"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}"""
                )
            );
        foreach (var app in _apps)
        {
            Put(
                "/apis/apps/v1/deployments",
                app.Name,
                ClusterObjects.Workload(app, isReplicaSet: false, SyntheticApp.Replicas, ++_version, "")
            );
            Put(
                "/apis/apps/v1/replicasets",
                app.Name,
                ClusterObjects.Workload(app, isReplicaSet: true, SyntheticApp.Replicas, ++_version, "")
            );
            Put("/api/v1/services", app.Name, ClusterObjects.Service(app, ++_version));
            Put(
                "/apis/discovery.k8s.io/v1/endpointslices",
                app.Name,
                ClusterObjects.EndpointSlice(app, PodsOf(app), isReady: true, ++_version, "")
            );
        }
        foreach (var pod in _pods)
            Put("/api/v1/pods", pod.Name, ClusterObjects.Pod(pod, pod.Uid, 0, isReady: true, ++_version, ""));
        for (var i = 0; i < MaxEvents / 2; i++)
            AddEvent(_pods[_random.Next(pods)], "");
    }

    // What a cluster keeps of the last hour.
    private const int MaxEvents = 4_000;

    /// <summary>The version of the last change that lists show.</summary>
    public long Version { get; private set; }

    /// <summary>A Pod of the cluster, any of them.</summary>
    public SyntheticPod AnyPod(Random random) => _pods[random.Next(_pods.Length)];

    /// <summary>The objects at a path; null where the cluster does not serve them.</summary>
    public ObjectStore? Store(string path) => _stores.GetValueOrDefault(path);

    /// <summary>
    /// Changes something: of 100 changes, 55 are of Pods' status, 10 of Deployments' and 10 of EndpointSlices, 15 are
    /// events, and 5 Pods go and 5 come, so that there are always as many.
    /// </summary>
    public void Change()
    {
        var place = _random.Next(_pods.Length);
        var (pod, ready) = (_pods[place], _random.Next(2) == 0);
        switch (_random.Next(95))
        {
            case < 55:
                Put(
                    "/api/v1/pods",
                    pod.Name,
                    ClusterObjects.Pod(pod, pod.Uid, _random.Next(5), ready, ++_version, _acknowledgements.Begin())
                );
                break;
            case < 65:
                Put(
                    "/apis/apps/v1/deployments",
                    pod.App.Name,
                    ClusterObjects.Workload(
                        pod.App,
                        isReplicaSet: false,
                        ready ? SyntheticApp.Replicas : SyntheticApp.Replicas - 1,
                        ++_version,
                        _acknowledgements.Begin()
                    )
                );
                break;
            case < 75:
                Put(
                    "/apis/discovery.k8s.io/v1/endpointslices",
                    pod.App.Name,
                    ClusterObjects.EndpointSlice(pod.App, PodsOf(pod.App), ready, ++_version, _acknowledgements.Begin())
                );
                break;
            case < 90:
                AddEvent(pod, _acknowledgements.Begin());
                break;
            default:
                Replace(place);
                break;
        }
    }

    private void Replace(int place)
    {
        var (gone, came) = (_pods[place], new SyntheticPod(_pods[place].App, _made++, place));
        _pods[place] = came;
        _acknowledgements.Begin(gone.Uid);
        Remove("/api/v1/pods", gone.Name);
        Put(
            "/api/v1/pods",
            came.Name,
            ClusterObjects.Pod(came, came.Uid, 0, isReady: true, ++_version, _acknowledgements.Begin())
        );
    }

    private void AddEvent(SyntheticPod pod, string mark)
    {
        var name = $"{pod.Name}.{++_version:x16}";
        Put(
            "/apis/events.k8s.io/v1/events",
            name,
            ClusterObjects.Event(pod, name, _random.Next(2) == 0, TimeProvider.System.GetUtcNow(), _version, mark)
        );
        _events.Enqueue(name);
        if (_events.Count > MaxEvents)
            Remove("/apis/events.k8s.io/v1/events", _events.Dequeue());
    }

    private IEnumerable<SyntheticPod> PodsOf(SyntheticApp app) =>
        _pods.Skip(app.Number * SyntheticApp.Replicas).Take(SyntheticApp.Replicas);

    private void Put(string path, string name, byte[] json)
    {
        if (!_stores.TryGetValue(path, out var store))
            _stores.Add(path, store = new ObjectStore());
        store.Put(name, json, _version);
        Version = _version;
    }

    private void Remove(string path, string name)
    {
        _stores[path].Remove(name, ++_version);
        Version = _version;
    }
}
