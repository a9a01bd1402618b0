using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>
/// Routes of the Gateway API that lead nowhere: to a Service or port that is not there, or from a Gateway that is not
/// there or refuses them.
/// </summary>
internal static class Gateways
{
    private const string Group = "gateway.networking.k8s.io";

    /// <summary>The kinds of routes.</summary>
    public static readonly string[] Routes = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"];

    public static void Inspect(ClusterTopology topology, ResourceState route, JsonElement item, List<Finding> findings)
    {
        foreach (var backend in item.At("spec").Items("rules").SelectMany(rule => rule.Items("backendRefs")))
        {
            if (backend.Text("name") is not { } name || (backend.Text("kind") ?? "Service") != "Service")
                continue;
            var @namespace = backend.Text("namespace") ?? route.Namespace;
            if (topology.Find(route.Cluster, "Service", @namespace, name) is not { Exists: true } service)
            {
                Add(
                    findings,
                    route,
                    $"routes to Service {name}, which does not exist",
                    null,
                    Evidence.Of(route, "spec.rules.backendRefs.name", name),
                    new Evidence($"{route.Cluster}/Service/{@namespace}/{name}", "metadata.name", "absent")
                );
                findings[^1] = findings[^1].Missing("Service", @namespace, name);
                if (topology.IsComplete(route.Cluster, findings[^1].AbsentFrom[0]))
                    return;
                continue;
            }
            if (
                backend.Number("port") is { } port
                && service.Object is { } serviceItem
                && !serviceItem.At("spec").Items("ports").Any(own => own.Number("port") == port)
            )
            {
                Add(
                    findings,
                    route,
                    $"routes to port {port} of Service {name}, which that Service does not have",
                    null,
                    Evidence.Of(route, "spec.rules.backendRefs.port", $"{port}"),
                    Evidence.Of(service, serviceItem, "spec", "ports")
                );
                return;
            }
        }
        foreach (var parent in item.At("spec").Items("parentRefs"))
        {
            if (
                parent.Text("name") is not { } name
                || (parent.Text("kind") ?? "Gateway") != "Gateway"
                || (parent.Text("group") ?? Group) != Group
            )
                continue;
            var @namespace = parent.Text("namespace") ?? route.Namespace;
            if (topology.Find(route.Cluster, "Gateway", @namespace, name) is { Exists: true })
                continue;
            Add(
                findings,
                route,
                $"references Gateway {name} in namespace {@namespace}, which does not exist",
                null,
                Evidence.Of(route, "spec.parentRefs.name", name),
                new Evidence($"{route.Cluster}/Gateway/{@namespace}/{name}", "metadata.name", "absent")
            );
            findings[^1] = findings[^1].Missing("Gateway", @namespace, name);
            if (topology.IsComplete(route.Cluster, findings[^1].AbsentFrom[0]))
                return;
        }
        foreach (var parent in item.At("status").Items("parents"))
        {
            foreach (var condition in parent.Items("conditions"))
            {
                if (condition.Text("type") is not ("Accepted" or "ResolvedRefs") || condition.Text("status") != "False")
                    continue;
                Add(
                    findings,
                    route,
                    $"is rejected by Gateway {parent.At("parentRef").Text("name")}: "
                        + $"{condition.Text("message") ?? condition.Text("reason")}",
                    condition.Time("lastTransitionTime"),
                    Evidence.OfCondition(route, condition, "status.parents.conditions")
                );
                return;
            }
        }
    }

    /// <summary>
    /// A Gateway whose class is not there, or that its controller does not accept or has not set up, by its own
    /// conditions or those of a listener.
    /// </summary>
    public static void InspectGateway(
        ClusterTopology topology,
        ResourceState gateway,
        JsonElement item,
        List<Finding> findings
    )
    {
        if (
            item.At("spec").Text("gatewayClassName") is { } className
            && topology.Find(gateway.Cluster, "GatewayClass", "", className) is not { Exists: true }
        )
        {
            findings.Add(
                Finding
                    .Origin(
                        Causes.Gateway,
                        Severity.Warning,
                        "GatewayClassMissing",
                        $"Gateway {gateway.Name} uses GatewayClass {className}, which does not exist, so no "
                            + "controller manages it.",
                        gateway,
                        gateway.CreatedAt,
                        Evidence.Of(gateway, item, "spec", "gatewayClassName"),
                        new Evidence($"{gateway.Cluster}/GatewayClass//{className}", "metadata.name", "absent")
                    )
                    .Missing("GatewayClass", "", className)
            );
            if (topology.IsComplete(gateway.Cluster, findings[^1].AbsentFrom[0]))
                return;
        }
        // A listener says more exactly what is wrong than the whole.
        var all = item.At("status")
            .Items("listeners")
            .SelectMany(listener =>
                listener
                    .Items("conditions")
                    .Select(condition =>
                        (
                            Where: $"Listener {listener.Text("name")} of Gateway {gateway.Name}",
                            List: $"status.listeners[{listener.Text("name")}].conditions",
                            Condition: condition
                        )
                    )
            )
            .Concat(
                item.At("status")
                    .Items("conditions")
                    .Select(condition =>
                        (Where: $"Gateway {gateway.Name}", List: "status.conditions", Condition: condition)
                    )
            );
        foreach (var (where, list, condition) in all)
        {
            var (type, status, reason) = (condition.Text("type"), condition.Text("status"), condition.Text("reason"));
            // Until a controller looks at it, all is unknown; and what is pending comes.
            if (
                !(
                    type is "Accepted" or "Programmed" or "ResolvedRefs" && status == "False"
                    || type == "Conflicted" && status == "True"
                )
                || reason == "Pending"
            )
                continue;
            findings.Add(
                Finding.Origin(
                    Causes.Gateway,
                    Severity.Warning,
                    "GatewayNotProgrammed",
                    $"{where}: {type} is {status}, {reason}: {condition.Text("message")}",
                    gateway,
                    condition.Time("lastTransitionTime"),
                    Evidence.OfCondition(gateway, condition, list)
                )
            );
            return;
        }
    }

    private static void Add(
        List<Finding> findings,
        ResourceState route,
        string text,
        DateTimeOffset? since,
        params Evidence[] evidence
    ) =>
        findings.Add(
            Finding.Origin(
                Causes.GatewayMisroute,
                Severity.Warning,
                "RouteMisdirected",
                $"{route.Kind} {route.Name} {text}.",
                route,
                since ?? route.CreatedAt,
                evidence
            )
        );
}
