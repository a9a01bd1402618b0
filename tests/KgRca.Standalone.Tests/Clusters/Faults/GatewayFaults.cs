using static KgRca.Standalone.Tests.Clusters.Shapes;

namespace KgRca.Standalone.Tests.Clusters.Faults;

/// <summary>The Gateway API. What its controller says is set as it would.</summary>
internal static class GatewayFaults
{
    private const string Gateway =
        """{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge}, spec: {gatewayClassName: test, listeners: [{name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: web-tls}]}}]}}""";

    private const string Class =
        "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: test}, spec: {controllerName: example.com/gateway}}";

    public static IEnumerable<Fault> All =>
        [
            new Fault(
                "route_backend",
                "gateway_misroute",
                "HTTPRoute/web",
                [Class, Gateway, Service(), Deployment(), Route("web", 80)],
                [Route("wob", 80)],
                [Route("web", 80)],
                IsFinding: true
            ),
            new Fault(
                "route_port",
                "gateway_misroute",
                "HTTPRoute/web",
                [Class, Gateway, Service(), Deployment(), Route("web", 80)],
                [Route("web", 81)],
                [Route("web", 80)],
                IsFinding: true
            ),
            new Fault(
                "route_gateway",
                "gateway_misroute",
                "HTTPRoute/web",
                [Class, Gateway, Service(), Deployment(), Route("web", 80)],
                ["delete gateways.gateway.networking.k8s.io edge"],
                [Gateway],
                IsFinding: true
            ),
            new Fault(
                "gateway_class",
                "gateway_not_programmed",
                "Gateway/edge",
                [Class, Gateway],
                [Gateway.Replace("gatewayClassName: test", "gatewayClassName: nowhere", StringComparison.Ordinal)],
                [Gateway],
                IsFinding: true
            ),
            OfRoute(
                "route_not_allowed",
                "Accepted",
                "NotAllowedByListeners",
                "No listeners included by this parent ref allowed this attachment."
            ),
            OfRoute("route_parent", "Accepted", "NoMatchingParent"),
            OfRoute("route_hostname", "Accepted", "NoMatchingListenerHostname"),
            OfRoute("route_reference", "ResolvedRefs", "RefNotPermitted"),
            new Fault(
                "gateway_address",
                "gateway_not_programmed",
                "Gateway/edge",
                [Class, Gateway],
                [OfGateway(Condition("Programmed", "False", "AddressNotAssigned", "no address is free"))],
                [OfGateway(Condition("Programmed", "True", "Programmed", ""))],
                IsFinding: true
            ),
            OfListener(
                "listener_conflict",
                Condition("Conflicted", "True", "HostnameConflict", "another listener has this hostname"),
                Condition("Conflicted", "False", "NoConflicts", "")
            ),
            OfListener(
                "listener_reference",
                Condition(
                    "ResolvedRefs",
                    "False",
                    "RefNotPermitted",
                    "Certificate ref to secret certs/web-tls not permitted by any ReferenceGrant."
                ),
                Condition("ResolvedRefs", "True", "ResolvedRefs", "")
            ),
            OfListener(
                "listener_certificate",
                Condition("ResolvedRefs", "False", "InvalidCertificateRef", "Secret web-tls does not exist"),
                Condition("ResolvedRefs", "True", "ResolvedRefs", "")
            ),
        ];

    private static Fault OfRoute(string name, string type, string reason, string message = "the controller says why") =>
        new(
            name,
            "gateway_misroute",
            "HTTPRoute/web",
            [Class, Gateway, Service(), Deployment(), Route("web", 80)],
            [Parents(Condition(type, "False", reason, message))],
            [Parents(Condition(type, "True", type, ""))],
            IsFinding: true
        );

    private static Fault OfListener(string name, string bad, string good) =>
        new(
            name,
            "gateway_not_programmed",
            "Gateway/edge",
            [Class, Gateway],
            [Listener(bad)],
            [Listener(good)],
            IsFinding: true
        );

    private static string Route(string service, int port) =>
        $$"""{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: web}, spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: {{service}}, port: {{port}} }]}]} }""";

    private static string Parents(string condition) =>
        Status(
            "httproutes.gateway.networking.k8s.io web",
            $$"""{"parents":[{"parentRef":{"name":"edge"},"conditions":[{{condition}}]}]}"""
        );

    private static string OfGateway(string condition) =>
        Status("gateways.gateway.networking.k8s.io edge", $$"""{"conditions":[{{condition}}]}""");

    private static string Listener(string condition) =>
        Status(
            "gateways.gateway.networking.k8s.io edge",
            $$"""{"listeners":[{"name":"https","conditions":[{{condition}}]}]}"""
        );
}
