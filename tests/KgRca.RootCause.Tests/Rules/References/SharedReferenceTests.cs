using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Rules.References;

/// <summary>One object that several workloads need and that is gone.</summary>
public sealed class SharedReferenceTests
{
    private const string Old = "2026-09-01T08:00:00Z";
    private static readonly string[] Users = ["web", "api", "worker"];

    [Theory]
    [InlineData("configmap not found", "")]
    [InlineData("configmap not found", "Error: configmap not found")]
    [InlineData("", "Error: configmap not found")]
    [InlineData("configmap \\\"settings\\\" not found", "Error: configmap \"settings\" not found")]
    public void Process_ObjectOfManyIsDeleted_IsOneIncidentThatNamesIt(string status, string said)
    {
        var records = new List<WireRecord>
        {
            Seen(0, ConfigMap("settings")),
            Seen(0, ConfigMap("other")),
            Listed(1, "Pod", 0),
            Listed(1, "ConfigMap", 2),
        };
        records.AddRange(Users.SelectMany(user => Workload(2, user, "old", Running)));
        records.Add(Tick(100));
        records.Add(Gone(300, "ConfigMap", "settings"));
        for (var i = 0; i < Users.Length; i++)
        {
            records.AddRange(Workload(301 + i, Users[i], "new", ""));
            if (said.Length > 0)
                records.Add(Failed(301.5 + i, $"{Users[i]}-new", said));
            if (status.Length > 0)
                records.Add(Seen(301.6 + i, Pod(Users[i], "new", Waiting(status))));
        }
        if (status.Length == 0)
            records.AddRange(Users.SelectMany(user => Again(310, $"{user}-new", said)));
        records.Add(Tick(330));

        var graph = Replay.Run(records);

        var incident = Assert.Single(graph.OfLabel(GraphSchema.Incident), node => node["status"].AsString != "merged");
        var first = graph
            .OfType(GraphSchema.PotentialCause)
            .Single(link => link.Key.To == incident.Key && link["rank"].AsInteger == 1);
        Assert.Equal(
            ("missing_config_map", "ConfigMap", "settings"),
            (first["cause"].AsString, first["object_kind"].AsString, first["object_name"].AsString)
        );
    }

    private static string ConfigMap(string name) =>
        $$$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "{{{name}}}", "creationTimestamp": "{{{Old}}}"}, "data": {"mode": ""} }""";

    private static Listing Listed(double second, string kind, int count) =>
        new(Start.AddSeconds(second), Start.AddSeconds(-1), "prod", "v1", kind, count);

    private const string Running = """{"name": "main", "ready": true, "state": {"running": {} } }""";

    private static string Waiting(string message) =>
        $$"""{"name": "main", "ready": false, "state": {"waiting": {"reason": "CreateContainerConfigError", "message": "{{message}}"} } }""";

    private static IEnumerable<WireRecord> Workload(double second, string name, string revision, string status)
    {
        yield return Seen(
            second,
            $$$"""
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}", "uid": "{{{name}}}", "creationTimestamp": "{{{Old}}}"},
             "spec": {"replicas": 1, "template": {"spec": {{{Spec("")}}} } },
             "status": {"replicas": 1, "readyReplicas": 1, "updatedReplicas": 1, "unavailableReplicas": {{{(
                status.Length > 0 ? 0 : 1
            )}}} } }
            """
        );
        var pod = $"{name}-{revision}";
        yield return Seen(second, Pod(name, revision, status));
        yield return Controls(name, pod);
        yield return RunsOn(pod, "node-1");
        yield return new Edge(
            StateOperation.Upsert,
            Start.AddSeconds(second),
            "prod",
            EdgeType.Mounts,
            new ObjectReference("Pod", pod, "shop"),
            new ObjectReference("ConfigMap", "settings", "shop")
        );
    }

    private static string Pod(string workload, string revision, string status) =>
        $$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{workload}}}-{{{revision}}}", "uid": "{{{workload}}}-{{{revision}}}", "creationTimestamp": "2026-11-21T11:05:00Z"},
             "spec": {{{Spec(
                "\"nodeName\": \"node-1\","
            )}}}, "status": {"phase": "Pending", "containerStatuses": [{{{status}}}]} }
            """;

    private static string Spec(string more) =>
        $$"""{ {{more}} "containers": [{"name": "main", "image": "reg.example.com/app:1", "envFrom": [{"configMapRef": {"name": "settings"} }]}]}""";

    private static Event Failed(double second, string pod, string message) =>
        new(
            $"Failed {pod} {second}",
            Start.AddSeconds(second),
            "prod",
            EventSource.K8sEvent,
            Severity.Warning,
            "Failed",
            message,
            new ObjectReference("Pod", pod, "shop")
        );

    private static IEnumerable<WireRecord> Again(double second, string pod, string message) =>
        [Failed(second, pod, message), Failed(second + 5, pod, message)];
}
