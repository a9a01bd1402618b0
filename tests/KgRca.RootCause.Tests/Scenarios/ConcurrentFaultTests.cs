using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Scenarios;

/// <summary>
/// Faults on one node, in a cluster where a node was cordoned and labelled minutes before and a rollout goes on: each
/// is an incident of its own, with the right cause first.
/// </summary>
public sealed class ConcurrentFaultTests
{
    private const double At = 1500;

    private static readonly Dictionary<string, (Func<string, double, FaultRecords> Make, string Cause)> Faults = new()
    {
        ["image"] = (Image, "incorrect_image_reference"),
        ["memory"] = (Memory, "oom_killed"),
        ["secret"] = (Secret, "missing_secret_binding"),
        ["command"] = (Command, "container_command_invalid"),
        ["placement"] = (Placement, "node_selector_mismatch"),
        ["quota"] = (Quota, "namespace_cpu_quota_exceeded"),
        ["probe"] = (Probe, "liveness_probe_incorrect_path"),
        ["class"] = (StorageClass, "pvc_storage_class_mismatch"),
        ["crash"] = (Crash, "container_crash"),
        ["log"] = (Log, "application_error"),
        ["hook"] = (Hook, "lifecycle_hook_failed"),
    };

    public static TheoryData<string, string, double> Pairs()
    {
        var pairs = new TheoryData<string, string, double>();
        foreach (var first in Faults.Keys)
        foreach (var second in Faults.Keys)
            pairs.Add(first, second, first.Length < second.Length ? 0 : 45);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Process_TwoFaultsOnOneNode_AreAnIncidentEachWithItsCauseFirst(
        string first,
        string second,
        double gap
    ) =>
        Assert.Equal(
            Expected(("alpha", first), ("beta", second)),
            Answers([.. Faults[first].Make("alpha", At).Records, .. Faults[second].Make("beta", At + gap).Records])
        );

    [Fact]
    public void Process_AllFaultsAtOnce_AreAnIncidentEachWithItsCauseFirst() =>
        Assert.Equal(Expected([.. Named()]), Answers(AllAtOnce()));

    /// <summary>Every fault at one time, each in a namespace of its own.</summary>
    internal static List<WireRecord> AllAtOnce() =>
        [.. Named().SelectMany(fault => Faults[fault.Fault].Make(fault.Space, At).Records)];

    private static IEnumerable<(string Space, string Fault)> Named() =>
        Faults.Keys.Select((fault, i) => ($"team-{(char)('a' + i)}", fault));

    [Fact]
    public void Process_AllFaultsAtOnce_AreTheSameAfterARestart()
    {
        var records = InOrder([
            .. Faults.Keys.SelectMany((fault, i) => Faults[fault].Make($"team-{(char)('a' + i)}", At + i).Records),
        ]);
        var expected = Replay.Run(records);
        for (var i = records.Count / 3; i < records.Count; i += 5)
            Replay.AssertSame(expected, Replay.Run(records, i));
    }

    private static List<string> Expected(params (string Space, string Fault)[] faults) =>
        [.. faults.Select(fault => $"{fault.Space}: {Faults[fault.Fault].Cause}").Order(StringComparer.Ordinal)];

    /// <summary>The namespaces of each incident's errors, and its first cause.</summary>
    private static List<string> Answers(List<WireRecord> records)
    {
        var graph = Replay.Run(InOrder(records));
        return
        [
            .. graph
                .OfLabel(GraphSchema.Incident)
                .Where(incident => incident["status"].AsString != "merged")
                .Select(incident =>
                {
                    var spaces = graph
                        .OfType(GraphSchema.SameIncident)
                        .Where(link => link.Key.To == incident.Key)
                        .Select(link => graph.Nodes[link.Key.From.ToString()].Properties["resource_id"].AsString)
                        .Select(id => id?.Split('/')[2] is { Length: > 0 } space ? space : id)
                        .Distinct()
                        .Order(StringComparer.Ordinal);
                    var first = graph
                        .OfType(GraphSchema.PotentialCause)
                        .Single(link => link.Key.To == incident.Key && link["rank"].AsInteger == 1);
                    return $"{string.Join('+', spaces)}: {first["cause"].AsString}";
                })
                .Order(StringComparer.Ordinal),
        ];
    }

    private static List<WireRecord> InOrder(List<WireRecord> faults) =>
        [.. OrdinaryLife().Concat(faults).Append(Tick(At + 90)).Append(Tick(At + 200)).OrderBy(TimeOf)];

    internal static DateTimeOffset TimeOf(WireRecord record) =>
        record switch
        {
            Event item => item.EventTime,
            Resource item => item.ObservedAt,
            Edge item => item.ObservedAt,
            _ => throw new ArgumentException("No such record.", nameof(record)),
        };

    /// <summary>Nodes, a cordon and a label minutes before, and a rollout that goes on.</summary>
    private static IEnumerable<WireRecord> OrdinaryLife()
    {
        var life = new FaultRecords("calm");
        foreach (var node in new[] { "worker-1", "worker-2", "worker-3" })
            life.AddObject(0, "v1", "Node", node, NodeBody(""));
        life.AddObject(0, "v1", "Secret", "token", "\"type\": \"Opaque\"");
        life.AddObject(0, "storage.k8s.io/v1", "StorageClass", "standard", "\"provisioner\": \"disks.example.com\"");
        life.Add(0, 1).AddPod(0, Running);
        life.AddObject(At - 400, "v1", "Node", "worker-1", NodeBody("\"unschedulable\": true"));
        life.AddEvent(At - 399, "Node", "worker-1", "NodeNotSchedulable", "cordoned", severity: Severity.Info);
        life.AddObject(At - 200, "v1", "Node", "worker-1", NodeBody(""));
        life.AddObject(At - 190, "v1", "Node", "worker-1", NodeBody("\"podCIDR\": \"10.2.0.0/24\""));
        life.AddEvent(
            At - 30,
            "Deployment",
            life.Workload,
            "ScalingReplicaSet",
            "Scaled up replica set calm-app-7 to 2 from 1",
            severity: Severity.Info
        );
        return life.Records;
    }

    private static string NodeBody(string spec) =>
        $$"""
            "spec": { {{spec}} }, "status": {"allocatable": {"cpu": "8", "memory": "32Gi", "pods": "110"},
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-01T00:00:00Z"}]}
            """;

    private const string Running = """
        "ready": true, "state": {"running": {"startedAt": "2026-11-20T00:00:00Z"} }
        """;

    private static string Waiting(string reason, string message, string last = "") =>
        $$"""
            "ready": false, {{last}} "state": {"waiting": {"reason": "{{reason}}", "message": "{{message}}"} }
            """;

    private static string Ended(double second, int exitCode, string reason) =>
        $$"""
            "lastState": {"terminated": {"exitCode": {{exitCode}}, "reason": "{{reason}}", "finishedAt": "{{Start.AddSeconds(
                second
            ):yyyy-MM-dd'T'HH:mm:ss'Z'}}"} },
            """;

    private static FaultRecords Healthy(string space) => new FaultRecords(space).Add(0, 1).AddPod(0, Running);

    private static FaultRecords Image(string space, double at) =>
        Healthy(space)
            .Add(at, 0)
            .AddPod(
                at,
                Waiting("ErrImagePull", $"failed to pull and unpack image: reg.example.com/{space}-app:1.5: not found")
            );

    private static FaultRecords Memory(string space, double at) =>
        Healthy(space)
            .Add(at, 0)
            .AddPod(at, Waiting("CrashLoopBackOff", "back-off", Ended(at, 137, "OOMKilled")))
            .AddEvent(
                at + 2,
                "Pod",
                $"{space}-app-5d4f7c9b8-x2k4q",
                "BackOff",
                "Back-off restarting failed container",
                4
            );

    private static FaultRecords Secret(string space, double at) =>
        Healthy(space)
            .AddEdge(at, EdgeType.Mounts, ("Pod", $"{space}-app-5d4f7c9b8-x2k4q"), ("Secret", $"{space}-key"))
            .Add(at, 0)
            .AddPod(at, Waiting("CreateContainerConfigError", $"secret \\\"{space}-key\\\" not found"));

    private static FaultRecords Command(string space, double at) =>
        Healthy(space)
            .Add(at, 0)
            .AddPod(
                at,
                Waiting(
                    "RunContainerError",
                    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \\\"serve\\\": executable file not found in $PATH"
                )
            );

    private static FaultRecords Placement(string space, double at) =>
        new FaultRecords(space)
            .Add(at, 0, at)
            .AddPod(
                at,
                "",
                """
                {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."}
                """,
                at,
                isPlaced: false
            );

    private static FaultRecords Quota(string space, double at)
    {
        var healthy = Healthy(space);
        return healthy
            .AddObject(
                0,
                "v1",
                "ResourceQuota",
                "limits",
                "\"status\": {\"hard\": {\"requests.cpu\": \"1\"}, \"used\": {\"requests.cpu\": \"1\"} }"
            )
            .AddEdge(0, EdgeType.Limits, ("ResourceQuota", "limits"), ("Namespace", space))
            .Add(at, 1, replicas: 2)
            .AddEvent(
                at,
                "ReplicaSet",
                $"{healthy.Workload}-5d4f7c9b8",
                "FailedCreate",
                $"Error creating: pods \"{healthy.Workload}-5d4f7c9b8-zz\" is forbidden: exceeded quota: limits, requested: requests.cpu=100m, used: requests.cpu=1, limited: requests.cpu=1",
                4
            );
    }

    private static FaultRecords Probe(string space, double at) =>
        Healthy(space)
            .AddEvent(
                at,
                "Pod",
                $"{space}-app-5d4f7c9b8-x2k4q",
                "Unhealthy",
                "Liveness probe failed: HTTP probe failed with statuscode: 404",
                4
            );

    private static FaultRecords StorageClass(string space, double at) =>
        new FaultRecords(space)
            .AddObject(
                at,
                "v1",
                "PersistentVolumeClaim",
                $"{space}-data",
                $$"""
                "spec": {"storageClassName": "{{space}}-fast", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"} } }, "status": {"phase": "Pending"}
                """
            )
            .AddEvent(
                at + 1,
                "PersistentVolumeClaim",
                $"{space}-data",
                "ProvisioningFailed",
                $"storageclass.storage.k8s.io \"{space}-fast\" not found",
                4
            );

    private static FaultRecords Crash(string space, double at) =>
        Healthy(space)
            .Add(at, 0)
            .AddPod(at, Waiting("CrashLoopBackOff", "back-off", Ended(at, 1, "Error")))
            .AddEvent(
                at + 2,
                "Pod",
                $"{space}-app-5d4f7c9b8-x2k4q",
                "BackOff",
                "Back-off restarting failed container",
                4
            );

    private static FaultRecords Log(string space, double at) =>
        Healthy(space)
            .AddEvent(
                0,
                "Pod",
                $"{space}-app-5d4f7c9b8-x2k4q",
                "Log",
                "ready",
                severity: Severity.Info,
                source: EventSource.K8sLog
            )
            .AddEvent(
                at,
                "Pod",
                $"{space}-app-5d4f7c9b8-x2k4q",
                "Log",
                $"panic: {space} ledger is out of balance",
                severity: Severity.Error,
                source: EventSource.K8sLog
            );

    private static FaultRecords Hook(string space, double at) =>
        Healthy(space)
            .Add(at, 0)
            .AddPod(at, Waiting("PostStartHookError", "Exec lifecycle hook ([/warm]) failed: exit status 1"));
}
