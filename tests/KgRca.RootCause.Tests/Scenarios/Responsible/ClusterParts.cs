using System.Text.Json.Nodes;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Scenarios.Responsible;

/// <summary>What a cluster's own parts report when they fail, in a <see cref="Scene"/>.</summary>
internal static class ClusterParts
{
    public const string Plain = """ "containers": [{"name": "main", "image": "registry.example/app:1"}] """;

    public const string WithClaim =
        """ "containers": [{"name": "main", "image": "registry.example/db:1"}], "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}] """;

    /// <summary>The surest answer, as <c>Node n-7: node_tainted of Deployment web</c>.</summary>
    public static string? Answer(this Scene scene, params int[] restarts)
    {
        scene.Log(600, "bystander-0", "tick", Severity.Info);
        var link = Replay
            .Run(scene.Records, restarts)
            .OfType(GraphSchema.PotentialCause)
            .OrderByDescending(link => link["confidence"].AsFloat)
            .ThenBy(link => link["cause"].AsString, StringComparer.Ordinal)
            .FirstOrDefault();
        return link is null
            ? null
            : $"{link["object_kind"].AsString} {link["object_name"].AsString}: {link["cause"].AsString} of {link["workload_kind"].AsString} {link["workload_name"].AsString}";
    }

    /// <summary>The next step of the surest answer.</summary>
    public static string? NextStep(this Scene scene) =>
        Replay
            .Run(scene.Log(600, "bystander-0", "tick", Severity.Info).Records)
            .OfType(GraphSchema.PotentialCause)
            .OrderByDescending(link => link["confidence"].AsFloat)
            .FirstOrDefault()
            ?["next_step"].AsString;

    /// <summary>An object of any kind.</summary>
    public static Scene Add(
        this Scene scene,
        double second,
        string apiVersion,
        string kind,
        string name,
        string more = "",
        string? @namespace = "team",
        string created = "2026-01-01T00:00:00Z",
        string metadata = ""
    ) =>
        scene.See(
            second,
            $$"""
            {"apiVersion": "{{apiVersion}}", "kind": "{{kind}}", "metadata": {"name": "{{name}}", "uid": "{{kind}}-{{name}}", "creationTimestamp": "{{created}}"{{(
                @namespace is null ? "" : $", \"namespace\": \"{@namespace}\""
            )}}{{metadata}} }{{(more.Length > 0 ? ", " : "")}}{{more}} }
            """
        );

    /// <summary>A condition of a status.</summary>
    public static string Condition(string type, string status, string reason, string message, double second = -30) =>
        new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["reason"] = reason,
            ["message"] = message,
            ["lastTransitionTime"] = $"{Scene.Start.AddSeconds(second):yyyy-MM-ddTHH:mm:ssZ}",
        }.ToJsonString();

    /// <summary>A custom resource that was ready, and is so no more.</summary>
    public static Scene Fails(
        this Scene scene,
        double second,
        string apiVersion,
        string kind,
        string name,
        string reason,
        string message,
        string spec = "",
        string? @namespace = "team",
        string status = "False"
    ) =>
        scene
            .Add(-900, apiVersion, kind, name, Body(spec, Condition("Ready", "True", "Ok", "ok", -900)), @namespace)
            .Add(
                second,
                apiVersion,
                kind,
                name,
                Body(spec, Condition("Ready", status, reason, message, second)),
                @namespace
            );

    /// <summary>A workload of one Pod that crashes and says why.</summary>
    public static Scene Crashes(
        this Scene scene,
        string kind,
        string name,
        string node,
        string log,
        string @namespace = "kube-system",
        string spec = Plain
    )
    {
        scene.Pod(
            name,
            node,
            -50,
            ready: false,
            kind: kind,
            spec: spec,
            @namespace: @namespace,
            status: """, "containerStatuses": [{"name": "main", "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"} }, "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-05-04T02:59:30Z"} } }]"""
        );
        scene.Log(-40, $"{name}-0", log, @namespace: @namespace);
        foreach (var second in (double[])[-35, 75])
            scene.Event(
                second,
                "BackOff",
                "Back-off restarting failed container main",
                "Pod",
                $"{name}-0",
                @namespace,
                count: 3
            );
        return scene;
    }

    /// <summary>A Deployment whose Pod waits for a node.</summary>
    public static Scene Waits(this Scene scene, string name, string message, string spec = Plain, double second = 0)
    {
        scene.Add(
            second,
            "apps/v1",
            "Deployment",
            name,
            $$$"""
            "spec": {"replicas": 1, "template": {"spec": { {{{spec}}} } } }, "status": {"replicas": 1, "unavailableReplicas": 1}
            """
        );
        scene.Add(
            second,
            "v1",
            "Pod",
            $"{name}-0",
            $$$"""
            "spec": { {{{spec}}} }, "status": {"phase": "Pending", "conditions": [{{{Condition(
                "PodScheduled",
                "False",
                "Unschedulable",
                message,
                second
            )}}}]}
            """,
            created: $"{Scene.Start.AddSeconds(second):yyyy-MM-ddTHH:mm:ssZ}"
        );
        scene.Edge(EdgeType.Controls, "Deployment", name, "team", "Pod", $"{name}-0", "team", second);
        return scene.Event(second + 0.5, "FailedScheduling", message, "Pod", $"{name}-0", count: 3);
    }

    /// <summary>A Deployment of which the API server refuses a Pod.</summary>
    public static Scene Refuses(
        this Scene scene,
        string message,
        string name = "web",
        double second = 0,
        string resources = "{}"
    )
    {
        scene.Add(
            second,
            "apps/v1",
            "Deployment",
            name,
            $$$"""
            "spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "main", "image": "registry.example/app:1", "resources": {{{resources}}} }]} } },
            "status": {"replicas": 1, "unavailableReplicas": 1}
            """
        );
        scene.Add(second, "apps/v1", "ReplicaSet", $"{name}-1", """ "spec": {"replicas": 2} """);
        scene.Edge(EdgeType.Controls, "Deployment", name, "team", "ReplicaSet", $"{name}-1", "team", second);
        return scene.Event(second + 1, "FailedCreate", message, "ReplicaSet", $"{name}-1", count: 5);
    }

    /// <summary>A node in a state of its own.</summary>
    public static Scene NodeIs(
        this Scene scene,
        double second,
        string name,
        string labels = "{}",
        string spec = "{}",
        string system = "{}",
        string allocatable = "{}"
    ) =>
        scene.See(
            second,
            $$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{name}}", "uid": "{{name}}", "creationTimestamp": "2026-01-01T00:00:00Z", "labels": {{labels}} }, "spec": {{spec}},
             "status": {"allocatable": {{allocatable}}, "nodeInfo": {{system}}, "conditions": [{"type": "Ready", "status": "True"}]} }
            """
        );

    private static string Body(string spec, string condition) =>
        $$"""
            "spec": { {{spec}} }, "status": {"conditions": [{{condition}}]}
            """;
}
