using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// Services whose requests arrive nowhere: the selector matches no Pod, or the target port is none of the Pods'.
/// </summary>
internal static class ServiceEndpoints
{
    public static void Inspect(
        ClusterTopology topology,
        ResourceState service,
        JsonElement item,
        List<Finding> findings
    )
    {
        var spec = item.At("spec");
        if (spec.Text("type") == "ExternalName" || !spec.Members("selector").Any())
            return;
        var selected = Selection.Selected(service, topology).ToList();
        if (selected.Count > 0)
            Ports(service, spec, selected, findings);
        else if (!IsBeingDeleted(topology, service, item) && HasNoEndpoints(topology, service))
            NoPods(topology, service, spec, findings);
    }

    /// <summary>The Service that an EndpointSlice belongs to; null where it names none.</summary>
    public static string? ServiceOf(JsonElement slice) =>
        slice.At("metadata", "labels").Text("kubernetes.io/service-name");

    /// <summary>Whether no endpoints of a Service are known.</summary>
    public static bool HasNone(ClusterTopology topology, ResourceState service)
    {
        if (
            topology.Find(service.Cluster, "Endpoints", service.Namespace, service.Name)
                is { Exists: true, Object: { } endpoints }
            && endpoints.Items("subsets").Any(subset => subset.Items("addresses").Any())
        )
            return false;
        return !topology
            .OfKind(service.Cluster, "EndpointSlice", service.Namespace)
            .Any(slice => slice.Object is { } item && ServiceOf(item) == service.Name && item.Items("endpoints").Any());
    }

    // Objects come one after the other when an agent connects; that the cluster has made endpoints, and put none in,
    // shows that it, too, found no Pod.
    private static bool HasNoEndpoints(ClusterTopology topology, ResourceState service)
    {
        if (
            topology.Find(service.Cluster, "Endpoints", service.Namespace, service.Name) is
            { Exists: true, Object: { } endpoints }
        )
            return !endpoints.Items("subsets").Any(subset => subset.Items("addresses").Any());
        var slices = topology
            .OfKind(service.Cluster, "EndpointSlice", service.Namespace)
            .Where(slice => slice.Object is { } item && ServiceOf(item) == service.Name)
            .ToList();
        if (slices.Count > 0)
            return !slices.Exists(slice => slice.Object is { } item && item.Items("endpoints").Any());
        return !topology.IsObserved(service.Cluster, "Endpoints")
            && !topology.IsObserved(service.Cluster, "EndpointSlice");
    }

    // What belongs to a namespace goes in any order.
    private static bool IsBeingDeleted(ClusterTopology topology, ResourceState service, JsonElement item) =>
        item.At("metadata", "deletionTimestamp").IsPresent()
        || topology.Find(service.Cluster, "Namespace", "", service.Namespace) is { Object: { } @namespace }
            && @namespace.At("metadata", "deletionTimestamp").IsPresent();

    /// <summary>
    /// How long a Service may be without Pods: long, while it is new or its Pods have just gone; not long where its
    /// selector or the labels of its Pods were changed.
    /// </summary>
    private static TimeSpan Patience(ClusterTopology topology, ResourceState service) =>
        !(topology.Now - service.CreatedAt > PendingPeriods.Installing)
        || service.Outgoing.Any(edge =>
            edge.Type == EdgeType.Selects && topology.Now - edge.To.DeletedAt < PendingPeriods.Installing
        )
            ? PendingPeriods.Installing
            : TimeSpan.Zero;

    private static void NoPods(
        ClusterTopology topology,
        ResourceState service,
        JsonElement spec,
        List<Finding> findings
    )
    {
        // Where a workload's own template matches, its Pods are merely absent, and whatever keeps them away is the
        // cause.
        var workloads = Workloads(topology, service).ToList();
        if (workloads.Exists(workload => Template(workload) is { } labels && Labels.Match(spec, "selector", labels)))
            return;
        var like = workloads.Find(workload => workload.Name == service.Name);
        // Charts bring headless Services for what a managed cluster hides, and some are for Pods of another day.
        var isMeant = like is not null || spec.Text("clusterIP") != "None" && HasWork(topology, service);
        var hint = like?.Object is { } item
            ? $"; the Pods of {like.Kind} {like.Name} have labels "
                + $"{Labels.Text(item.At("spec", "template", "metadata"), "labels")}"
            : "";
        var selector = Evidence.Of(service, service.Object, "spec", "selector");
        findings.Add(
            Finding
                .Origin(
                    Causes.ServiceSelector,
                    isMeant ? Severity.Error : Severity.Warning,
                    "ServiceWithoutEndpoints",
                    $"Service {service.Name} selects {Labels.Text(spec, "selector")}, but no Pod in "
                        + $"namespace {service.Namespace} has these labels{hint}.",
                    service,
                    null,
                    like is null
                        ? [selector]
                        : [selector, Evidence.Of(like, like.Object, "spec", "template", "metadata", "labels")]
                )
                .Over("Pod", service.Namespace) with
            {
                PendingFor = Patience(topology, service),
            }
        );
    }

    private static bool HasWork(ClusterTopology topology, ResourceState service) =>
        Workloads(topology, service).Any() || topology.OfKind(service.Cluster, "Pod", service.Namespace).Any();

    private static void Ports(ResourceState service, JsonElement spec, List<ResourceState> pods, List<Finding> findings)
    {
        var declared = pods.SelectMany(pod => pod.Object is { } item ? item.At("spec").Items("containers") : default)
            .SelectMany(container => container.Items("ports"))
            .ToList();
        if (declared.Count == 0)
            return;
        foreach (var port in spec.Items("ports"))
        {
            var target = port.At("targetPort").IsPresent() ? port.At("targetPort") : port.At("port");
            var listens = target.Number() is { } number
                ? declared.Exists(own => own.Number("containerPort") == number)
                : declared.Exists(own => own.Text("name") == target.Text());
            if (
                target.Number() is { } same
                && listens
                && !declared.Exists(own => own.Number("containerPort") == same && Protocol(own) == Protocol(port))
            )
            {
                findings.Add(
                    Finding.Origin(
                        Causes.ServiceProtocol,
                        Severity.Warning,
                        "ServiceProtocolMismatch",
                        $"Service {service.Name} forwards port {port.Number("port")} over {Protocol(port)}, but "
                            + $"its Pods listen on {same} over "
                            + $"{Protocol(declared.Find(own => own.Number("containerPort") == same))}.",
                        service,
                        service.CreatedAt,
                        Evidence.Of(service, $"spec.ports[{port.Number("port")}].protocol", Protocol(port)),
                        Listening(pods[0], declared)
                    )
                );
                return;
            }
            if (listens)
                continue;
            findings.Add(
                Finding.Origin(
                    Causes.ServicePort,
                    target.Text() is null ? Severity.Warning : Severity.Error,
                    "ServicePortMismatch",
                    $"Service {service.Name} forwards port {port.Number("port")} to "
                        + $"{target.Text() ?? $"{target.Number()}"}, but its Pods listen on "
                        + $"{string.Join(", ", declared.Select(own => own.Number("containerPort")).Distinct())}.",
                    service,
                    null,
                    Evidence.Of(
                        service,
                        $"spec.ports[{port.Number("port")}].targetPort",
                        target.Text() ?? $"{target.Number()}"
                    ),
                    Listening(pods[0], declared)
                )
            );
            return;
        }
    }

    private static Evidence Listening(ResourceState pod, List<JsonElement> declared) =>
        Evidence.Of(
            pod,
            "spec.containers.ports",
            string.Join(
                ", ",
                declared
                    .Select(own => $"{own.Text("name")} {own.Number("containerPort")}/{Protocol(own)}".Trim())
                    .Distinct()
            )
        );

    private static string Protocol(JsonElement port) => port.Text("protocol") ?? "TCP";

    private static IEnumerable<ResourceState> Workloads(ClusterTopology topology, ResourceState service) =>
        topology
            .OfKind(service.Cluster, "Deployment", service.Namespace)
            .Concat(topology.OfKind(service.Cluster, "StatefulSet", service.Namespace))
            .Concat(topology.OfKind(service.Cluster, "DaemonSet", service.Namespace));

    private static JsonElement? Template(ResourceState workload) =>
        workload.Object is { } item ? item.At("spec", "template", "metadata") : null;
}
