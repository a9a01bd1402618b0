namespace KgRca.RootCause.Rules;

// Causes: Services, names and addresses. One class for all families, so that an id reads the same wherever it is used.
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
            "Service selects no Pod",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service selects labels that no Pod has.",
            "Correct `selector`."
        )
        {
            Mechanism = "A Service without Pods has no endpoints, so every connection to it is refused.",
        },
        new(
            ServicePort,
            "Service sends to the wrong port",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service sends requests to a port on which its Pods do not listen.",
            "Correct `targetPort`."
        )
        {
            Mechanism = "Nothing listens on the target port, so connections to the Service are refused.",
        },
        new(
            ServiceProtocol,
            "Service uses the wrong protocol",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service uses another protocol than its Pods.",
            "Correct the port's `protocol`."
        )
        {
            Mechanism = "The Service forwards another protocol than the Pods speak, so nothing arrives.",
        },
        new(
            ServiceAddress,
            "Address does not exist",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A workload calls an address that does not exist.",
            "Correct the variable that holds it."
        )
        {
            RefutedBy = ["Service", "Deployment"],
            Mechanism = "Calls go to an address that nobody serves, so each of them fails.",
            FollowsFromNode = true,
        },
        new(
            Dns,
            "DNS does not answer",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The cluster's DNS does not answer.",
            "Look at CoreDNS and the Pod's `dnsConfig`."
        )
        {
            Mechanism = "Without DNS no workload finds another by name, so calls fail before they are sent.",
            IsOfCluster = true,
            FollowsFromNode = true,
        },
        new(
            GoverningService,
            "Governing Service does not exist",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service by which a StatefulSet names its Pods does not exist, so that nobody finds them by name.",
            "Create it, or correct `serviceName`."
        )
        {
            Mechanism = "The Pods get no DNS names of their own, so peers cannot find them.",
        },
        new(
            ServiceEndpoints,
            "Service has neither selector nor endpoints",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The Service selects no Pods, and nobody has given it endpoints, so that its requests go nowhere.",
            "Add a `selector`, or an EndpointSlice that names the Service."
        ),
        new(
            ServiceOutage,
            "Service has no ready Pod",
            CauseFamily.Service,
            CauseKinds.Workload,
            "Every Pod of the Service has ceased to be ready: its callers get no answer.",
            "Find out why the Pods are not ready: their events, probes and logs."
        ),
        new(
            LoadBalancer,
            "Load balancer could not be made",
            CauseFamily.Service,
            CauseKinds.Workload,
            "The cloud could not make or update the Service's load balancer, or nobody has given the Service an address for minutes.",
            "Read the Service's events: quota, subnet, annotation; without any, look whether the cluster has a controller for load balancers."
        )
        {
            Mechanism = "Without a load balancer the Service cannot be reached from outside.",
        },
    ];
}
