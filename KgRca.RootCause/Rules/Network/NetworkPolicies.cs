using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Network;

/// <summary>
/// A policy that lets nobody in to Pods that a Service sends requests to, while no other policy lets anybody in; one
/// that lets others in, but not a workload that has the Service's address in its environment, or that does not let such
/// a workload out; and one that cuts Pods off from DNS. What others may reach or not is not judged: that may be meant.
/// </summary>
internal static class NetworkPolicies
{
    private const int DnsPort = 53;

    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    public static void Inspect(ClusterTopology topology, ResourceState policy, JsonElement item, List<Finding> findings)
    {
        InspectDns(topology, policy, item, findings);
        if (IsolatesOut(item))
            InspectCalls(topology, policy, item, findings);
        if (!Isolates(item) || findings.Exists(finding => finding.Cause == Causes.NetworkPolicyBlocks))
            return;
        if (Allows(item))
            InspectCallers(topology, policy, item, findings);
        else
            InspectEntry(topology, policy, item, findings);
    }

    /// <summary>Pods to which nobody may send requests, by all policies for them together.</summary>
    private static void InspectEntry(
        ClusterTopology topology,
        ResourceState policy,
        JsonElement item,
        List<Finding> findings
    )
    {
        foreach (var workload in Workloads.SelectMany(kind => topology.OfKind(policy.Cluster, kind, policy.Namespace)))
        {
            if (
                workload.Object is not { } workloadItem
                || workloadItem.At("spec", "template", "metadata") is var labels && !Selects(item, labels)
            )
                continue;
            var service = topology
                .OfKind(policy.Cluster, "Service", policy.Namespace)
                .FirstOrDefault(service => Selection.Selects(service, labels));
            if (service is null || MayLetIn(topology, policy, labels))
                continue;
            findings.Add(
                Finding
                    .Origin(
                        Causes.NetworkPolicyBlocks,
                        Severity.Warning,
                        "NetworkPolicyBlocks",
                        $"NetworkPolicy {policy.Name} lets nobody in to the Pods of {workload.Kind} {workload.Name}, to which Service {service.Name} sends requests.",
                        policy,
                        policy.CreatedAt,
                        Evidence.Of(policy, item, "spec", "podSelector"),
                        Evidence.Of(policy, item, "spec", "ingress"),
                        Evidence.Of(workload, workloadItem, "spec", "template", "metadata", "labels"),
                        Evidence.Of(service, service.Object, "spec", "selector")
                    )
                    .Over("NetworkPolicy", null)
            );
            return;
        }
    }

    /// <summary>
    /// Workloads that call a Service of the policy's Pods by an address in their environment, and that neither it nor
    /// another policy for these lets in.
    /// </summary>
    private static void InspectCallers(
        ClusterTopology topology,
        ResourceState policy,
        JsonElement item,
        List<Finding> findings
    )
    {
        foreach (var workload in Workloads.SelectMany(kind => topology.OfKind(policy.Cluster, kind, policy.Namespace)))
        {
            if (
                workload.Object is not { } workloadItem
                || workloadItem.At("spec", "template", "metadata") is var labels && !Selects(item, labels)
            )
                continue;
            var callers = topology
                .OfKind(policy.Cluster, "Service", policy.Namespace)
                .Where(service => Selection.Selects(service, labels))
                .SelectMany(service => CallersOf(service).Select(caller => (Caller: caller, Service: service)))
                .Where(call => call.Caller != workload)
                .ToList();
            if (callers.Count == 0)
                continue;
            var rules = topology
                .OfKind(policy.Cluster, "NetworkPolicy", policy.Namespace)
                .Where(other => other.Object is { } otherItem && Isolates(otherItem) && Selects(otherItem, labels))
                .SelectMany(other => other.Object?.At("spec").Items("ingress") ?? default)
                .ToList();
            if (
                callers.Find(call =>
                    !rules.Exists(rule => IsFor(topology, policy.Namespace, rule, "from", call.Caller))
                )
                is not { Caller: { } kept, Service: { } named }
            )
                continue;
            findings.Add(
                Finding
                    .Origin(
                        Causes.NetworkPolicyBlocks,
                        Severity.Warning,
                        "NetworkPolicyBlocks",
                        $"NetworkPolicy {policy.Name} does not let {kept.Kind} {kept.Name} in to the Pods of {workload.Kind} {workload.Name}, though it has the address of Service {named.Name} in its environment.",
                        policy,
                        policy.CreatedAt,
                        Evidence.Of(policy, item, "spec", "podSelector"),
                        Evidence.Of(policy, item, "spec", "ingress"),
                        Evidence.Of(workload, workloadItem, "spec", "template", "metadata", "labels"),
                        Evidence.Of(kept, kept.Object, "spec", "template", "metadata", "labels")
                    )
                    .Over("NetworkPolicy", null)
            );
            return;
        }
    }

    /// <summary>
    /// Workloads of the policy that neither it nor another policy for them lets out to the Pods of a Service that they
    /// call by an address in their environment.
    /// </summary>
    private static void InspectCalls(
        ClusterTopology topology,
        ResourceState policy,
        JsonElement item,
        List<Finding> findings
    )
    {
        foreach (var caller in Workloads.SelectMany(kind => topology.OfKind(policy.Cluster, kind, policy.Namespace)))
        {
            if (
                caller.Object is not { } callerItem
                || callerItem.At("spec", "template", "metadata") is var labels && !Selects(item, labels)
            )
                continue;
            foreach (var call in caller.Outgoing)
            {
                if (
                    call.Type != EdgeType.Calls
                    || call.To is not { Kind: "Service", Exists: true } service
                    || !NamesAddress(caller, service)
                )
                    continue;
                var called = Workloads
                    .SelectMany(kind => topology.OfKind(service.Cluster, kind, service.Namespace))
                    .Where(workload =>
                        workload.Object is { } own && Selection.Selects(service, own.At("spec", "template", "metadata"))
                    )
                    .ToList();
                var rules = topology
                    .OfKind(policy.Cluster, "NetworkPolicy", policy.Namespace)
                    .Where(other =>
                        other.Object is { } otherItem && IsolatesOut(otherItem) && Selects(otherItem, labels)
                    )
                    .SelectMany(other => other.Object?.At("spec").Items("egress") ?? default)
                    .Where(rule => !IsForDnsAlone(rule))
                    .ToList();
                if (
                    called.Count == 0
                    || called.Exists(workload =>
                        rules.Exists(rule => IsFor(topology, policy.Namespace, rule, "to", workload))
                    )
                )
                    continue;
                findings.Add(
                    Finding
                        .Origin(
                            Causes.NetworkPolicyBlocks,
                            Severity.Warning,
                            "NetworkPolicyBlocks",
                            $"NetworkPolicy {policy.Name} does not let {caller.Kind} {caller.Name} out to the Pods of {called[0].Kind} {called[0].Name}, though it has the address of Service {service.Name} in its environment.",
                            policy,
                            policy.CreatedAt,
                            Evidence.Of(policy, item, "spec", "podSelector"),
                            Evidence.Of(policy, item, "spec", "egress"),
                            Evidence.Of(caller, callerItem, "spec", "template", "metadata", "labels"),
                            Evidence.Of(called[0], called[0].Object, "spec", "template", "metadata", "labels")
                        )
                        .Over("NetworkPolicy", null)
                );
                return;
            }
        }
    }

    private static bool IsForDnsAlone(JsonElement rule) =>
        rule.Items("ports").Any() && rule.Items("ports").All(port => port.Number("port") == DnsPort);

    private static IEnumerable<ResourceState> CallersOf(ResourceState service) =>
        service
            .Incoming.Where(call =>
                call.Type == EdgeType.Calls
                && call.From.Exists
                && Array.IndexOf(Workloads, call.From.Kind) >= 0
                && NamesAddress(call.From, service)
            )
            .Select(call => call.From);

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

    /// <summary>
    /// Whether a rule may be for requests from or to a workload's Pods. For which port is not judged, nor which Pods
    /// have an address.
    /// </summary>
    private static bool IsFor(
        ClusterTopology topology,
        string @namespace,
        JsonElement rule,
        string peers,
        ResourceState workload
    ) =>
        !rule.Items(peers).Any()
        || rule.Items(peers)
            .Any(peer =>
                peer.At("ipBlock").IsPresent()
                || IsOfNamespace(topology, @namespace, peer.At("namespaceSelector"), workload)
                    && Labels.Matches(
                        peer.At("podSelector"),
                        workload.Object?.At("spec", "template", "metadata") ?? default
                    )
            );

    private static bool IsOfNamespace(
        ClusterTopology topology,
        string @namespace,
        JsonElement selector,
        ResourceState workload
    )
    {
        if (!selector.IsPresent())
            return workload.Namespace == @namespace;
        return topology.Find(workload.Cluster, "Namespace", "", workload.Namespace) is not { Object: { } item }
            || Labels.Matches(selector, item.At("metadata"));
    }

    /// <summary>
    /// The policies that may keep a caller from a Service, of both namespaces; of a caller that is gone those that
    /// seemed to keep somebody.
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
    /// The policies that may judge a workload's Pods otherwise than before, of those whom it calls and who call it in
    /// other namespaces.
    /// </summary>
    public static IEnumerable<ResourceState> Elsewhere(
        ClusterTopology topology,
        ResourceState workload,
        JsonElement labels
    )
    {
        var called = workload
            .Outgoing.Where(call => call.Type == EdgeType.Calls && call.To.Namespace != workload.Namespace)
            .SelectMany(call => Between(topology, workload, call.To));
        var calling = topology
            .OfKind(workload.Cluster, "Service", workload.Namespace)
            .Where(service => Selection.Selects(service, labels))
            .SelectMany(service =>
                CallersOf(service)
                    .Where(caller => caller.Namespace != workload.Namespace)
                    .SelectMany(caller => Between(topology, caller, service))
            );
        return called.Concat(calling);
    }

    /// <summary>Whether whom a policy is for or lets through depends on namespaces' labels.</summary>
    public static bool ReadsNamespaces(ResourceState policy) =>
        policy.Object is { } item
        && (
            item.At("spec").Items("ingress").Any(rule => ReadsNamespaces(rule, "from"))
            || item.At("spec").Items("egress").Any(rule => ReadsNamespaces(rule, "to"))
        );

    private static bool ReadsNamespaces(JsonElement rule, string peers) =>
        rule.Items(peers).Any(peer => peer.At("namespaceSelector").IsPresent());

    /// <summary>
    /// Pods that may send requests, but to no port at which DNS answers, by all policies for them together.
    /// </summary>
    private static void InspectDns(
        ClusterTopology topology,
        ResourceState policy,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (!IsolatesOut(item) || MayAskDns(item))
            return;
        foreach (var workload in Workloads.SelectMany(kind => topology.OfKind(policy.Cluster, kind, policy.Namespace)))
        {
            if (
                workload.Object is not { } workloadItem
                || workloadItem.At("spec", "template", "metadata") is var labels && !Selects(item, labels)
            )
                continue;
            if (
                topology
                    .OfKind(policy.Cluster, "NetworkPolicy", policy.Namespace)
                    .Any(other =>
                        other != policy
                        && other.Object is { } otherItem
                        && IsolatesOut(otherItem)
                        && MayAskDns(otherItem)
                        && Selects(otherItem, labels)
                    )
            )
                continue;
            findings.Add(
                Finding
                    .Origin(
                        Causes.NetworkPolicyBlocksDns,
                        Severity.Warning,
                        "NetworkPolicyBlocksDns",
                        $"NetworkPolicy {policy.Name} forbids the Pods of {workload.Kind} {workload.Name} to ask DNS: no rule of it, or of another policy for them, allows port {DnsPort}.",
                        policy,
                        policy.CreatedAt,
                        Evidence.Of(policy, item, "spec", "egress"),
                        Evidence.Of(workload, workloadItem, "spec", "template", "metadata", "labels")
                    )
                    .Over("NetworkPolicy", null)
            );
            return;
        }
    }

    /// <summary>Whether a policy is about where requests may go.</summary>
    private static bool IsolatesOut(JsonElement policy) =>
        policy.At("spec").Items("policyTypes").Any(type => type.Text() == "Egress")
        || !policy.At("spec", "policyTypes").IsPresent() && policy.At("spec", "egress").IsPresent();

    /// <summary>
    /// Whether a rule may allow DNS. To whom a rule allows requests is not judged, nor what a port's name stands for.
    /// </summary>
    private static bool MayAskDns(JsonElement policy) =>
        policy
            .At("spec")
            .Items("egress")
            .Any(rule =>
                !rule.Items("ports").Any()
                || rule.Items("ports")
                    .Any(port =>
                        port.Number("port") is not { } first
                        || first == DnsPort
                        || first < DnsPort && port.Number("endPort") >= DnsPort
                    )
            );

    private static bool MayLetIn(ClusterTopology topology, ResourceState policy, JsonElement labels) =>
        topology
            .OfKind(policy.Cluster, "NetworkPolicy", policy.Namespace)
            .Any(other =>
                other != policy && other.Object is { } item && Isolates(item) && Allows(item) && Selects(item, labels)
            );

    /// <summary>Whether a policy is about who may come in; one that does not say what it is about is.</summary>
    private static bool Isolates(JsonElement policy) =>
        !policy.At("spec", "policyTypes").IsPresent()
        || policy.At("spec").Items("policyTypes").Any(type => type.Text() == "Ingress");

    private static bool Allows(JsonElement policy) => policy.At("spec").Items("ingress").Any();

    /// <summary>Whether a policy is for Pods with labels.</summary>
    private static bool Selects(JsonElement policy, JsonElement metadata) =>
        Labels.Matches(policy.At("spec", "podSelector"), metadata);
}
