using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Tests.Topology;

namespace KgRca.RootCause.Tests.Scenarios.Healthy;

/// <summary>
/// A cluster in which nothing is wrong, as agents see it: what is done in it happens in simulated time, and is observed
/// up to a second later, kind by kind. Objects of one kind, and the states of one object, keep their order.
/// </summary>
internal sealed class HealthyCluster(Choices choices)
{
    private const string Cluster = "prod";
    private const int MaxLagMilliseconds = 1000;

    private readonly PriorityQueue<Action, (double, int)> _plan = new();
    private readonly List<(DateTimeOffset Time, WireRecord Record)> _told = [];
    private readonly Dictionary<string, DateTimeOffset> _lastOfKind = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string?, string), double> _created = [];
    private int _order;

    public static DateTimeOffset Start { get; } = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);

    /// <summary>Seconds since the start.</summary>
    public double Now { get; private set; }

    /// <summary>The kinds of which at least one object was seen.</summary>
    public IEnumerable<string> Kinds => _created.Keys.Select(key => key.Item1).Distinct();

    /// <summary>A time of this much more or less, by up to a half.</summary>
    public double About(double seconds) => seconds * (0.5 + choices.Next(101) / 100.0);

    public int Next(int ways) => choices.Next(ways);

    public bool Maybe => choices.Maybe;

    public void After(double seconds, Action action) => _plan.Enqueue(action, (Now + seconds, _order++));

    /// <summary>Lets all that is planned happen.</summary>
    public void Play()
    {
        while (_plan.TryDequeue(out var action, out var due))
        {
            Now = due.Item1;
            action();
        }
    }

    /// <summary>What agents have sent, in the order of its time.</summary>
    public List<WireRecord> Records() => [.. _told.OrderBy(item => item.Time).Select(item => item.Record)];

    public bool Exists(string kind, string? @namespace, string name) => _created.ContainsKey((kind, @namespace, name));

    /// <summary>The objects of a namespace.</summary>
    public List<(string Kind, string Name)> In(string @namespace) =>
        [.. _created.Keys.Where(key => key.Item2 == @namespace).Select(key => (key.Item1, key.Item3))];

    /// <summary>An object is made, or has a new state.</summary>
    public void See(string kind, string? @namespace, string name, string members, string metadata = "")
    {
        if (!_created.TryGetValue((kind, @namespace, name), out var created))
            _created[(kind, @namespace, name)] = created = Now;
        var place = @namespace is null ? "" : $"\"namespace\": \"{@namespace}\", ";
        var item = $$"""
            {"apiVersion": "{{ApiVersion(kind)}}", "kind": "{{kind}}",
             "metadata": { {{place}}"name": "{{name}}", "uid": "{{kind}}/{{@namespace}}/{{name}}", "creationTimestamp": "{{Clock(
                created
            )}}"{{metadata}} }, {{members}} }
            """;
        Tell(kind, time => new Resource(StateOperation.Upsert, time, Cluster, JsonElement.Parse(item)));
    }

    public void Delete(string kind, string? @namespace, string name)
    {
        if (!_created.Remove((kind, @namespace, name)))
            return;
        var place = @namespace is null ? "" : $"\"namespace\": \"{@namespace}\", ";
        var item = $$"""
            {"apiVersion": "{{ApiVersion(kind)}}", "kind": "{{kind}}",
             "metadata": { {{place}}"name": "{{name}}", "uid": "{{kind}}/{{@namespace}}/{{name}}"} }
            """;
        Tell(kind, time => new Resource(StateOperation.Delete, time, Cluster, JsonElement.Parse(item)));
    }

    public void Join(EdgeType type, ObjectReference from, ObjectReference to) =>
        Tell(from.Kind, time => new Edge(StateOperation.Upsert, time, Cluster, type, from, to));

    public void Event(
        string reason,
        string message,
        ObjectReference subject,
        Severity severity = Severity.Warning,
        EventSource source = EventSource.K8sEvent
    )
    {
        var id = $"event {_order++}";
        Tell($"{source}", time => new Event(id, time, Cluster, source, severity, reason, message, subject));
    }

    /// <summary>All objects of all kinds that were seen, and of some of which there is none, have been sent.</summary>
    public void List()
    {
        string[] kinds = [.. Kinds.Union(["Job", "CronJob", "Secret", "PersistentVolumeClaim", "StatefulSet"])];
        foreach (var kind in kinds)
        {
            var count = _created.Keys.Count(key => key.Item1 == kind);
            Tell(kind, time => new Listing(time, Start.AddSeconds(-1), Cluster, ApiVersion(kind), kind, count, null));
        }
    }

    public static string Clock(double second) =>
        Start.AddSeconds(second).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", null);

    /// <summary>The second of a time in milliseconds of the Unix epoch.</summary>
    public static double Second(long time) => (time - Start.ToUnixTimeMilliseconds()) / 1000.0;

    private void Tell(string kind, Func<DateTimeOffset, WireRecord> tell)
    {
        var time = Start.AddSeconds(Now).AddMilliseconds(choices.Next(MaxLagMilliseconds));
        if (_lastOfKind.TryGetValue(kind, out var last) && time <= last)
            time = last.AddMilliseconds(1);
        _lastOfKind[kind] = time;
        _told.Add((time, tell(time)));
    }

    private static string ApiVersion(string kind) =>
        kind switch
        {
            "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" => "apps/v1",
            "Job" or "CronJob" => "batch/v1",
            "EndpointSlice" => "discovery.k8s.io/v1",
            "Ingress" => "networking.k8s.io/v1",
            "PodDisruptionBudget" => "policy/v1",
            "HorizontalPodAutoscaler" => "autoscaling/v2",
            "StorageClass" => "storage.k8s.io/v1",
            "Certificate" => "cert-manager.io/v1",
            "ScaledObject" => "keda.sh/v1alpha1",
            _ => "v1",
        };
}
