namespace KgRca.RootCause.Rules;

// Causes: Ingresses and the Gateway API.
internal static partial class Causes
{
    public const string IngressBackend = "ingress_backend_missing";
    public const string IngressPort = "ingress_port_mismatch";
    public const string IngressCertificate = "ingress_certificate_missing";
    public const string IngressClass = "ingress_class_missing";
    public const string IngressConflict = "ingress_conflict";
    public const string GatewayMisroute = "gateway_misroute";
    public const string Gateway = "gateway_not_programmed";

    /// <summary>What they mean and what to do: Ingresses and the Gateway API.</summary>
    public static CauseClass[] OfIngress { get; } =
    [
        new(
            IngressBackend,
            "Ingress backend Service does not exist",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "A path of the Ingress routes to a Service that does not exist.",
            "Create the Service, or fix the backend's `service.name`."
        ),
        new(
            IngressPort,
            "Ingress backend port does not exist",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "A path of the Ingress routes to a port that its Service does not have.",
            "Fix the backend's `service.port`."
        ),
        new(
            IngressCertificate,
            "Ingress TLS Secret does not exist",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "The Ingress's `tls.secretName` references a Secret that does not exist.",
            "Create the Secret, or check what should have created it: cert-manager, external-secrets."
        ),
        new(
            IngressClass,
            "IngressClass does not exist",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "No controller serves the Ingress: its IngressClass does not exist, or it names none and the "
                + "cluster has no default.",
            "Fix `ingressClassName`, install the controller, or mark an IngressClass as default."
        ),
        new(
            IngressConflict,
            "Ingress host and path conflict",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "An older Ingress of the same class has the same host and path and receives the requests.",
            "Change the host or path, or delete one of the two."
        ),
        new(
            GatewayMisroute,
            "Gateway route is broken",
            CauseFamily.Service,
            CauseKinds.Route,
            "A Gateway API route references a Service or port that does not exist, or its Gateway does not "
                + "exist or rejects it; or requests to a service return 404, as when a gateway routes them to the "
                + "wrong service.",
            "Fix `backendRefs` or `parentRefs`, or what the condition names; for 404s, compare the gateway's "
                + "routes with the failing paths."
        ),
        new(
            Gateway,
            "Gateway is not programmed",
            CauseFamily.Service,
            CauseKinds.Gateway,
            "A Gateway or one of its listeners is not accepted or not programmed: a missing GatewayClass, a "
                + "conflict, a certificate, an address.",
            "Fix `gatewayClassName`, or what the condition names."
        ),
    ];
}
