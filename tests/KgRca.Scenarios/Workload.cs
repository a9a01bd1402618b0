using System.Text.Json.Nodes;

namespace KgRca.Scenarios;

/// <summary>
/// A Deployment with one Pod, its Service and what belongs to them, as Kubernetes would describe them.
/// </summary>
internal sealed class Workload(ClusterBuilder cluster, string @namespace, string name, string node, string image)
{
    private const string Hashes = "6f7c9d5b84";
    private int _revision = 1;

    public string Namespace { get; } = @namespace;

    public string Name { get; } = name;

    public string Node { get; set; } = node;

    public string Image { get; set; } = image;

    public int Port { get; init; } = 8080;

    public int LivenessPort { get; set; } = 8080;

    public string MemoryLimit { get; set; } = "256Mi";

    public string SelectorValue { get; set; } = name;

    public string? Claim { get; init; }

    public string ReplicaSet => $"{Name}-{Hash}";

    public string Pod => $"{ReplicaSet}-{Hash[..4]}x";

    public (string, string, string) PodReference => ("Pod", Namespace, Pod);

    public (string, string, string) DeploymentReference => ("Deployment", Namespace, Name);

    public (string, string, string) ReplicaSetReference => ("ReplicaSet", Namespace, ReplicaSet);

    public (string, string, string) ServiceReference => ("Service", Namespace, Name);

    private string Hash => $"{Hashes[..8]}{_revision}";

    /// <summary>All of it appears, healthy.</summary>
    public void Appear()
    {
        cluster.Upsert(ServiceAccount());
        DescribeDeployment();
        DescribeReplicaSet();
        DescribePod(Running());
        DescribeService(hasEndpoints: true);
        cluster.Edge("CONTROLS", DeploymentReference, ReplicaSetReference);
        JoinPod();
        cluster.Edge("SELECTS", ServiceReference, PodReference);
    }

    /// <summary>
    /// A rollout: the Deployment changes, a new ReplicaSet and a new Pod come, and the old Pod stays until the new one
    /// is ready.
    /// </summary>
    public void RollOut(string how)
    {
        _revision++;
        DescribeDeployment();
        cluster.Event("info", "ScalingReplicaSet", $"Scaled up replica set {ReplicaSet} to 1", DeploymentReference);
        cluster.WaitSeconds(0.2);
        DescribeReplicaSet();
        cluster.Edge("CONTROLS", DeploymentReference, ReplicaSetReference);
        cluster.Event("info", "SuccessfulCreate", $"Created pod: {Pod}", ReplicaSetReference);
        DescribePod(Waiting("ContainerCreating", null));
        JoinPod();
        cluster.Edge("SELECTS", ServiceReference, PodReference);
        cluster.Event("info", "Scheduled", $"Successfully assigned {Namespace}/{Pod} to {Node}", PodReference);
        cluster.Log("info", how, Namespace, Pod, "server");
    }

    public void Retire(string replicaSet)
    {
        var pod = $"{replicaSet}-{replicaSet[(Name.Length + 1)..][..4]}x";
        cluster.Event("info", "Killing", "Stopping container server", ("Pod", Namespace, pod));
        cluster.Delete("v1", "Pod", Namespace, pod);
        cluster.Edge("SELECTS", ServiceReference, ("Pod", Namespace, pod), "delete");
    }

    public void DescribeDeployment() =>
        cluster.Upsert(
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "Deployment",
                ["metadata"] = Metadata(Name),
                ["spec"] = new JsonObject
                {
                    ["replicas"] = 1,
                    ["selector"] = new JsonObject { ["matchLabels"] = Labels() },
                    ["template"] = new JsonObject
                    {
                        ["metadata"] = new JsonObject { ["labels"] = Labels() },
                        ["spec"] = PodSpec(),
                    },
                },
                ["status"] = new JsonObject { ["replicas"] = 1, ["readyReplicas"] = 1 },
            }
        );

    public void DescribePod(JsonObject containerStatus, string phase = "Running")
    {
        var metadata = Metadata(Pod);
        metadata["labels"] = Labels();
        metadata["ownerReferences"] = new JsonArray(
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "ReplicaSet",
                ["name"] = ReplicaSet,
                ["controller"] = true,
                ["uid"] = $"uid-{ReplicaSet}",
            }
        );
        metadata["uid"] = $"uid-{Pod}";
        var spec = PodSpec();
        spec["nodeName"] = Node;
        cluster.Upsert(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["metadata"] = metadata,
                ["spec"] = spec,
                ["status"] = new JsonObject
                {
                    ["phase"] = phase,
                    ["containerStatuses"] = new JsonArray(containerStatus),
                },
            }
        );
    }

    public void DescribeService(bool hasEndpoints)
    {
        cluster.Upsert(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Service",
                ["metadata"] = Metadata(Name),
                ["spec"] = new JsonObject
                {
                    ["type"] = "ClusterIP",
                    ["selector"] = new JsonObject { ["app"] = SelectorValue },
                    ["ports"] = new JsonArray(
                        new JsonObject
                        {
                            ["port"] = 80,
                            ["targetPort"] = Port,
                            ["protocol"] = "TCP",
                        }
                    ),
                },
            }
        );
        cluster.Upsert(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Endpoints",
                ["metadata"] = Metadata(Name),
                ["subsets"] = hasEndpoints
                    ? new JsonArray(
                        new JsonObject
                        {
                            ["addresses"] = new JsonArray(new JsonObject { ["ip"] = "10.42.0.17" }),
                            ["ports"] = new JsonArray(new JsonObject { ["port"] = Port }),
                        }
                    )
                    : new JsonArray(),
            }
        );
    }

    public static JsonObject Running(int restarts = 0, JsonObject? lastState = null) =>
        Status(new JsonObject { ["running"] = new JsonObject() }, true, restarts, lastState);

    public static JsonObject Waiting(string reason, string? message, int restarts = 0, JsonObject? lastState = null)
    {
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null)
            waiting["message"] = message;
        return Status(new JsonObject { ["waiting"] = waiting }, false, restarts, lastState);
    }

    public JsonObject OutOfMemory() =>
        new()
        {
            ["terminated"] = new JsonObject
            {
                ["reason"] = "OOMKilled",
                ["exitCode"] = 137,
                ["finishedAt"] = cluster.KubernetesTime,
            },
        };

    private static JsonObject Status(JsonObject state, bool isReady, int restarts, JsonObject? lastState) =>
        new()
        {
            ["name"] = "server",
            ["ready"] = isReady,
            ["restartCount"] = restarts,
            ["state"] = state,
            ["lastState"] = lastState ?? [],
        };

    private void DescribeReplicaSet()
    {
        var metadata = Metadata(ReplicaSet);
        metadata["ownerReferences"] = new JsonArray(
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "Deployment",
                ["name"] = Name,
                ["controller"] = true,
            }
        );
        cluster.Upsert(
            new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = "ReplicaSet",
                ["metadata"] = metadata,
                ["spec"] = new JsonObject { ["replicas"] = 1 },
            }
        );
    }

    private void JoinPod()
    {
        cluster.Edge("CONTROLS", ReplicaSetReference, PodReference);
        cluster.Edge("RUNS_ON", PodReference, ("Node", "", Node));
        cluster.Edge("USES", PodReference, ("ServiceAccount", Namespace, Name));
        if (Claim is not null)
            cluster.Edge("MOUNTS", PodReference, ("PersistentVolumeClaim", Namespace, Claim));
    }

    private JsonObject ServiceAccount() =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ServiceAccount",
            ["metadata"] = Metadata(Name),
        };

    private JsonObject Metadata(string own)
    {
        var metadata = ClusterBuilder.Metadata(Namespace, own);
        metadata["labels"] = Labels();
        metadata["creationTimestamp"] = cluster.KubernetesTime;
        return metadata;
    }

    private JsonObject Labels() => new() { ["app"] = Name };

    private JsonObject PodSpec()
    {
        var spec = new JsonObject
        {
            ["serviceAccountName"] = Name,
            ["containers"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "server",
                    ["image"] = Image,
                    ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = Port, ["protocol"] = "TCP" }),
                    ["resources"] = new JsonObject { ["limits"] = new JsonObject { ["memory"] = MemoryLimit } },
                    ["livenessProbe"] = new JsonObject
                    {
                        ["httpGet"] = new JsonObject { ["path"] = "/healthz", ["port"] = LivenessPort },
                        ["periodSeconds"] = 10,
                        ["failureThreshold"] = 3,
                    },
                }
            ),
        };
        if (Claim is not null)
            spec["volumes"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "data",
                    ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = Claim },
                }
            );
        return spec;
    }
}
