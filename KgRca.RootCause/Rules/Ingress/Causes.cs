namespace KgRca.RootCause.Rules;

// Causes: Ingresses and the Gateway API. One class for all families, so that an id reads the same wherever it is used.
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
            "Ingress names a Service that does not exist",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "A path of the Ingress leads to a Service that does not exist.",
            "Create the Service, or correct the backend's name."
        ),
        new(
            IngressPort,
            "Ingress names a port that the Service lacks",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "A path of the Ingress leads to a port that its Service does not have.",
            "Correct the backend's port."
        ),
        new(
            IngressCertificate,
            "Ingress's certificate does not exist",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "The Secret of the Ingress's certificate does not exist.",
            "Create it, or look at what should have: cert-manager, external secrets."
        ),
        new(
            IngressClass,
            "Ingress has no class that exists",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "No controller serves the Ingress, since its class does not exist, or it names none and no class is the default.",
            "Correct `ingressClassName`, install the controller, or make a class the default."
        ),
        new(
            IngressConflict,
            "Ingress repeats another's host and path",
            CauseFamily.Service,
            CauseKinds.Ingress,
            "An older Ingress of the same class has the same host and path, and gets the requests.",
            "Change the host or the path, or remove one of the two."
        ),
        new(
            GatewayMisroute,
            "Route leads nowhere or to the wrong service",
            CauseFamily.Service,
            CauseKinds.Route,
            "A route of the Gateway API leads to a Service or port that does not exist, or its Gateway does not exist or refuses it; or requests to a service are answered with 404, as when a gateway sends them to another service.",
            "Correct `backendRefs` or `parentRefs`, or what the condition names; for 404s, compare the gateway's routes with the paths that fail."
        ),
        new(
            Gateway,
            "Gateway does not take requests",
            CauseFamily.Service,
            CauseKinds.Gateway,
            "A Gateway, or one of its listeners, is not accepted or not set up: a class that does not exist, a conflict, a certificate, an address.",
            "Correct `gatewayClassName`, or what the condition names."
        ),
    ];
}
