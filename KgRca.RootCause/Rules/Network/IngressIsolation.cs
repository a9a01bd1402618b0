using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>Policies that block ingress to Pods behind a Service.</summary>
internal static class IngressIsolation
{
    /// <summary>Looks for Pods to which all policies together allow no ingress at all.</summary>
    public static Finding? OfAll(ClusterTopology topology, ResourceState policy, JsonElement item)
    {
        foreach (var workload in PolicyScope.SelectedBy(topology, policy, item))
        {
            var service = topology
                .OfKind(policy.Cluster, "Service", policy.Namespace)
                .FirstOrDefault(service => Selection.Selects(service, workload.Metadata));
            if (service is null || IsAllowedByAnother(topology, policy, workload.Metadata))
                continue;
            return NetworkPolicies.Blocks(
                policy,
                $"blocks all ingress to the Pods of {workload.Resource.Kind} {workload.Resource.Name}, which Service "
                    + $"{service.Name} routes to",
                Evidence.Of(policy, item, "spec", "podSelector"),
                Evidence.Of(policy, item, "spec", "ingress"),
                workload.Labels,
                Evidence.Of(service, service.Object, "spec", "selector")
            );
        }
        return null;
    }

    /// <summary>
    /// Looks for a workload that has the address of a Service of the policy's Pods in its environment, and that no
    /// policy for these Pods allows.
    /// </summary>
    public static Finding? OfCallers(ClusterTopology topology, ResourceState policy, JsonElement item)
    {
        foreach (var workload in PolicyScope.SelectedBy(topology, policy, item))
        {
            var callers = topology
                .OfKind(policy.Cluster, "Service", policy.Namespace)
                .Where(service => Selection.Selects(service, workload.Metadata))
                .SelectMany(service =>
                    PolicyCalls.CallersOf(service).Select(caller => (Caller: caller, Service: service))
                )
                .Where(call => call.Caller != workload.Resource)
                .ToList();
            if (callers.Count == 0)
                continue;
            var rules = PolicyScope
                .For(topology, policy, workload.Metadata, PolicyScope.IsolatesIngress)
                .SelectMany(other => other.Object?.At("spec").Items("ingress") ?? default)
                .ToList();
            var (blocked, called) = callers.Find(call =>
                !rules.Exists(rule => PolicyScope.Allows(topology, policy.Namespace, rule, "from", call.Caller))
            );
            if (blocked is null)
                continue;
            return NetworkPolicies.Blocks(
                policy,
                $"blocks ingress from {blocked.Kind} {blocked.Name} to the Pods of {workload.Resource.Kind} "
                    + $"{workload.Resource.Name}, although it has the address of Service {called.Name} in its "
                    + "environment",
                Evidence.Of(policy, item, "spec", "podSelector"),
                Evidence.Of(policy, item, "spec", "ingress"),
                workload.Labels,
                Evidence.Of(blocked, blocked.Object, "spec", "template", "metadata", "labels")
            );
        }
        return null;
    }

    private static bool IsAllowedByAnother(ClusterTopology topology, ResourceState policy, JsonElement metadata) =>
        PolicyScope
            .For(
                topology,
                policy,
                metadata,
                item => PolicyScope.IsolatesIngress(item) && PolicyScope.AllowsIngress(item)
            )
            .Any(other => other != policy);
}
