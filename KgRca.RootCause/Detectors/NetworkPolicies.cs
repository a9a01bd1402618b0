using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Detectors;

/// <summary>
/// A policy that lets nobody in to Pods that a Service sends requests to, while no other policy lets anybody in; and one that cuts Pods off from DNS. What some may reach and others
/// not is not judged: that may be meant.
/// </summary>
internal static class NetworkPolicies
{
    private const int DnsPort = 53;

    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    public static void Inspect(ClusterTopology topology, ResourceState policy, JsonElement item, List<Finding> findings)
    {
        InspectDns(topology, policy, item, findings);
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

    /// <summary>Pods that may send requests, but to no port at which DNS answers, by all policies for them together.</summary>
    private static void InspectDns(ClusterTopology topology, ResourceState policy, JsonElement item, List<Finding> findings)
    {
        if (!IsolatesOut(item) || MayAskDns(item)) return;
        foreach (var workload in Workloads.SelectMany(kind => topology.OfKind(policy.Cluster, kind, policy.Namespace)))
        {
            if (workload.Object is not { } workloadItem || workloadItem.At("spec", "template", "metadata") is var labels && Selects(item, labels) != true) continue;
            if (topology.OfKind(policy.Cluster, "NetworkPolicy", policy.Namespace).Any(other =>
                other != policy && other.Object is { } otherItem && IsolatesOut(otherItem) && MayAskDns(otherItem) && Selects(otherItem, labels) != false)) continue;
            findings.Add(Finding.Origin(Causes.NetworkPolicyBlocksDns, Severity.Warning, "NetworkPolicyBlocksDns",
                $"NetworkPolicy {policy.Name} forbids the Pods of {workload.Kind} {workload.Name} to ask DNS: no rule of it, or of another policy for them, allows port {DnsPort}.", policy, policy.CreatedAt,
                Evidence.Of(policy, item, "spec", "egress"), Evidence.Of(workload, workloadItem, "spec", "template", "metadata", "labels")));
            return;
        }
    }

    /// <summary>Whether a policy is about where requests may go.</summary>
    private static bool IsolatesOut(JsonElement policy) => policy.At("spec").Items("policyTypes").Any(type => type.Text() == "Egress") ||
        !policy.At("spec", "policyTypes").IsPresent() && policy.At("spec", "egress").IsPresent();

    /// <summary>Whether a rule may allow DNS. To whom a rule allows requests is not judged, nor what a port's name stands for.</summary>
    private static bool MayAskDns(JsonElement policy) => policy.At("spec").Items("egress").Any(rule => !rule.Items("ports").Any() || rule.Items("ports").Any(port =>
        port.Number("port") is not { } first || first == DnsPort || first < DnsPort && port.Number("endPort") >= DnsPort));

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
