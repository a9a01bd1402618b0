using System.Text.Json;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Scenarios;

/// <summary>
/// What an agent sends of a workload of one Pod that is named after its namespace, at seconds after
/// <see cref="Start"/>.
/// </summary>
internal sealed class FaultRecords(string space, string node = "worker-1")
{
    private readonly List<WireRecord> _records = [];

    public string Workload => $"{space}-app";

    public string Pod => $"{Workload}-5d4f7c9b8-x2k4q";

    public IReadOnlyList<WireRecord> Records => _records;

    /// <summary>The Deployment, its ReplicaSet and its edges; the Pod is added by <see cref="AddPod"/>.</summary>
    public FaultRecords Add(double second, int ready, double created = -86400, int replicas = 1)
    {
        Upsert(
            second,
            "apps/v1",
            "Deployment",
            Workload,
            created,
            $$"""
            "spec": {"replicas": {{replicas}}, "selector": {"matchLabels": {"app": "{{Workload}}"} },
              "template": {"metadata": {"labels": {"app": "{{Workload}}"} }, "spec": {{PodSpec()}} } },
            "status": {"observedGeneration": 1, "replicas": {{replicas}}, "updatedReplicas": {{replicas}}, "readyReplicas": {{ready}}, "unavailableReplicas": {{replicas
                - ready}} }
            """
        );
        Upsert(
            second,
            "apps/v1",
            "ReplicaSet",
            $"{Workload}-5d4f7c9b8",
            created,
            $$"""
            "spec": {"replicas": {{replicas}} }, "status": {"replicas": {{replicas}}, "readyReplicas": {{ready}} }
            """
        );
        Join(second, EdgeType.Controls, ("Deployment", Workload), ("ReplicaSet", $"{Workload}-5d4f7c9b8"));
        return this;
    }

    /// <summary>The Pod, on its node unless it waits for one.</summary>
    public FaultRecords AddPod(
        double second,
        string containerStatus,
        string conditions = "",
        double created = -86400,
        bool isPlaced = true
    )
    {
        Upsert(
            second,
            "v1",
            "Pod",
            Pod,
            created,
            $$"""
            "spec": {{PodSpec(isPlaced ? $"\"nodeName\": \"{node}\"," : "")}},
            "status": {"phase": "{{(isPlaced ? "Running" : "Pending")}}", "conditions": [{{conditions}}]{{(
                containerStatus.Length > 0
                    ? $", \"containerStatuses\": [{{\"name\": \"main\", \"restartCount\": 3, {containerStatus}}}]"
                    : ""
            )}} }
            """,
            $"\"labels\": {{\"app\": \"{Workload}\"}},"
        );
        Join(second, EdgeType.Controls, ("ReplicaSet", $"{Workload}-5d4f7c9b8"), ("Pod", Pod));
        Join(second, EdgeType.Uses, ("Pod", Pod), ("ServiceAccount", "default"));
        if (isPlaced)
            Join(second, EdgeType.RunsOn, ("Pod", Pod), ("Node", node));
        return this;
    }

    public FaultRecords AddObject(double second, string apiVersion, string kind, string name, string body)
    {
        Upsert(second, apiVersion, kind, name, -86400, body);
        return this;
    }

    public FaultRecords AddEvent(
        double second,
        string kind,
        string name,
        string reason,
        string message,
        int count = 1,
        Severity severity = Severity.Warning,
        EventSource source = EventSource.K8sEvent
    )
    {
        _records.Add(
            new Event(
                $"{space} {kind} {name} {reason} {second}",
                Start.AddSeconds(second),
                "prod",
                source,
                severity,
                reason,
                message,
                Reference(kind, name),
                count > 1 ? Start.AddSeconds(second - 10) : null,
                count
            )
        );
        return this;
    }

    public FaultRecords AddEdge(double second, EdgeType type, (string, string) from, (string, string) to)
    {
        Join(second, type, from, to);
        return this;
    }

    private string PodSpec(string more = "") =>
        $$"""
            { {{more}} "containers": [{"name": "main", "image": "reg.example.com/{{Workload}}:1.4",
              "ports": [{"containerPort": 8080}], "resources": {"limits": {"memory": "64Mi"}, "requests": {"cpu": "100m"} } }]}
            """;

    private void Upsert(
        double second,
        string apiVersion,
        string kind,
        string name,
        double created,
        string body,
        string metadata = ""
    )
    {
        var place = IsOfCluster(kind) ? "" : $"\"namespace\": \"{space}\",";
        _records.Add(
            new Resource(
                StateOperation.Upsert,
                Start.AddSeconds(second),
                "prod",
                JsonElement.Parse(
                    $$"""
                    {"apiVersion": "{{apiVersion}}", "kind": "{{kind}}", "metadata": { {{place}} {{metadata}} "name": "{{name}}", "uid": "{{space}}-{{name}}",
                     "creationTimestamp": "{{Start.AddSeconds(created):yyyy-MM-dd'T'HH:mm:ss'Z'}}"}, {{body}} }
                    """
                )
            )
        );
    }

    private void Join(double second, EdgeType type, (string, string) from, (string, string) to) =>
        _records.Add(
            new Edge(
                StateOperation.Upsert,
                Start.AddSeconds(second),
                "prod",
                type,
                Reference(from.Item1, from.Item2),
                Reference(to.Item1, to.Item2)
            )
        );

    private ObjectReference Reference(string kind, string name) =>
        IsOfCluster(kind) ? new ObjectReference(kind, name) : new ObjectReference(kind, name, space);

    private static bool IsOfCluster(string kind) => kind is "Node" or "Namespace" or "PersistentVolume";
}
