using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Scenarios;

/// <summary>Adds to a scene what workloads that call each other by Services need.</summary>
internal static class CallScene
{
    extension(Scene scene)
    {
        /// <summary>A Deployment of one Pod behind a Service of its name, which logs something all the time.</summary>
        public Scene Serving(string name, string kind = "Deployment", string @namespace = "team", string node = "n-1")
        {
            scene.Pod(name, node, kind: kind, @namespace: @namespace);
            scene.See(-999, Workload(name, kind, @namespace, "registry.example/app:1", 1));
            scene.See(
                -999,
                $$"""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "{{@namespace}}", "name": "{{name}}-0", "uid": "{{name}}-0", "labels": {"app": "{{name}}"}, "creationTimestamp": "{{Scene.Start.AddSeconds(
                    -1000
                ):yyyy-MM-ddTHH:mm:ssZ}}",
                  "ownerReferences": [{"kind": "{{kind}}", "name": "{{name}}", "controller": true}]},
                 "spec": {"nodeName": "{{node}}", "containers": [{"name": "main", "image": "registry.example/app:1"}]},
                 "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]} }
                """
            );
            scene.See(
                -1000,
                $$"""
                {"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "{{@namespace}}", "name": "{{name}}", "uid": "svc-{{name}}", "creationTimestamp": "2026-01-01T00:00:00Z"},
                 "spec": {"selector": {"app": "{{name}}"}, "clusterIP": "10.96.0.{{name.Length}}", "ports": [{"port": 8080}]} }
                """
            );
            scene.Edge(EdgeType.Selects, "Service", name, @namespace, "Pod", $"{name}-0", @namespace);
            return scene.Log(-900, $"{name}-0", "serving", Severity.Info, @namespace);
        }

        /// <summary>A workload calls the Service of another.</summary>
        public Scene Calling(string caller, string callee, string @namespace = "team", string? of = null) =>
            scene.Edge(EdgeType.Calls, "Deployment", caller, @namespace, "Service", callee, of ?? @namespace);

        /// <summary>An object of another kind calls the Service of a workload.</summary>
        public Scene Calling(string kind, string caller, string callee) =>
            scene.Edge(EdgeType.Calls, kind, caller, "team", "Service", callee, "team");

        /// <summary>A line that goes on for two minutes and a half.</summary>
        public Scene Lasting(double second, string pod, string message, Severity severity = Severity.Error)
        {
            for (var at = second; at < second + 150; at += 10)
                scene.Log(at, pod, message, severity);
            return scene;
        }

        /// <summary>A Deployment in a state that differs from the first one.</summary>
        public Scene Changed(
            double second,
            string name,
            string image = "registry.example/app:1",
            int replicas = 1,
            string kind = "Deployment"
        ) => scene.See(second, Workload(name, kind, "team", image, replicas));
    }

    private static string Workload(string name, string kind, string @namespace, string image, int replicas) =>
        $$"""
            {"apiVersion": "apps/v1", "kind": "{{kind}}", "metadata": {"namespace": "{{@namespace}}", "name": "{{name}}", "uid": "{{name}}", "generation": 4, "creationTimestamp": "2026-01-01T00:00:00Z"},
             "spec": {"replicas": {{replicas}}, "template": {"metadata": {"labels": {"app": "{{name}}"} }, "spec": {"containers": [{"name": "main", "image": "{{image}}"}]} } },
             "status": {"replicas": {{replicas}}, "readyReplicas": {{replicas}}, "availableReplicas": {{replicas}}, "updatedReplicas": {{replicas}} } }
            """;
}
