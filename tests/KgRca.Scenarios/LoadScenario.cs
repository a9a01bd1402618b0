using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Captures;

namespace KgRca.Scenarios;

/// <summary>
/// A large cluster as a stream of records, for measuring: first its objects and their edges, then events and logs in
/// the proportions of a cluster that is mostly well.
/// </summary>
public static class LoadScenario
{
    private const string Cluster = "load";
    private const int PodsPerDeployment = 10;
    private const int PodsPerNode = 50;
    private const int DeploymentsPerNamespace = 20;

    // Of 1,000 records that follow the objects.
    private const int Errors = 2;
    private const int Warnings = 20;
    private const int PodStates = 60;
    private const int Logs = 250;

    private static readonly DateTimeOffset Start = new(2026, 1, 15, 8, 0, 0, TimeSpan.Zero);

    private static readonly (string Reason, string Message)[] Infos =
    [
        ("Scheduled", "Successfully assigned the pod to a node"),
        ("Pulled", "Container image \"registry.example/app:1.4.2\" already present on machine"),
        ("Created", "Created container server"),
        ("Started", "Started container server"),
        ("LeaderElection", "became leader"),
    ];

    private static readonly (string Reason, string Message)[] Troubles =
    [
        (
            "Unhealthy",
            "Readiness probe failed: Get \"http://10.42.0.7:8080/ready\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        ),
        ("BackOff", "Back-off restarting failed container server in pod"),
        (
            "FailedScheduling",
            "0/40 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 39 Insufficient cpu."
        ),
        ("Failed", "Failed to pull image \"registry.example/app:9\": registry.example/app:9: not found"),
    ];

    /// <summary>The stream. The same arguments make the same records.</summary>
    /// <param name="resources">Pods of the cluster; the nodes, Deployments and Services come on top of them.</param>
    /// <param name="events">How many records follow the objects, one millisecond of event time apart;
    /// <see cref="long.MaxValue"/> for a stream without end.</param>
    /// <param name="seed">Which of all such streams.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no Pod, or a negative number of events.</exception>
    public static IEnumerable<CaptureRecord> Generate(int resources, long events, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resources, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        return Objects(resources).Concat(Stream(resources, events, seed));
    }

    private static IEnumerable<CaptureRecord> Objects(int pods)
    {
        var writer = new RecordWriter(Cluster);
        for (var node = 0; node <= (pods - 1) / PodsPerNode; node++)
            yield return writer.Resource(Start, "Node", "", NodeName(node), WriteNodeStatus);
        for (var deployment = 0; deployment <= (pods - 1) / PodsPerDeployment; deployment++)
        {
            var app = AppName(deployment);
            yield return writer.Resource(
                Start,
                "Deployment",
                NamespaceOf(deployment),
                app,
                json => WriteTemplate(json, app)
            );
            yield return writer.Resource(
                Start,
                "Service",
                NamespaceOf(deployment),
                app,
                json => WriteSelector(json, app)
            );
        }
        for (var pod = 0; pod < pods; pod++)
        {
            var deployment = pod / PodsPerDeployment;
            var (space, app, name) = (NamespaceOf(deployment), AppName(deployment), PodName(pod));
            yield return writer.Pod(Start, space, name, app, restarts: 0);
            yield return writer.Edge(Start, "CONTROLS", ("Deployment", space, app), ("Pod", space, name));
            yield return writer.Edge(Start, "SELECTS", ("Service", space, app), ("Pod", space, name));
            yield return writer.Edge(Start, "RUNS_ON", ("Pod", space, name), ("Node", "", NodeName(pod / PodsPerNode)));
        }
    }

    private static IEnumerable<CaptureRecord> Stream(int pods, long events, int seed)
    {
        var writer = new RecordWriter(Cluster);
        var random = new Random(seed);
        for (var i = 0L; i < events; i++)
        {
            var time = Start.AddMinutes(1).AddMilliseconds(i);
            var pod = random.Next(pods);
            var (space, name) = (NamespaceOf(pod / PodsPerDeployment), PodName(pod));
            var id = string.Create(CultureInfo.InvariantCulture, $"load-{seed}-{i}");
            var kind = random.Next(1_000);
            var (info, trouble) = (Infos[random.Next(Infos.Length)], Troubles[random.Next(Troubles.Length)]);
            yield return kind switch
            {
                < Errors => writer.Event(id, time, "error", trouble, space, name),
                < Errors + Warnings => writer.Event(id, time, "warning", trouble, space, name),
                < Errors + Warnings + PodStates => writer.Pod(
                    time,
                    space,
                    name,
                    AppName(pod / PodsPerDeployment),
                    restarts: random.Next(3)
                ),
                < Errors + Warnings + PodStates + Logs => writer.Log(id, time, space, name, random.Next(1, 400)),
                _ => writer.Event(id, time, "info", info, space, name),
            };
        }
    }

    private static void WriteNodeStatus(Utf8JsonWriter json) =>
        json.WriteRawValueOf(
            "status",
            """{"conditions":[{"type":"Ready","status":"True","message":"kubelet is posting ready status"}]}"""
        );

    private static void WriteTemplate(Utf8JsonWriter json, string app) =>
        json.WriteRawValueOf(
            "spec",
            $$$"""{"replicas":{{{PodsPerDeployment}}},"template":{"metadata":{"labels":{"app":"{{{app}}}"} },"spec":{"containers":[]} } }"""
        );

    private static void WriteSelector(Utf8JsonWriter json, string app) =>
        json.WriteRawValueOf("spec", $$$"""{"selector":{"app":"{{{app}}}"},"ports":[{"port":80,"targetPort":8080}]}""");

    private static string NamespaceOf(int deployment) =>
        string.Create(CultureInfo.InvariantCulture, $"team-{deployment / DeploymentsPerNamespace}");

    private static string AppName(int deployment) => string.Create(CultureInfo.InvariantCulture, $"app-{deployment}");

    private static string PodName(int pod) =>
        string.Create(CultureInfo.InvariantCulture, $"app-{pod / PodsPerDeployment}-6f7c9d5b84-{pod:x5}");

    private static string NodeName(int node) => string.Create(CultureInfo.InvariantCulture, $"node-{node}");
}
