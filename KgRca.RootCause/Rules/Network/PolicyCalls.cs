using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>The calls between workloads that policies have to allow: those by an address in the environment.</summary>
internal static class PolicyCalls
{
    /// <summary>The workloads that have a Service's address in their environment.</summary>
    public static IEnumerable<ResourceState> CallersOf(ResourceState service) =>
        service
            .Incoming.Where(call =>
                call.Type == EdgeType.Calls
                && call.From.Exists
                && Array.IndexOf(PolicyScope.Workloads, call.From.Kind) >= 0
                && NamesAddress(call.From, service)
            )
            .Select(call => call.From);

    /// <summary>The Services whose address a workload has in its environment.</summary>
    public static IEnumerable<ResourceState> CalledBy(ResourceState caller) =>
        caller
            .Outgoing.Where(call =>
                call is { Type: EdgeType.Calls, To: { Kind: "Service", Exists: true } } && NamesAddress(caller, call.To)
            )
            .Select(call => call.To);

    /// <summary>
    /// The policies that may keep a caller from a Service, of both namespaces; of a caller that is gone those that
    /// seemed to keep one.
    /// </summary>
    public static IEnumerable<ResourceState> Between(
        ClusterTopology topology,
        ResourceState caller,
        ResourceState service
    )
    {
        if (service.Kind != "Service")
            return [];
        var policies = topology.OfKind(service.Cluster, "NetworkPolicy", service.Namespace);
        if (caller.Namespace != service.Namespace)
            policies = policies.Concat(topology.OfKind(caller.Cluster, "NetworkPolicy", caller.Namespace));
        return NamesAddress(caller, service) ? policies : policies.Where(policy => policy.ActiveFindings.Count > 0);
    }

    /// <summary>
    /// The policies of other namespaces that may judge a workload's Pods otherwise than before: of those it calls, and
    /// of those that call it.
    /// </summary>
    public static IEnumerable<ResourceState> Elsewhere(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement metadata
    )
    {
        var called = workload
            .Outgoing.Where(call => call.Type == EdgeType.Calls && call.To.Namespace != workload.Namespace)
            .SelectMany(call => Between(topology, workload, call.To));
        var calling = topology
            .OfKind(workload.Cluster, "Service", workload.Namespace)
            .Where(service => Selection.Selects(service, metadata))
            .SelectMany(service =>
                CallersOf(service)
                    .Where(caller => caller.Namespace != workload.Namespace)
                    .SelectMany(caller => Between(topology, caller, service))
            );
        return called.Concat(calling);
    }

    private static bool NamesAddress(ResourceState caller, ResourceState service) =>
        caller.Object is { } item
        && item.At("spec", "template", "spec")
            .Items("containers")
            .SelectMany(container => container.Items("env"))
            .Any(variable =>
                variable.Text("value") is { } value
                && Addresses.Parse(value, caller.Namespace) is { } address
                && address.Name == service.Name
                && address.Namespace == service.Namespace
            );
}
