using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Scenarios.Healthy;

/// <summary>A Pod that is placed, starts, is ready, and ends when it is told to.</summary>
internal sealed class HealthyPod(
    HealthyCluster cluster,
    HealthyWorkload workload,
    ObjectReference owner,
    string name,
    int revision
)
{
    private double _changedAt;
    private double _placedAt;
    private double? _runsSince;
    private string _waiting = "ContainerCreating";

    public string Name => name;

    public int Revision => revision;

    public string? Node { get; private set; }

    public bool IsReady { get; private set; }

    /// <summary>When it was told to end; null while it was not.</summary>
    public double? EndsAt { get; private set; }

    public Action? WhenReady { get; set; }

    public ObjectReference Reference => new("Pod", name, workload.Namespace);

    /// <summary>It is made; without a node it waits until it is placed.</summary>
    public void Make(string? node, double schedulesIn)
    {
        Tell();
        cluster.Join(EdgeType.Controls, owner, Reference);
        cluster.Join(EdgeType.Selects, new ObjectReference("Service", workload.Name, workload.Namespace), Reference);
        if (node is not null)
            cluster.After(schedulesIn, () => Place(node));
    }

    public void Place(string node)
    {
        if (EndsAt is not null)
            return;
        (Node, _placedAt, _changedAt) = (node, cluster.Now, cluster.Now);
        cluster.Event("Scheduled", $"Successfully assigned {name} to {node}", Reference, Severity.Info);
        cluster.Join(EdgeType.RunsOn, Reference, new ObjectReference("Node", node));
        Tell();
        if (cluster.Next(4) == 0)
            cluster.After(1, RetryPull);
        else
            cluster.After(cluster.About(2), Run);
    }

    private void RetryPull()
    {
        const string Image = "registry.example/app:1";
        _waiting = "ErrImagePull";
        cluster.Event(
            "Failed",
            $"Failed to pull image \"{Image}\": rpc error: code = Unknown desc = failed to resolve reference \"{Image}\": dial tcp 10.9.9.9:443: i/o timeout",
            Reference
        );
        cluster.Event("Failed", "Error: ErrImagePull", Reference);
        Tell();
        cluster.After(
            cluster.About(12),
            () =>
            {
                cluster.Event("Pulled", $"Successfully pulled image \"{Image}\"", Reference, Severity.Info);
                Run();
            }
        );
    }

    private void Run()
    {
        if (EndsAt is not null)
            return;
        _runsSince = cluster.Now;
        Tell();
        var startsIn = cluster.About(workload.StartsIn);
        for (var at = 3.0; at < startsIn; at += 5)
            cluster.After(at, FailProbe);
        cluster.After(startsIn, () => SetReady(true));
        if (cluster.Next(3) != 0)
            return;
        cluster.After(startsIn + 5, () => SetReady(false));
        cluster.After(startsIn + 5, FailProbe);
        cluster.After(startsIn + 9, () => SetReady(true));
    }

    private void FailProbe()
    {
        if (Node is not null)
            cluster.Event(
                "Unhealthy",
                "Readiness probe failed: Get \"http://10.1.0.3:8080/ready\": dial tcp 10.1.0.3:8080: connect: connection refused",
                Reference
            );
    }

    public void End(Action whenGone)
    {
        EndsAt = cluster.Now;
        cluster.Event("Killing", "Stopping container main", Reference, Severity.Info);
        Tell();
        if (Node is null)
        {
            cluster.After(0.3, Leave);
            return;
        }
        if (cluster.Maybe)
            cluster.After(2, FailProbe);
        var takes = cluster.About(10);
        cluster.After(
            takes * 0.5,
            () =>
            {
                (IsReady, _changedAt) = (false, cluster.Now);
                Tell();
            }
        );
        cluster.After(takes, Leave);

        void Leave()
        {
            cluster.Delete("Pod", workload.Namespace, name);
            whenGone();
        }
    }

    private void SetReady(bool isReady)
    {
        if (EndsAt is not null || IsReady == isReady)
            return;
        (IsReady, _changedAt) = (isReady, cluster.Now);
        Tell();
        workload.PodChanged();
        if (!isReady || WhenReady is not { } then)
            return;
        WhenReady = null;
        then();
    }

    private void Tell()
    {
        var metadata = $$"""
            , "labels": {"app": "{{workload.Name}}"}, "ownerReferences": [{"kind": "ReplicaSet", "name": "{{owner.Name}}", "controller": true}]
            """;
        if (EndsAt is { } end)
            metadata +=
                $$""", "deletionTimestamp": "{{HealthyCluster.Clock(end)}}", "deletionGracePeriodSeconds": 30""";
        var node = Node is null ? "" : $"\"nodeName\": \"{Node}\", ";
        cluster.See(
            "Pod",
            workload.Namespace,
            name,
            $$"""
            "spec": { {{node}}{{workload.Spec}} },
            "status": {"phase": "{{(_runsSince is null ? "Pending" : "Running")}}"{{Status()}} }
            """,
            metadata
        );
    }

    private string Status()
    {
        var since = HealthyCluster.Clock(_changedAt);
        if (Node is null)
            return "";
        var state = _runsSince is { } runs
            ? $$"""{"running": {"startedAt": "{{HealthyCluster.Clock(runs)}}"} }"""
            : $$"""{"waiting": {"reason": "{{_waiting}}"} }""";
        return $$"""
            , "startTime": "{{HealthyCluster.Clock(_placedAt)}}", "conditions": [{"type": "PodScheduled", "status": "True"},
              {"type": "Ready", "status": "{{(IsReady ? "True" : "False")}}", "lastTransitionTime": "{{since}}"}],
              "containerStatuses": [{"name": "main", "ready": {{(
                IsReady ? "true" : "false"
            )}}, "restartCount": 0, "state": {{state}} }]
            """;
    }
}
