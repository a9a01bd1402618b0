using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests;

/// <summary>
/// A cluster told second by second, for failures that need several objects: nodes, workloads with a Pod each, what they
/// log and what is said of them. Logs are read from 20 minutes before <see cref="Start"/>.
/// </summary>
internal sealed class Scene
{
    private const string Cluster = "prod";

    private readonly List<WireRecord> _records = [];
    private int _events;

    public Scene()
    {
        Log(-1200, "clock", "tick", Severity.Info);
        Node("other-node");
        Pod("bystander", "other-node");
    }

    public static DateTimeOffset Start { get; } = new(2026, 5, 4, 3, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<WireRecord> Records => _records;

    public Scene See(double second, string json) =>
        Add(
            new Resource(
                StateOperation.Upsert,
                Start.AddSeconds(second),
                Cluster,
                System.Text.Json.JsonElement.Parse(json)
            )
        );

    public Scene Node(string name, double second = -1000, string more = "", string spec = "") =>
        See(
            second,
            $$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": { {{spec}} }, "status": {"conditions": [{"type": "Ready", "status": "True"}]{{more}} } }
            """
        );

    /// <summary>A Deployment, or another workload, of one Pod that is on a node.</summary>
    public Scene Pod(
        string workload,
        string node,
        double second = -1000,
        bool ready = true,
        string kind = "Deployment",
        string spec = """ "containers": [{"name": "main", "image": "registry.example/app:1"}] """,
        string status = "",
        string suffix = "0",
        string @namespace = "team"
    )
    {
        var name = $"{workload}-{suffix}";
        if (ready && status.Length == 0)
            status = """, "containerStatuses": [{"name": "main", "ready": true, "state": {"running": {} } }]""";
        See(
            second,
            $$"""
            {"apiVersion": "apps/v1", "kind": "{{kind}}", "metadata": {"namespace": "{{@namespace}}", "name": "{{workload}}", "uid": "{{workload}}", "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"replicas": 1, "template": {"spec": { {{spec}} } } },
             "status": {"replicas": 1, "updatedReplicas": 1, "readyReplicas": {{(
                ready ? 1 : 0
            )}}, "availableReplicas": {{(ready ? 1 : 0)}}, "unavailableReplicas": {{(ready ? 0 : 1)}},
              "desiredNumberScheduled": 2, "numberReady": {{(ready ? 2 : 1)}}, "numberAvailable": {{(
                ready ? 2 : 1
            )}}, "updatedNumberScheduled": 2 } }
            """
        );
        See(
            second,
            $$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "{{@namespace}}", "name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "{{Start.AddSeconds(
                second
            ):yyyy-MM-ddTHH:mm:ssZ}}",
              "ownerReferences": [{"kind": "{{kind}}", "name": "{{workload}}", "controller": true}]},
             "spec": {"nodeName": "{{node}}", {{spec}} },
             "status": {"phase": "{{(ready ? "Running" : "Pending")}}", "conditions": [{"type": "Ready", "status": "{{(
                ready ? "True" : "False"
            )}}"}]{{status}} } }
            """
        );
        Edge(EdgeType.Controls, kind, workload, @namespace, "Pod", name, @namespace, second);
        return Edge(EdgeType.RunsOn, "Pod", name, @namespace, "Node", node, null, second);
    }

    public Scene Edge(
        EdgeType type,
        string fromKind,
        string from,
        string? fromNamespace,
        string toKind,
        string to,
        string? toNamespace,
        double second = -1000
    ) =>
        Add(
            new Edge(
                StateOperation.Upsert,
                Start.AddSeconds(second),
                Cluster,
                type,
                new ObjectReference(fromKind, from, fromNamespace),
                new ObjectReference(toKind, to, toNamespace)
            )
        );

    public Scene Event(
        double second,
        string reason,
        string message,
        string kind,
        string name,
        string? @namespace = "team",
        int count = 1,
        Severity severity = Severity.Warning
    ) =>
        Add(
            new Event(
                $"e{_events++}",
                Start.AddSeconds(second),
                Cluster,
                EventSource.K8sEvent,
                severity,
                reason,
                message,
                new ObjectReference(kind, name, @namespace)
            )
            {
                Count = count,
            }
        );

    public Scene Log(
        double second,
        string pod,
        string message,
        Severity severity = Severity.Error,
        string @namespace = "team",
        string container = "main"
    ) =>
        Add(
            new Event(
                $"l{_events++}",
                Start.AddSeconds(second),
                Cluster,
                EventSource.K8sLog,
                severity,
                "Log",
                message,
                new ObjectReference("Pod", pod, @namespace)
            )
            {
                Container = container,
            }
        );

    public Scene Gone(double second, string kind, string name, string @namespace = "team") =>
        Add(
            new Resource(
                StateOperation.Delete,
                Start.AddSeconds(second),
                Cluster,
                System.Text.Json.JsonElement.Parse(
                    $$"""{"apiVersion": "v1", "kind": "{{kind}}", "metadata": {"namespace": "{{@namespace}}", "name": "{{name}}", "uid": "{{name}}"} }"""
                )
            )
        );

    /// <summary>An object of the cluster, which has no namespace, is gone.</summary>
    public Scene GoneFromCluster(double second, string kind, string name) =>
        Add(
            new Resource(
                StateOperation.Delete,
                Start.AddSeconds(second),
                Cluster,
                System.Text.Json.JsonElement.Parse(
                    $$"""{"apiVersion": "v1", "kind": "{{kind}}", "metadata": {"name": "{{name}}", "uid": "{{kind}}-{{name}}"} }"""
                )
            )
        );

    /// <summary>The surest answer over all incidents, in the order told; null where there is no incident.</summary>
    public string? First(params int[] restarts)
    {
        var graph = Replay.Run(_records, restarts);
        var link = graph
            .OfType(GraphSchema.PotentialCause)
            .OrderByDescending(link => link["confidence"].AsFloat)
            .ThenBy(link => link["cause"].AsString, StringComparer.Ordinal)
            .FirstOrDefault();
        return link is null
            ? null
            : $"{link["object_kind"].AsString} {link["object_name"].AsString}: {link["cause"].AsString}";
    }

    private Scene Add(WireRecord record)
    {
        _records.Add(record);
        return this;
    }
}
