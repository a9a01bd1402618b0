using System.Globalization;
using System.Text;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;

namespace KgRca.Scenarios;

/// <summary>A large cluster at work: its state once, then events of its pods, mostly harmless, at an even pace. The same seed gives the same records.</summary>
public sealed class LoadScenario
{
    private const int PodsPerWorkload = 7;
    private const int WorkloadsPerNamespace = 10;
    private const int PodsPerNode = 70;

    private static readonly DateTimeOffset Start = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (int Weight, string Severity, string Reason, string Message)[] Kinds =
    [
        (400, "info", "Pulled", "Container image \"registry.example/team/service:1.27.4\" already present on machine"),
        (300, "info", "Created", "Created container server"),
        (290, "info", "Started", "Started container server"),
        (6, "warning", "Unhealthy", "Readiness probe failed: Get \"http://10.42.7.19:8080/ready\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"),
        (3, "warning", "BackOff", "Back-off restarting failed container server in pod"),
        (1, "error", "Failed", "Error: failed to start container \"server\": context deadline exceeded"),
    ];

    private readonly Random _random;
    private readonly TimeSpan _pace;
    private readonly int _workloads;
    private readonly byte[][] _subjects;

    /// <summary>A cluster.</summary>
    /// <param name="resources">About how many objects it has.</param>
    /// <param name="seed">Decides what happens.</param>
    /// <param name="eventsPerSecond">How dense events are in event time.</param>
    public LoadScenario(int resources, int seed, double eventsPerSecond)
    {
        _random = new Random(seed);
        _pace = TimeSpan.FromSeconds(1 / eventsPerSecond);
        _workloads = Math.Max(1, resources / (PodsPerWorkload + 3));
        _subjects = [.. Enumerable.Range(0, _workloads).SelectMany(workload => Enumerable.Range(0, PodsPerWorkload)
            .Select(pod => Encoding.UTF8.GetBytes($"{{\"kind\":\"Pod\",\"namespace\":\"{Namespace(workload)}\",\"name\":\"{Pod(workload, pod)}\"}}")))];
    }

    /// <summary>The objects and edges as they are at the beginning.</summary>
    public IEnumerable<CaptureRecord> State()
    {
        for (var node = 0; node <= _workloads * PodsPerWorkload / PodsPerNode; node++)
            yield return Resource("v1", "Node", "", $"node-{node}", "\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}");
        for (var workload = 0; workload < _workloads; workload++)
        {
            var (space, name) = (Namespace(workload), $"service-{workload}");
            yield return Resource("apps/v1", "Deployment", space, name, "\"spec\":{\"replicas\":7}");
            yield return Resource("apps/v1", "ReplicaSet", space, $"{name}-5d9f", "\"spec\":{\"replicas\":7}");
            yield return Resource("v1", "Service", space, name, $"\"spec\":{{\"selector\":{{\"app\":\"{name}\"}},\"ports\":[{{\"port\":80,\"targetPort\":8080}}]}}");
            yield return Edge("CONTROLS", "Deployment", space, name, "ReplicaSet", space, $"{name}-5d9f");
            yield return Edge("CALLS", "Deployment", space, name, "Service", space, $"service-{workload / WorkloadsPerNamespace * WorkloadsPerNamespace}");
            for (var pod = 0; pod < PodsPerWorkload; pod++)
            {
                var podName = Pod(workload, pod);
                yield return Resource("v1", "Pod", space, podName,
                    $"\"spec\":{{\"containers\":[{{\"name\":\"server\",\"ports\":[{{\"containerPort\":8080}}]}}]}},\"status\":{{\"phase\":\"Running\"}}", name);
                yield return Edge("CONTROLS", "ReplicaSet", space, $"{name}-5d9f", "Pod", space, podName);
                yield return Edge("SELECTS", "Service", space, name, "Pod", space, podName);
                yield return Edge("RUNS_ON", "Pod", space, podName, "Node", "", $"node-{(workload * PodsPerWorkload + pod) / PodsPerNode}");
            }
        }
    }

    /// <summary>Events without end.</summary>
    public IEnumerable<CaptureRecord> Events()
    {
        var buffer = new StringBuilder();
        var time = Start;
        for (long number = 1; ; number++)
        {
            time += _pace;
            var (severity, reason, message) = Draw();
            var id = string.Create(CultureInfo.InvariantCulture, $"{number:x16}{_random.NextInt64():x16}");
            buffer.Clear().Append("{\"event_id\":\"").Append(id).Append("\",\"event_time\":\"").Append(WireTimeConverter.ToText(time))
                .Append("\",\"cluster\":\"load\",\"source\":\"k8s.event\",\"severity\":\"").Append(severity).Append("\",\"reason\":\"").Append(reason)
                .Append("\",\"message\":\"").Append(message.Replace("\"", "\\\"")).Append("\",\"subject\":")
                .Append(Encoding.UTF8.GetString(_subjects[_random.Next(_subjects.Length)])).Append(",\"labels\":{\"component\":\"kubelet\"}}");
            yield return new CaptureRecord(DataTopic.Events, id, time, Encoding.UTF8.GetBytes(buffer.ToString()));
        }
    }

    private (string Severity, string Reason, string Message) Draw()
    {
        var drawn = _random.Next(Kinds.Sum(kind => kind.Weight));
        foreach (var (weight, severity, reason, message) in Kinds)
            if ((drawn -= weight) < 0) return (severity, reason, message);
        throw new InvalidOperationException("The weights do not add up.");
    }

    private static string Namespace(int workload) => $"team-{workload / WorkloadsPerNamespace}";

    private static string Pod(int workload, int pod) => $"service-{workload}-5d9f-{pod}";

    private static CaptureRecord Resource(string apiVersion, string kind, string @namespace, string name, string rest, string? app = null)
    {
        var space = @namespace.Length == 0 ? "" : $"\"namespace\":\"{@namespace}\",";
        var labels = app is null ? "" : $"\"labels\":{{\"app\":\"{app}\"}},";
        return Record(DataTopic.Resources, $"load/{kind}/{@namespace}/{name}",
            $"\"object\":{{\"apiVersion\":\"{apiVersion}\",\"kind\":\"{kind}\",\"metadata\":{{{space}{labels}\"name\":\"{name}\"}},{rest}}}");
    }

    private static CaptureRecord Edge(string type, string kind, string @namespace, string name, string toKind, string toNamespace, string toName) =>
        Record(DataTopic.Topology, $"load/{type}/{kind}/{@namespace}/{name}/{toKind}/{toNamespace}/{toName}",
            $"\"type\":\"{type}\",\"from\":{Reference(kind, @namespace, name)},\"to\":{Reference(toKind, toNamespace, toName)}");

    private static string Reference(string kind, string @namespace, string name) =>
        @namespace.Length == 0 ? $"{{\"kind\":\"{kind}\",\"name\":\"{name}\"}}" : $"{{\"kind\":\"{kind}\",\"namespace\":\"{@namespace}\",\"name\":\"{name}\"}}";

    private static CaptureRecord Record(DataTopic topic, string key, string members) => new(topic, key, Start,
        Encoding.UTF8.GetBytes($"{{\"op\":\"upsert\",\"observed_at\":\"{WireTimeConverter.ToText(Start)}\",\"cluster\":\"load\",{members}}}"));
}
