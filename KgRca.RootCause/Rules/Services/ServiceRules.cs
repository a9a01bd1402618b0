using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>Services whose requests arrive nowhere, and addresses that lead nowhere.</summary>
internal static class ServiceRules
{
    public static RuleFamily Family { get; } =
        new("Services and names", Causes.OfServices)
        {
            Events =
            [
                EventReader.Origin(
                    Causes.LoadBalancer,
                    "SyncLoadBalancerFailed",
                    "CreatingLoadBalancerFailed",
                    "UpdateLoadBalancerFailed"
                ),
            ],
            NextStep = ServiceNextSteps.Of,
            Target = FindTarget,
            Lead = ServiceLeads.Of,
            Responsible = [DnsControllers.Behind],
            Challenge = Contradict,
            Detectors =
            [
                new(
                    KubernetesKinds.Workloads,
                    (topology, workload, item, findings) =>
                        Addresses.Inspect(topology, workload, item.At("spec", "template", "spec"), findings)
                ),
                new(
                    KubernetesKinds.Workloads,
                    (_, workload, item, findings) => ClusterDns.Inspect(workload, item, findings)
                ),
                new(["StatefulSet"], GoverningServices.Inspect),
                new(["Service"], ServiceEndpoints.Inspect),
                new(["Service"], ServiceOutage.Inspect),
                new(["Service"], LongWaits.Inspect),
            ],
            Dependencies =
            [
                new(["Pod"], AddSelectingPod),
                new(KubernetesKinds.Workloads, AddSelectingTemplate),
                new(["Endpoints"], AddOwner),
                new(["EndpointSlice"], AddOwnerOfSlice),
            ],
        };

    // Services are looked up by a label, so that a change costs what selects the Pod, and what is wrong beside it.
    private static void AddSelectingPod(in ObjectChange change, List<ResourceState> affected)
    {
        var isLabels = change.IsLabels;
        if (!isLabels && !IsReadiness(change))
            return;
        foreach (var edge in change.Resource.Incoming)
            if (edge.Type == EdgeType.Selects)
                affected.Add(edge.From);
        AddServices(change, isLabels ? change.Resource.Read(LabelSet.Of) : null, affected);
    }

    // Those that select labels, and those about which something is found; in the order of their names.
    private static void AddServices(in ObjectChange change, LabelSet? labels, List<ResourceState> affected)
    {
        var (cluster, @namespace) = (change.Resource.Cluster, change.Resource.Namespace);
        var services = labels is null ? [] : change.Topology.ServicesSelecting(cluster, @namespace, labels);
        var selecting = services.Count;
        foreach (var service in change.Topology.Remembered(cluster, "Service", @namespace))
            if (service.ActiveFindings.Count > 0)
                services.Add(service);
        if (selecting > 0 && services.Count > selecting)
            services.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        affected.AddRange(services);
    }

    // The endpoints say it as well, but may come before the Pod does.
    private static bool IsReadiness(in ObjectChange change) =>
        change.Before is { } before
        && change.Resource.Object is { } now
        && Readiness.OfPod(before) != Readiness.OfPod(now);

    private static void AddSelectingTemplate(in ObjectChange change, List<ResourceState> affected)
    {
        if (change.Resource.Object is not { } workload)
            return;
        AddServices(change, LabelSet.OfMetadata(workload.At("spec", "template", "metadata")), affected);
    }

    private static void AddOwner(in ObjectChange change, List<ResourceState> affected) =>
        Add(change, change.Resource.Name, affected);

    private static void AddOwnerOfSlice(in ObjectChange change, List<ResourceState> affected)
    {
        if ((change.Resource.Object ?? change.Before) is { } slice && ServiceEndpoints.ServiceOf(slice) is { } name)
            Add(change, name, affected);
    }

    private static void Add(in ObjectChange change, string name, List<ResourceState> affected)
    {
        var (cluster, @namespace) = (change.Resource.Cluster, change.Resource.Namespace);
        if (change.Topology.Find(cluster, "Service", @namespace, name) is { } service)
            affected.Add(service);
    }

    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology)
    {
        var subject = candidate.Subject;
        return cause switch
        {
            Causes.Dns => ClusterDns.Unavailable(subject.Cluster, topology)?.Reference,
            Causes.ServiceSelector
            or Causes.ServicePort
            or Causes.ServiceProtocol
            or Causes.ServiceEndpoints
            or Causes.LoadBalancer when subject.Kind == "Service" => subject.Reference,
            _ => null,
        };
    }

    private static CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology) =>
        cause == Causes.ServiceAddress
        && (ServiceNames.IsKnown(candidate, topology) || ServiceNames.IsOfAnotherNamespace(candidate, topology))
            ? CounterEvidence.IsMistaken("A Service or Deployment with the name that was not found exists.")
            : CounterEvidence.None;
}
