using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>Which ports a Service can be reached at.</summary>
internal static class ServicePorts
{
    /// <summary>
    /// Whether a Service may answer at a port. One without an address of its own leads to its Pods, whatever ports they
    /// listen on.
    /// </summary>
    public static bool MayServe(ResourceState service, JsonElement item, int port, ClusterTopology topology)
    {
        var spec = item.At("spec");
        if (spec.Text("type") == "ExternalName")
            return true;
        if (spec.Items("ports").Any(entry => entry.Number("port") == port))
            return true;
        if (spec.Text("clusterIP") != "None")
            return false;
        if (spec.Items("ports").Any(entry => entry.Number("targetPort") == port))
            return true;
        var containers = PodContainers(WorkloadLookup.Behind(service, topology));
        var declared = containers.SelectMany(container => container.Items("ports")).ToList();
        return declared.Count == 0 || declared.Exists(entry => entry.Number("containerPort") == port);
    }

    private static List<JsonElement> PodContainers(ResourceState workload)
    {
        var item = workload.Object ?? default(JsonElement);
        var spec = workload.Kind == "Pod" ? item.At("spec") : item.At("spec", "template", "spec");
        return [.. spec.Items("containers")];
    }
}
