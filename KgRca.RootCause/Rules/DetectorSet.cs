using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Autoscaling;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Containers;
using KgRca.RootCause.Rules.CustomResources;
using KgRca.RootCause.Rules.Disruption;
using KgRca.RootCause.Rules.Ingress;
using KgRca.RootCause.Rules.Network;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.Probes;
using KgRca.RootCause.Rules.Quotas;
using KgRca.RootCause.Rules.References;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Rules.Volumes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// All detectors: which look at an object of a kind, and which objects to look at again when one has changed.
/// </summary>
internal static class DetectorSet
{
    private static readonly string[] Scalable = ["Deployment", "StatefulSet"];

    /// <summary>Adds the findings that now hold about an object.</summary>
    public static void Inspect(ClusterTopology topology, ResourceState resource, List<Finding> findings)
    {
        if (resource.Object is not { } item)
            return;
        switch (resource.Kind)
        {
            case "Pod":
                if (!PodFailures.IsGivenUp(item))
                    ContainerStates.Inspect(resource, item, findings);
                // What its node lost has been made good since.
                if (PodFailures.IsMadeGood(topology, resource, item))
                    findings.RemoveAll(finding => finding.Cause == Causes.NodeRebooted);
                PodFailures.Inspect(topology, resource, item, findings);
                Placement.Inspect(topology, resource, item, findings);
                Terminations.Inspect(resource, item, findings);
                ReadinessGates.Inspect(resource, item, findings);
                if (!Readiness.OfPod(item))
                    References(topology, resource, item, findings);
                break;
            case "Deployment" or "StatefulSet" or "DaemonSet":
                var template = item.At("spec", "template", "spec");
                ProbePorts.Inspect(resource, template, findings);
                Addresses.Inspect(topology, resource, template, findings);
                ContainerPorts.Inspect(resource, template, findings);
                if (!Readiness.OfWorkload(item))
                    MissingReferences.Inspect(topology, resource, template, findings);
                Replicas.Inspect(topology, resource, item, findings);
                Rollouts.Inspect(resource, item, findings);
                ClusterDns.Inspect(resource, item, findings);
                if (resource.Kind == "Deployment")
                    Suspension.Inspect(resource, item, findings);
                else
                    Suspension.InspectHeldUpdate(resource, item, findings);
                if (resource.Kind == "StatefulSet")
                    GoverningServices.Inspect(topology, resource, item, findings);
                break;
            case "Job":
                Jobs.Inspect(topology, resource, item, findings);
                Suspension.Inspect(resource, item, findings);
                // Of what has Pods, they say it.
                if (!Jobs.HasBegun(item))
                    MissingReferences.Inspect(topology, resource, item.At("spec", "template", "spec"), findings);
                break;
            case "CronJob":
                Suspension.Inspect(resource, item, findings);
                CronJobs.Inspect(resource, item, findings);
                break;
            case "HorizontalPodAutoscaler":
                Autoscalers.Inspect(topology, resource, item, findings);
                break;
            case "Ingress":
                Ingresses.Inspect(topology, resource, item, findings);
                break;
            case "NetworkPolicy":
                NetworkPolicies.Inspect(topology, resource, item, findings);
                break;
            case "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration":
                Webhooks.Inspect(topology, resource, item, findings);
                break;
            case "APIService":
                ApiServices.Inspect(resource, item, findings);
                break;
            case "PodDisruptionBudget":
                DisruptionBudgets.Inspect(topology, resource, item, findings);
                break;
            case "HTTPRoute" or "GRPCRoute" or "TLSRoute" or "TCPRoute":
                Gateways.Inspect(topology, resource, item, findings);
                break;
            case "Gateway":
                Gateways.InspectGateway(topology, resource, item, findings);
                break;
            case "Namespace":
                Namespaces.Inspect(topology, resource, item, findings);
                break;
            case "Service":
                ServiceEndpoints.Inspect(topology, resource, item, findings);
                LongWaits.Inspect(topology, resource, item, findings);
                break;
            case "Node":
                NodeConditions.Inspect(resource, item, findings);
                break;
            case "PersistentVolumeClaim":
                VolumeClaims.Inspect(topology, resource, item, findings);
                break;
            case "PersistentVolume":
                VolumeClaims.InspectVolume(resource, item, findings);
                break;
            case "ResourceQuota":
                QuotaUsage.Inspect(resource, item, findings);
                break;
            default:
                if (KubernetesKinds.IsCustom(resource.Kind))
                    CustomConditions.Inspect(resource, item, findings);
                break;
        }
    }

    /// <summary>
    /// Adds what a Pod refers to and is not there, in place of what its container's message says of it.
    /// </summary>
    private static void References(
        ClusterTopology topology,
        ResourceState pod,
        JsonElement item,
        List<Finding> findings
    )
    {
        var said = findings.Count;
        MissingReferences.Inspect(topology, pod, item.At("spec"), findings);
        if (
            findings.Count == said
            || findings.FindIndex(finding => CauseClasses.FamilyOf(finding.Cause) == CauseFamily.Reference)
                is not (>= 0 and var vague)
            || vague >= said
        )
            return;
        findings[^1] = findings[^1] with { Severity = findings[vague].Severity };
        findings.RemoveAt(vague);
    }

    /// <summary>
    /// Adds the objects to inspect again when one has changed, itself included. A Pod is looked up by the Services of
    /// its namespace that have a selector, so that a change costs what the namespace has of Services, not what the
    /// cluster has of Pods.
    /// </summary>
    /// <param name="topology">All objects.</param>
    /// <param name="changed">The one that has changed.</param>
    /// <param name="before">Its state before; null where it was not known.</param>
    /// <param name="resources">Gets the objects.</param>
    public static void Affected(
        ClusterTopology topology,
        ResourceState changed,
        JsonElement? before,
        List<ResourceState> resources
    )
    {
        resources.Add(changed);
        switch (changed.Kind)
        {
            // Most changes of a Pod are of its status, which no Service depends on.
            case "Pod"
                when before is { } old
                    && changed.Object is { } now
                    && JsonReading.Same(old.At("metadata", "labels"), now.At("metadata", "labels")):
                break;
            case "Pod":
                foreach (var edge in changed.Incoming)
                    if (edge.Type == EdgeType.Selects)
                        resources.Add(edge.From);
                foreach (var service in topology.OfKind(changed.Cluster, "Service", changed.Namespace))
                    if (Labels.Selects(service, changed) || service.ActiveFindings.Count > 0)
                        resources.Add(service);
                break;
            case "Deployment" or "StatefulSet" or "DaemonSet":
                AddWebhooks(topology, changed.Cluster, resources);
                if (changed.Object is not { } workload)
                {
                    resources.AddRange(topology.OfKind(changed.Cluster, "HorizontalPodAutoscaler", changed.Namespace));
                    resources.AddRange(topology.OfKind(changed.Cluster, "PodDisruptionBudget", changed.Namespace));
                    break;
                }
                resources.AddRange(PodFailures.Affected(topology, changed, before));
                foreach (var service in topology.OfKind(changed.Cluster, "Service", changed.Namespace))
                    if (
                        service.ActiveFindings.Count > 0
                        || Labels.Selects(service, workload.At("spec", "template", "metadata"))
                    )
                        resources.Add(service);
                if (
                    before is { } earlier
                    && JsonReading.Same(
                        earlier.At("spec", "template", "metadata"),
                        workload.At("spec", "template", "metadata")
                    )
                )
                    break;
                resources.AddRange(topology.OfKind(changed.Cluster, "NetworkPolicy", changed.Namespace));
                resources.AddRange(topology.OfKind(changed.Cluster, "HorizontalPodAutoscaler", changed.Namespace));
                resources.AddRange(topology.OfKind(changed.Cluster, "PodDisruptionBudget", changed.Namespace));
                resources.AddRange(
                    NetworkPolicies.Elsewhere(topology, changed, workload.At("spec", "template", "metadata"))
                );
                break;
            case "NetworkPolicy"
            or "PodDisruptionBudget"
            or "HorizontalPodAutoscaler" when IsOtherwise(before, changed):
                resources.AddRange(topology.OfKind(changed.Cluster, changed.Kind, changed.Namespace));
                break;
            case "APIService" when ApiServices.ServesMetrics(changed):
                resources.AddRange(topology.OfKind(changed.Cluster, "HorizontalPodAutoscaler", null));
                break;
            case "Job":
                resources.AddRange(Jobs.Siblings(topology, changed).Where(job => job.ActiveFindings.Count > 0));
                resources.AddRange(PodFailures.Affected(topology, changed, before));
                break;
            // One that no Deployment has made.
            case "ReplicaSet" when topology.WorkloadOf(changed) == changed:
                resources.AddRange(PodFailures.Affected(topology, changed, before));
                break;
            case "IngressClass":
                resources.AddRange(topology.OfKind(changed.Cluster, "Ingress", null));
                break;
            case "Ingress" when before is not { } old || changed.Object is not { } now || !Ingresses.AreAlike(old, now):
                resources.AddRange(Ingresses.Related(topology, changed, before));
                break;
            case "GatewayClass":
                resources.AddRange(topology.OfKind(changed.Cluster, "Gateway", null));
                break;
            // Whether it is there is all that a route depends on.
            case "Gateway" when before is null || changed.Object is null:
                foreach (var kind in Gateways.Routes)
                    resources.AddRange(topology.OfKind(changed.Cluster, kind, null));
                break;
            case "Namespace"
                when before is not { } old
                    || changed.Object is not { } now
                    || !JsonReading.Same(old.At("metadata", "labels"), now.At("metadata", "labels")):
                resources.AddRange(
                    topology.OfKind(changed.Cluster, "NetworkPolicy", null).Where(NetworkPolicies.ReadsNamespaces)
                );
                break;
            case "Service":
                AddWebhooks(topology, changed.Cluster, resources);
                foreach (var kind in Gateways.Routes)
                    resources.AddRange(topology.OfKind(changed.Cluster, kind, null));
                resources.AddRange(
                    topology
                        .OfKind(changed.Cluster, "Ingress", changed.Namespace)
                        .Where(ingress => Ingresses.SendsTo(ingress, changed.Name))
                );
                if (IsOtherwise(before, changed))
                    resources.AddRange(topology.OfKind(changed.Cluster, "NetworkPolicy", changed.Namespace));
                foreach (var kind in Scalable)
                    resources.AddRange(
                        topology
                            .OfKind(changed.Cluster, kind, changed.Namespace)
                            .Where(idle =>
                                idle.ActiveFindings.Count > 0
                                || before is null != changed.Object is null
                                || idle.Object is { } item && item.At("spec").Number("replicas") == 0
                            )
                    );
                break;
            case "ResourceQuota":
                resources.AddRange(topology.OfKind(changed.Cluster, "Deployment", changed.Namespace));
                break;
            // Most changes of a node are of what it reports of itself, which no Pod waits for.
            case "Node"
                when before is { } old
                    && changed.Object is { } now
                    && JsonReading.Same(old.At("spec"), now.At("spec"))
                    && JsonReading.Same(old.At("metadata", "labels"), now.At("metadata", "labels")):
                break;
            case "Node":
                resources.AddRange(
                    topology
                        .OfKind(changed.Cluster, "Pod", null)
                        .Where(pod => pod.Object is { } item && Placement.IsWaiting(item))
                );
                break;
            case "Endpoints":
                if (topology.Find(changed.Cluster, "Service", changed.Namespace, changed.Name) is { } owner)
                    resources.Add(owner);
                break;
            case "EndpointSlice"
                when (changed.Object ?? before) is { } slice && ServiceEndpoints.ServiceOf(slice) is { } name:
                if (topology.Find(changed.Cluster, "Service", changed.Namespace, name) is { } selecting)
                    resources.Add(selecting);
                break;
            case "PersistentVolume" or "StorageClass":
                resources.AddRange(
                    topology
                        .OfKind(changed.Cluster, "PersistentVolumeClaim", null)
                        .Where(claim => claim.Object is { } item && item.At("status").Text("phase") != "Bound")
                );
                break;
            case "ServiceAccount" or "ConfigMap" or "Secret":
                foreach (var edge in changed.Incoming)
                    resources.Add(edge.From);
                if (changed.Kind == "Secret")
                    resources.AddRange(
                        topology
                            .OfKind(changed.Cluster, "Ingress", changed.Namespace)
                            .Where(ingress => Ingresses.TakesFrom(ingress, changed.Name))
                    );
                break;
        }
    }

    /// <summary>Whether an object came or went, or is to be otherwise than before.</summary>
    private static bool IsOtherwise(JsonElement? before, ResourceState changed) =>
        before is not { } old || changed.Object is not { } now || !JsonReading.Same(old.At("spec"), now.At("spec"));

    // There are a few dozen of them in a cluster, and they may name a Service of any namespace.
    private static void AddWebhooks(ClusterTopology topology, string cluster, List<ResourceState> resources)
    {
        foreach (var kind in Webhooks.Kinds)
            resources.AddRange(topology.OfKind(cluster, kind, null));
    }

    /// <summary>The finding that an object was changed in a way that can break things; null where it was not.</summary>
    public static Finding? Change(
        ResourceState resource,
        JsonElement before,
        JsonElement after,
        DateTimeOffset observedAt
    ) => ObjectChanges.Inspect(resource, before, after, observedAt);
}
