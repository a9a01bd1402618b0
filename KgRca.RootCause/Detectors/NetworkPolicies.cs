using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>
/// A policy that lets nobody in to Pods that a Service sends requests to, while no other policy lets anybody in. What some may reach and others not is not judged: that may be meant.
/// </summary>
internal static class NetworkPolicies
{
    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    public static void Inspect(ClusterTopology topology, ResourceState policy, JsonElement item, List<Finding> findings)
    {
        if (!Isolates(item) || Allows(item)) return;
        foreach (var workload in Workloads.SelectMany(kind => topology.OfKind(policy.Cluster, kind, policy.Namespace)))
        {
            if (workload.Object is not { } workloadItem || workloadItem.At("spec", "template", "metadata") is var labels && Selects(item, labels) != true) continue;
            var service = topology.OfKind(policy.Cluster, "Service", policy.Namespace).FirstOrDefault(service => Labels.Selects(service, labels));
            if (service is null || MayLetIn(topology, policy, labels)) continue;
            findings.Add(Finding.Origin(Causes.NetworkPolicyBlocks, Severity.Warning, "NetworkPolicyBlocks",
                $"NetworkPolicy {policy.Name} lets nobody in to the Pods of {workload.Kind} {workload.Name}, to which Service {service.Name} sends requests.", policy, policy.CreatedAt,
                Evidence.Of(policy, item, "spec", "podSelector"), Evidence.Of(policy, item, "spec", "ingress"), Evidence.Of(workload, workloadItem, "spec", "template", "metadata", "labels"),
                Evidence.Of(service, service.Object, "spec", "selector")));
            return;
        }
    }

    private static bool MayLetIn(ClusterTopology topology, ResourceState policy, JsonElement labels) =>
        topology.OfKind(policy.Cluster, "NetworkPolicy", policy.Namespace).Any(other =>
            other != policy && other.Object is { } item && Isolates(item) && Allows(item) && Selects(item, labels) != false);

    /// <summary>Whether a policy is about who may come in; one that does not say what it is about is.</summary>
    private static bool Isolates(JsonElement policy) => !policy.At("spec", "policyTypes").IsPresent() || policy.At("spec").Items("policyTypes").Any(type => type.Text() == "Ingress");

    private static bool Allows(JsonElement policy) => policy.At("spec").Items("ingress").Any();

    /// <summary>Whether a policy is for Pods with labels; null where its selector has expressions, which are not read here.</summary>
    private static bool? Selects(JsonElement policy, JsonElement metadata)
    {
        var selector = policy.At("spec", "podSelector");
        if (selector.Items("matchExpressions").Any()) return null;
        return !selector.Members("matchLabels").Any() || Labels.Match(selector, "matchLabels", metadata);
    }
}
