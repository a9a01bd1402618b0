using System.Text.Json.Nodes;
using KgRca.Contracts.Captures;

namespace KgRca.Scenarios;

/// <summary>A fault of the scenario, and the answer that is right for it.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Kind">The kind of the object to mend.</param>
/// <param name="Namespace">Its namespace; empty for a cluster-scoped object.</param>
/// <param name="ObjectName">Its name.</param>
/// <param name="Cause">The cause.</param>
public sealed record ExpectedFault(string Name, string Kind, string Namespace, string ObjectName, string Cause);

/// <summary>
/// A small shop on three nodes that runs well for half an hour, then breaks six times, half an hour apart, and is
/// mended each time but the last.
/// </summary>
public static class ShopScenario
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(30);
    private static readonly string[] Nodes = ["worker-1", "worker-2", "worker-3"];

    /// <summary>The faults, in the order in which they happen.</summary>
    public static IReadOnlyList<ExpectedFault> Faults { get; } =
    [
        new("out of memory", "Deployment", "shop", "catalog", "oom_killed"),
        new("bad image", "Deployment", "shop", "web", "incorrect_image_reference"),
        new("failing liveness probe", "Deployment", "shop", "cart", "liveness_probe_incorrect_port"),
        new("node not ready", "Node", "", "worker-3", "node_not_ready"),
        new("volume not bound", "PersistentVolumeClaim", "data", "reports-data", "pvc_storage_class_mismatch"),
        new("service without endpoints", "Service", "shop", "payment", "service_selector_mismatch"),
    ];

    /// <summary>The capture's records, in time order. Always the same.</summary>
    public static IEnumerable<CaptureRecord> Generate()
    {
        var cluster = new ClusterBuilder("demo", Start);
        foreach (var node in Nodes)
            DescribeNode(cluster, node, "True", "kubelet is posting ready status");
        var shop = (string[])["web", "catalog", "cart", "checkout", "payment", "search"];
        var workloads = shop.Select(
                (name, index) =>
                    new Workload(cluster, "shop", name, Nodes[index % 2], $"registry.example/shop/{name}:1.4.2")
            )
            .ToList();
        workloads.Add(
            new Workload(cluster, "media", "thumbnails", "worker-3", "registry.example/media/thumbnails:2.0.1")
        );
        workloads.Add(new Workload(cluster, "media", "uploads", "worker-3", "registry.example/media/uploads:2.0.1"));
        foreach (var workload in workloads)
        {
            workload.Appear();
            cluster.WaitSeconds(0.5);
        }
        var byName = workloads.ToDictionary(workload => workload.Name);
        foreach (
            var (from, to) in ((string, string)[])
                [
                    ("web", "catalog"),
                    ("web", "cart"),
                    ("web", "checkout"),
                    ("checkout", "payment"),
                    ("checkout", "cart"),
                    ("web", "search"),
                ]
        )
            cluster.Edge("CALLS", byName[from].DeploymentReference, byName[to].ServiceReference);
        Action[] faults =
        [
            () => OutOfMemory(cluster, byName["catalog"]),
            () => BadImage(cluster, byName["web"]),
            () => BadProbe(cluster, byName["cart"]),
            () => NodeNotReady(cluster, [byName["thumbnails"], byName["uploads"]]),
            () => VolumeNotBound(cluster),
            () => ServiceWithoutEndpoints(cluster, byName["payment"], byName["checkout"]),
        ];
        foreach (var fault in faults)
        {
            RunWell(cluster, workloads);
            fault();
        }
        return cluster.Records;
    }

    private static void RunWell(ClusterBuilder cluster, List<Workload> workloads)
    {
        var until = cluster.Now + Calm;
        for (var minute = 0; cluster.Now < until; minute++)
        {
            var workload = workloads[minute % workloads.Count];
            cluster.Log(
                "info",
                $"handled {120 + minute} requests, slowest {14 + minute % 7} ms",
                workload.Namespace,
                workload.Pod,
                "server"
            );
            if (minute % 10 == 0)
                cluster.Event(
                    "info",
                    "Pulled",
                    $"Container image \"{workload.Image}\" already present on machine",
                    workload.PodReference
                );
            cluster.WaitSeconds(60);
        }
    }

    private static void OutOfMemory(ClusterBuilder cluster, Workload catalog)
    {
        for (var restarts = 1; restarts <= 4; restarts++)
        {
            var killed = catalog.OutOfMemory();
            catalog.DescribePod(
                restarts < 3
                    ? Workload.Running(restarts, killed)
                    : Workload.Waiting(
                        "CrashLoopBackOff",
                        $"back-off 40s restarting failed container=server pod={catalog.Pod}_shop(uid-{catalog.Pod})",
                        restarts,
                        killed
                    )
            );
            cluster.WaitSeconds(1);
            cluster.Event("info", "Started", "Started container server", catalog.PodReference);
            if (restarts > 1)
                cluster.Event(
                    "warning",
                    "BackOff",
                    $"Back-off restarting failed container server in pod {catalog.Pod}_shop",
                    catalog.PodReference,
                    count: restarts,
                    since: TimeSpan.FromSeconds(30)
                );
            cluster.WaitSeconds(25);
        }
        cluster.Alert(
            "KubePodCrashLooping",
            "warning",
            $"Pod shop/{catalog.Pod} is crash looping",
            ("namespace", "shop"),
            ("pod", catalog.Pod)
        );
        Mend(cluster, catalog, () => catalog.MemoryLimit = "512Mi");
    }

    private static void BadImage(ClusterBuilder cluster, Workload web)
    {
        var good = web.Image;
        web.Image = "registry.example/shop/web:1.5.0-rc9";
        web.RollOut("starting");
        cluster.WaitSeconds(3);
        var missing = $"failed to resolve reference \"{web.Image}\": {web.Image}: not found";
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            cluster.Event("info", "Pulling", $"Pulling image \"{web.Image}\"", web.PodReference);
            cluster.WaitSeconds(2);
            cluster.Event(
                "warning",
                "Failed",
                $"Failed to pull image \"{web.Image}\": rpc error: code = NotFound desc = failed to pull and unpack image \"{web.Image}\": {missing}",
                web.PodReference
            );
            cluster.Event("warning", "Failed", "Error: ErrImagePull", web.PodReference);
            web.DescribePod(Workload.Waiting("ErrImagePull", missing), "Pending");
            cluster.WaitSeconds(20);
            cluster.Event("info", "BackOff", $"Back-off pulling image \"{web.Image}\"", web.PodReference);
            web.DescribePod(
                Workload.Waiting("ImagePullBackOff", $"Back-off pulling image \"{web.Image}\": {missing}"),
                "Pending"
            );
        }
        cluster.WaitSeconds(30);
        Mend(cluster, web, () => web.Image = good);
    }

    private static void BadProbe(ClusterBuilder cluster, Workload cart)
    {
        var old = cart.ReplicaSet;
        cart.LivenessPort = 8081;
        cart.RollOut("listening on port 8080");
        cluster.WaitSeconds(4);
        cart.DescribePod(Workload.Running());
        cart.Retire(old);
        for (var restarts = 1; restarts <= 3; restarts++)
        {
            cluster.WaitSeconds(30);
            cluster.Event(
                "warning",
                "Unhealthy",
                "Liveness probe failed: Get \"http://10.42.1.23:8081/healthz\": dial tcp 10.42.1.23:8081: connect: connection refused",
                cart.PodReference,
                count: 3 * restarts,
                since: TimeSpan.FromSeconds(20 * restarts)
            );
            cluster.Event(
                "info",
                "Killing",
                "Container server failed liveness probe, will be restarted",
                cart.PodReference
            );
            cart.DescribePod(Workload.Running(restarts));
        }
        cluster.Event(
            "warning",
            "BackOff",
            $"Back-off restarting failed container server in pod {cart.Pod}_shop",
            cart.PodReference
        );
        cluster.WaitSeconds(40);
        Mend(cluster, cart, () => cart.LivenessPort = 8080);
    }

    private static void NodeNotReady(ClusterBuilder cluster, Workload[] workloads)
    {
        const string Silent = "Kubelet stopped posting node status.";
        DescribeNode(cluster, "worker-3", "Unknown", Silent);
        cluster.Event("warning", "NodeNotReady", "Node worker-3 status is now: NodeNotReady", ("Node", "", "worker-3"));
        foreach (var workload in workloads)
        {
            cluster.WaitSeconds(1);
            cluster.Event("warning", "NodeNotReady", "Node is not ready", workload.PodReference);
            workload.DescribeService(hasEndpoints: false);
            cluster.WaitSeconds(10);
            for (var i = 0; i < 3; i++)
                cluster.Event(
                    "error",
                    "ConnectivityFailed",
                    $"TCP probe of {workload.Name}:80 failed",
                    workload.ServiceReference,
                    "probe"
                );
        }
        cluster.WaitSeconds(120);
        DescribeNode(cluster, "worker-3", "True", "kubelet is posting ready status");
        cluster.Event("info", "NodeReady", "Node worker-3 status is now: NodeReady", ("Node", "", "worker-3"));
        foreach (var workload in workloads)
            workload.DescribeService(hasEndpoints: true);
    }

    private static void VolumeNotBound(ClusterBuilder cluster)
    {
        var created = cluster.KubernetesTime;
        var metadata = ClusterBuilder.Metadata("data", "reports-data");
        metadata["creationTimestamp"] = created;
        var claim = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "PersistentVolumeClaim",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["storageClassName"] = "fast-ssd",
                ["accessModes"] = new JsonArray("ReadWriteOnce"),
                ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "20Gi" } },
            },
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
        cluster.Upsert(
            new JsonObject
            {
                ["apiVersion"] = "storage.k8s.io/v1",
                ["kind"] = "StorageClass",
                ["metadata"] = ClusterBuilder.Metadata("", "standard"),
                ["provisioner"] = "csi.example",
            }
        );
        cluster.Upsert(claim);
        var reports = new Workload(cluster, "data", "reports", "worker-2", "registry.example/data/reports:0.9.0")
        {
            Claim = "reports-data",
        };
        reports.Appear();
        reports.DescribePod(Workload.Waiting("ContainerCreating", null), "Pending");
        for (var i = 1; i <= 4; i++)
        {
            cluster.WaitSeconds(15);
            cluster.Event(
                "warning",
                "ProvisioningFailed",
                "storageclass.storage.k8s.io \"fast-ssd\" not found",
                ("PersistentVolumeClaim", "data", "reports-data"),
                count: i,
                since: TimeSpan.FromSeconds(15 * i)
            );
            cluster.Event(
                "warning",
                "FailedScheduling",
                "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
                reports.PodReference
            );
            cluster.Upsert(claim);
        }
        cluster.WaitSeconds(60);
        claim["status"] = new JsonObject { ["phase"] = "Bound" };
        cluster.Upsert(claim);
        reports.DescribePod(Workload.Running());
    }

    private static void ServiceWithoutEndpoints(ClusterBuilder cluster, Workload payment, Workload checkout)
    {
        payment.SelectorValue = "payments";
        payment.DescribeService(hasEndpoints: false);
        cluster.Edge("SELECTS", payment.ServiceReference, payment.PodReference, "delete");
        for (var i = 0; i < 5; i++)
        {
            cluster.WaitSeconds(12);
            cluster.Log(
                "error",
                $"POST /pay failed after {3 + i} attempts: dial tcp 10.96.14.7:80: connect: connection refused",
                "shop",
                checkout.Pod,
                "server"
            );
            cluster.Event(
                "error",
                "ConnectivityFailed",
                "TCP probe of payment:80 failed",
                payment.ServiceReference,
                "probe"
            );
        }
        cluster.Alert(
            "CheckoutErrorRateHigh",
            "critical",
            "More than 20 % of checkouts fail",
            ("namespace", "shop"),
            ("service", "checkout")
        );
    }

    private static void Mend(ClusterBuilder cluster, Workload workload, Action change)
    {
        var old = workload.ReplicaSet;
        cluster.WaitSeconds(60);
        change();
        workload.RollOut("listening on port 8080");
        cluster.WaitSeconds(3);
        workload.DescribePod(Workload.Running());
        workload.Retire(old);
    }

    private static void DescribeNode(ClusterBuilder cluster, string name, string ready, string message) =>
        cluster.Upsert(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Node",
                ["metadata"] = ClusterBuilder.Metadata("", name),
                ["spec"] = new JsonObject(),
                ["status"] = new JsonObject
                {
                    ["conditions"] = new JsonArray(
                        new JsonObject
                        {
                            ["type"] = "Ready",
                            ["status"] = ready,
                            ["message"] = message,
                            ["lastTransitionTime"] = cluster.KubernetesTime,
                        }
                    ),
                },
            }
        );
}
