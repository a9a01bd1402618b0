using static KgRca.AppHost.Tests.Clusters.Shapes;

namespace KgRca.AppHost.Tests.Clusters.Faults;

/// <summary>The Gateway API. What its controller says is set as it would.</summary>
internal static class GatewayFaults
{
    private const string Gateway = """{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge}, spec: {gatewayClassName: test, listeners: [{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: web-tls}]}}]}}""";

    public static IEnumerable<Fault> All =>
    [
        new Fault("route_backend", "gateway_misroute", "HTTPRoute/web", [Service(), Deployment(), Route("web", 80)], [Route("wob", 80)], [Route("web", 80)], IsFinding: true),
        new Fault("route_port", "gateway_misroute", "HTTPRoute/web", [Service(), Deployment(), Route("web", 80)], [Route("web", 81)], [Route("web", 80)], IsFinding: true),
        OfRoute("route_parent", "Accepted", "NoMatchingParent"),
        OfRoute("route_hostname", "Accepted", "NoMatchingListenerHostname"),
        OfRoute("route_reference", "ResolvedRefs", "RefNotPermitted"),
        new Fault("gateway_address", "gateway_not_programmed", "Gateway/edge", [Gateway], [OfGateway(Condition("Programmed", "False", "AddressNotAssigned", "no address is free"))],
            [OfGateway(Condition("Programmed", "True", "Programmed", ""))], IsFinding: true),
        OfListener("listener_conflict", Condition("Conflicted", "True", "HostnameConflict", "another listener has this hostname"), Condition("Conflicted", "False", "NoConflicts", "")),
        OfListener("listener_certificate", Condition("ResolvedRefs", "False", "InvalidCertificateRef", "Secret web-tls does not exist"), Condition("ResolvedRefs", "True", "ResolvedRefs", "")),
    ];

    private static Fault OfRoute(string name, string type, string reason) =>
        new(name, "gateway_misroute", "HTTPRoute/web", [Service(), Deployment(), Route("web", 80)], [Parents(Condition(type, "False", reason, "the controller says why"))], [Parents(Condition(type, "True", type, ""))], IsFinding: true);

    private static Fault OfListener(string name, string bad, string good) => new(name, "gateway_not_programmed", "Gateway/edge", [Gateway], [Listener(bad)], [Listener(good)], IsFinding: true);

    private static string Route(string service, int port) =>
        $$"""{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web}, spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: {{service}}, port: {{port}} }]}]} }""";

    private static string Parents(string condition) => Status("httproutes.gateway.networking.k8s.io web", $$"""{"parents":[{"parentRef":{"name":"edge"},"conditions":[{{condition}}]}]}""");

    private static string OfGateway(string condition) => Status("gateways.gateway.networking.k8s.io edge", $$"""{"conditions":[{{condition}}]}""");

    private static string Listener(string condition) => Status("gateways.gateway.networking.k8s.io edge", $$"""{"listeners":[{"name":"https","conditions":[{{condition}}]}]}""");
}
