using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Scenarios.Healthy;

/// <summary>A Deployment with its ReplicaSets, Pods, Service and endpoints, kept as its controllers would.</summary>
internal sealed class HealthyWorkload(HealthyCluster cluster, string @namespace, string name, int replicas = 2)
{
    private readonly List<HealthyPod> _pods = [];
    private int _made;
    private int _replicas = replicas;

    public string Namespace => @namespace;

    public string Name => name;

    /// <summary>The members of its Pods' spec, beside the node.</summary>
    public string Spec { get; init; } =
        """
            "containers": [{"name": "main", "image": "registry.example/app:1", "ports": [{"containerPort": 8080}],
              "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 5}}]
            """;

    /// <summary>How long its Pods take to be ready once they run.</summary>
    public double StartsIn { get; init; } = 8;

    public int Revision { get; private set; } = 1;

    public IEnumerable<HealthyPod> Pods => _pods.Where(pod => pod.EndsAt is null);

    public int Replicas => _replicas;

    private string ReplicaSet => $"{name}-r{Revision}";

    public ObjectReference Reference => new("Deployment", name, @namespace);

    /// <summary>It is made, with its Service, in the order of a chart.</summary>
    public void Install(params string[] nodes)
    {
        cluster.See(
            "Service",
            @namespace,
            name,
            $$"""
            "spec": {"type": "ClusterIP", "clusterIP": "10.0.0.1", "selector": {"app": "{{name}}"}, "ports": [{"port": 80, "targetPort": 8080}]}
            """
        );
        TellEndpoints();
        Tell();
        Scale(_replicas, nodes);
    }

    /// <summary>Its replicas are set, and Pods made or ended for it.</summary>
    public void Scale(int replicas, params string[] nodes)
    {
        var before = Pods.Count();
        _replicas = replicas;
        if (before != replicas)
            cluster.Event(
                "ScalingReplicaSet",
                $"Scaled {(replicas > before ? "up" : "down")} replica set {ReplicaSet} to {replicas} from {before}",
                Reference,
                Severity.Info
            );
        Tell();
        for (var i = before; i < replicas; i++)
            Make(nodes.Length == 0 ? "node-1" : nodes[i % nodes.Length]);
        foreach (var pod in Pods.Skip(replicas).ToList())
            End(pod);
        Tell();
    }

    /// <summary>A new revision takes over, one Pod after the other.</summary>
    public void RollOut(params string[] nodes)
    {
        Revision++;
        cluster.Event("ScalingReplicaSet", $"Scaled up replica set {ReplicaSet} to 1 from 0", Reference, Severity.Info);
        Replace(nodes);
    }

    private void Replace(string[] nodes)
    {
        var old = Pods.FirstOrDefault(pod => pod.Revision < Revision);
        if (old is null)
            return;
        var pod = Make(nodes.Length == 0 ? "node-2" : nodes[0]);
        Tell();
        pod.WhenReady = () =>
        {
            cluster.Event(
                "ScalingReplicaSet",
                $"Scaled down replica set {name}-r{old.Revision} to 0 from 1",
                Reference,
                Severity.Info
            );
            End(old);
            cluster.After(cluster.About(1), () => Replace(nodes));
        };
    }

    public HealthyPod Make(string? node, double schedulesIn = 0.2)
    {
        var owner = new ObjectReference("ReplicaSet", ReplicaSet, @namespace);
        var pod = new HealthyPod(cluster, this, owner, $"{ReplicaSet}-{_made++}", Revision);
        _pods.Add(pod);
        if (!cluster.Exists("ReplicaSet", @namespace, ReplicaSet))
        {
            TellReplicaSet();
            cluster.Join(EdgeType.Controls, Reference, owner);
        }
        pod.Make(node, schedulesIn);
        return pod;
    }

    public void End(HealthyPod pod)
    {
        pod.End(() =>
        {
            _pods.Remove(pod);
            Tell();
        });
        Tell();
    }

    public void PodChanged() => Tell();

    private void Tell()
    {
        if (_replicas > 0 && _pods.Count == 0 && cluster.Exists("ReplicaSet", @namespace, ReplicaSet))
            return;
        var ready = Pods.Count(pod => pod.IsReady);
        var updated = Pods.Count(pod => pod.Revision == Revision);
        var missing = Math.Max(0, _replicas - ready);
        cluster.See(
            "Deployment",
            @namespace,
            name,
            $$$"""
            "spec": {"replicas": {{{_replicas}}}, "selector": {"matchLabels": {"app": "{{{name}}}"}},
              "template": {"metadata": {"labels": {"app": "{{{name}}}", "revision": "{{{Revision}}}"}}, "spec": { {{{Spec}}} } } },
            "status": {"replicas": {{{Pods.Count()}}}, "updatedReplicas": {{{updated}}}, "readyReplicas": {{{ready}}},
              "availableReplicas": {{{ready}}}, "unavailableReplicas": {{{missing}}} }
            """
        );
        if (_pods.Count > 0)
            TellReplicaSet();
        TellEndpoints();
    }

    private void TellReplicaSet() =>
        cluster.See(
            "ReplicaSet",
            @namespace,
            ReplicaSet,
            $$$"""
            "spec": {"replicas": {{{Pods.Count(pod => pod.Revision == Revision)}}}, "template": {"metadata": {"labels": {"app": "{{{name}}}"}}, "spec": { {{{Spec}}} } } },
            "status": {"replicas": {{{Pods.Count(pod => pod.Revision == Revision)}}}, "readyReplicas": {{{Pods.Count(
                pod => pod.Revision == Revision && pod.IsReady
            )}}} }
            """,
            $$""", "ownerReferences": [{"kind": "Deployment", "name": "{{name}}", "controller": true}]"""
        );

    private void TellEndpoints() =>
        cluster.See(
            "EndpointSlice",
            @namespace,
            $"{name}-abc",
            $$"""
            "addressType": "IPv4", "ports": [{"port": 8080}], "endpoints": [{{string.Join(
                ", ",
                Pods.Where(pod => pod.Node is not null)
                    .Select(pod =>
                        $$"""{"addresses": ["10.1.0.{{_made}}"], "conditions": {"ready": {{(
                            pod.IsReady ? "true" : "false"
                        )}}}, "targetRef": {"kind": "Pod", "name": "{{pod.Name}}"} }"""
                    )
            )}}]
            """,
            $$""", "labels": {"kubernetes.io/service-name": "{{name}}"}"""
        );
}
