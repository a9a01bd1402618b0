using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>Policies that block egress of Pods to what they call, or to DNS.</summary>
internal static class EgressIsolation
{
    private const int DnsPort = 53;

    /// <summary>
    /// Looks for a workload of the policy that has a Service's address in its environment, and that no policy for its
    /// Pods allows to reach the Pods behind that Service.
    /// </summary>
    public static Finding? OfCalls(ClusterTopology topology, ResourceState policy, JsonElement item)
    {
        foreach (var caller in PolicyScope.SelectedBy(topology, policy, item))
        {
            var rules = PolicyScope
                .For(topology, policy, caller.Metadata, PolicyScope.IsolatesEgress)
                .SelectMany(other => other.Object?.At("spec").Items("egress") ?? default)
                .Where(rule => !IsForDnsAlone(rule))
                .ToList();
            foreach (var service in PolicyCalls.CalledBy(caller.Resource))
            {
                var called = PodsBehind(topology, service);
                if (
                    called.Count == 0
                    || called.Exists(workload =>
                        rules.Exists(rule => PolicyScope.Allows(topology, policy.Namespace, rule, "to", workload))
                    )
                )
                    continue;
                return NetworkPolicies.Blocks(
                    policy,
                    $"blocks egress from {caller.Resource.Kind} {caller.Resource.Name} to the Pods of "
                        + $"{called[0].Kind} {called[0].Name}, although it has the address of Service {service.Name} "
                        + "in its environment",
                    Evidence.Of(policy, item, "spec", "podSelector"),
                    Evidence.Of(policy, item, "spec", "egress"),
                    caller.Labels,
                    Evidence.Of(called[0], called[0].Object, "spec", "template", "metadata", "labels")
                );
            }
        }
        return null;
    }

    /// <summary>Looks for Pods to which all policies together allow no egress to a port at which DNS answers.</summary>
    public static Finding? OfDns(ClusterTopology topology, ResourceState policy, JsonElement item)
    {
        var servers = ClusterDns.Servers(policy.Cluster, topology);
        if (MayReachDns(policy, item))
            return null;
        foreach (var workload in PolicyScope.SelectedBy(topology, policy, item))
        {
            var isAllowed = PolicyScope
                .For(topology, policy, workload.Metadata, PolicyScope.IsolatesEgress)
                .Any(other => other != policy && other.Object is { } its && MayReachDns(other, its));
            if (isAllowed)
                continue;
            return Finding
                .Origin(
                    Causes.NetworkPolicyBlocksDns,
                    Severity.Warning,
                    "NetworkPolicyBlocksDns",
                    $"NetworkPolicy {policy.Name} blocks DNS for the Pods of {workload.Resource.Kind} "
                        + $"{workload.Resource.Name}: no policy allows them egress to port {DnsPort}.",
                    policy,
                    policy.CreatedAt,
                    Evidence.Of(policy, item, "spec", "egress"),
                    workload.Labels
                )
                .Over("NetworkPolicy", null);
        }
        return null;

        bool MayReachDns(ResourceState other, JsonElement its) =>
            its.At("spec").Items("egress").Any(rule => IsForDns(rule) && LeadsToServers(other, rule));

        // Where the servers are not known, any destination outside of the policy's namespace may be one.
        bool LeadsToServers(ResourceState other, JsonElement rule) =>
            servers.Count == 0
                ? PolicyScope.LeadsElsewhere(rule, "to")
                : servers.Any(server => PolicyScope.Allows(topology, other.Namespace, rule, "to", server));
    }

    private static List<ResourceState> PodsBehind(ClusterTopology topology, ResourceState service) =>
        PolicyScope
            .Workloads.SelectMany(kind => topology.OfKind(service.Cluster, kind, service.Namespace))
            .Where(workload =>
                workload.Object is { } own && Selection.Selects(service, own.At("spec", "template", "metadata"))
            )
            .ToList();

    private static bool IsForDnsAlone(JsonElement rule) =>
        rule.Items("ports").Any() && rule.Items("ports").All(port => port.Number("port") == DnsPort);

    // What a port's name stands for is not compared.
    private static bool IsForDns(JsonElement rule) => !rule.Items("ports").Any() || rule.Items("ports").Any(MayBeDns);

    private static bool MayBeDns(JsonElement port) =>
        port.Number("port") is not { } first
        || first == DnsPort
        || first < DnsPort && port.Number("endPort") >= DnsPort;
}
