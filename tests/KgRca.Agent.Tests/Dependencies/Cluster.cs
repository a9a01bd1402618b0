using System.Text.Json;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Tests.Dependencies;

/// <summary>
/// A shop's cluster: <c>web</c> and <c>cart</c>, Deployments with a Pod and a Service each, and <c>data/db</c>, a
/// StatefulSet with a Service.
/// </summary>
internal static class Cluster
{
    public static ClusterDirectory Directory()
    {
        var directory = new ClusterDirectory();
        var number = 0;
        foreach (var name in (string[])["web", "cart"])
        {
            number++;
            Observe(directory, "Deployment", "shop", name, "{}");
            Observe(directory, "ReplicaSet", "shop", $"{name}-1", Owned("Deployment", name, "{}"));
            Observe(
                directory,
                "Pod",
                "shop",
                $"{name}-1-a",
                Owned("ReplicaSet", $"{name}-1", $$$"""{"podIPs": [{"ip": "10.244.0.{{{number}}}"}]}""")
            );
            Observe(
                directory,
                "Service",
                "shop",
                name,
                $$$"""{"spec": {"clusterIPs": ["10.96.0.{{{number}}}", "None"]}}"""
            );
        }
        Observe(directory, "StatefulSet", "data", "db", "{}");
        Observe(directory, "Service", "data", "db", """{"spec": {"clusterIPs": ["10.96.0.9"]}}""");
        return directory;
    }

    public static void Observe(ClusterDirectory directory, string kind, string @namespace, string name, string? item) =>
        directory.Observe(
            new ObservedObject(
                new ResourceType("", "v1", "", kind),
                new ObjectKey(kind, @namespace, name),
                "",
                item is null ? null : JsonElement.Parse(item)
            )
        );

    private static string Owned(string kind, string name, string status) =>
        $$$"""
            {"metadata": {"ownerReferences": [{"kind": "{{{kind}}}", "name": "{{{name}}}", "controller": true}]}, "status": {{{status}}} }
            """;
}
