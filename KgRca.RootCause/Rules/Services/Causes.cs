namespace KgRca.RootCause.Rules;

// Causes: Services, names and addresses.
internal static partial class Causes
{
    public const string ServiceSelector = "service_selector_mismatch";
    public const string ServicePort = "service_port_mapping_mismatch";
    public const string ServiceProtocol = "service_protocol_mismatch";
    public const string ServiceAddress = "service_env_var_address_mismatch";
    public const string Dns = "service_dns_resolution_failure";
    public const string GoverningService = "governing_service_missing";
    public const string ServiceEndpoints = "service_endpoints_missing";
    public const string LoadBalancer = "load_balancer_failed";
    public const string ServiceOutage = "service_without_ready_pods";

    /// <summary>What they mean and what to do: Services, names and addresses.</summary>
    public static CauseClass[] OfServices { get; } =
    [
        new(
            ServiceSelector,
            "Service selects no Pods",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service's selector matches no Pods.",
            "Fix `selector`."
        )
        {
            Mechanism = "A Service whose selector matches no Pods has no endpoints, so every connection to it fails.",
        },
        new(
            ServicePort,
            "Service targets the wrong port",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service's `targetPort` is a port that its Pods do not listen on.",
            "Fix `targetPort`."
        )
        {
            Mechanism = "Nothing listens on the target port, so connections to the Service are refused.",
        },
        new(
            ServiceProtocol,
            "Service uses the wrong protocol",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service uses a different protocol than its Pods.",
            "Fix the port's `protocol`."
        )
        {
            Mechanism = "The Service forwards a protocol that the Pods do not listen for, so no traffic arrives.",
        },
        new(
            ServiceAddress,
            "Service address does not exist",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A workload calls a hostname that does not exist.",
            "Fix the environment variable or setting that holds the address."
        )
        {
            RefutedBy = ["Service", "Deployment"],
            Mechanism = "The hostname does not resolve, so every call fails.",
            FollowsFromNode = true,
        },
        new(
            Dns,
            "Cluster DNS is down",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The cluster DNS does not respond.",
            "Check CoreDNS and the Pod's `dnsConfig`."
        )
        {
            Mechanism = "Without DNS no hostname resolves, so calls fail before they are sent.",
            IsOfCluster = true,
            FollowsFromNode = true,
        },
        new(
            GoverningService,
            "Headless Service does not exist",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The StatefulSet's `serviceName` references a Service that does not exist, so its Pods have no DNS names.",
            "Create the Service, or fix `serviceName`."
        )
        {
            Mechanism = "Without the headless Service the Pods get no DNS names, so peers cannot resolve them.",
        },
        new(
            ServiceEndpoints,
            "Service has neither selector nor endpoints",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service has no selector and no EndpointSlice, so its traffic goes nowhere.",
            "Add a `selector`, or create an EndpointSlice for the Service."
        ),
        new(
            ServiceOutage,
            "Service has no ready Pods",
            CauseFamily.Service,
            CauseKinds.Workload,
            "None of the Service's Pods is ready, so its callers get no response.",
            "Find out why its Pods are not ready: check events, probes and logs."
        ),
        new(
            LoadBalancer,
            "Load balancer creation failed",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The cloud could not create or update the Service's load balancer, or the Service has had no "
                + "external address for minutes.",
            "Read the Service's events (quota, subnet, annotations); if there are none, check that the "
                + "cluster has a load balancer controller."
        )
        {
            Mechanism = "Without a load balancer the Service is unreachable from outside the cluster.",
        },
    ];
}
