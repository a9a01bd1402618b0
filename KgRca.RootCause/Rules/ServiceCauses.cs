using static KgRca.RootCause.Rules.CauseKinds;

namespace KgRca.RootCause.Rules;

/// <summary>What is wrong between workloads, with custom resources, and what was changed.</summary>
internal static class ServiceCauses
{
    public static CauseClass[] All =>
        [
            // Services and names
            new(
                Causes.ServiceSelector,
                "Service selects no Pod",
                CauseFamily.Service,
                Workload,
                "The Service selects labels that no Pod has.",
                "Correct `selector`."
            ),
            new(
                Causes.ServicePort,
                "Service sends to the wrong port",
                CauseFamily.Service,
                Workload,
                "The Service sends requests to a port on which its Pods do not listen.",
                "Correct `targetPort`."
            ),
            new(
                Causes.ServiceProtocol,
                "Service uses the wrong protocol",
                CauseFamily.Service,
                Workload,
                "The Service uses another protocol than its Pods.",
                "Correct the port's `protocol`."
            ),
            new(
                Causes.ServiceAddress,
                "Address does not exist",
                CauseFamily.Service,
                Workload,
                "A workload calls an address that does not exist.",
                "Correct the variable that holds it."
            ),
            new(
                Causes.Dns,
                "DNS does not answer",
                CauseFamily.Service,
                Workload,
                "The cluster's DNS does not answer.",
                "Look at CoreDNS and the Pod's `dnsConfig`."
            ),
            new(
                Causes.IngressBackend,
                "Ingress names a Service that does not exist",
                CauseFamily.Service,
                CauseKinds.Ingress,
                "A path of the Ingress leads to a Service that does not exist.",
                "Create the Service, or correct the backend's name."
            ),
            new(
                Causes.IngressPort,
                "Ingress names a port that the Service lacks",
                CauseFamily.Service,
                CauseKinds.Ingress,
                "A path of the Ingress leads to a port that its Service does not have.",
                "Correct the backend's port."
            ),
            new(
                Causes.IngressCertificate,
                "Ingress's certificate does not exist",
                CauseFamily.Service,
                CauseKinds.Ingress,
                "The Secret of the Ingress's certificate does not exist.",
                "Create it, or look at what should have: cert-manager, external secrets."
            ),
            new(
                Causes.IngressClass,
                "Ingress has no class that exists",
                CauseFamily.Service,
                CauseKinds.Ingress,
                "No controller serves the Ingress, since its class does not exist, or it names none and no class is the default.",
                "Correct `ingressClassName`, install the controller, or make a class the default."
            ),
            new(
                Causes.IngressConflict,
                "Ingress repeats another's host and path",
                CauseFamily.Service,
                CauseKinds.Ingress,
                "An older Ingress of the same class has the same host and path, and gets the requests.",
                "Change the host or the path, or remove one of the two."
            ),
            new(
                Causes.NetworkPolicyBlocks,
                "Network policy forbids requests",
                CauseFamily.Service,
                Policy,
                "A NetworkPolicy forbids all requests to Pods that a Service sends requests to, or those of a workload that has the Service's address in its environment, at either end.",
                "Allow those that the Service is for, or remove the policy."
            ),
            new(
                Causes.NetworkPolicyBlocksDns,
                "Network policy forbids DNS",
                CauseFamily.Service,
                Policy,
                "A NetworkPolicy allows Pods no request to port 53, so that they can resolve no name.",
                "Allow UDP and TCP port 53 to the cluster's DNS."
            ),
            new(
                Causes.GatewayMisroute,
                "Route leads nowhere",
                CauseFamily.Service,
                Route,
                "A route of the Gateway API leads to a Service or port that does not exist, or its Gateway does not exist or refuses it.",
                "Correct `backendRefs` or `parentRefs`, or what the condition names."
            ),
            new(
                Causes.Gateway,
                "Gateway does not take requests",
                CauseFamily.Service,
                Gateway,
                "A Gateway, or one of its listeners, is not accepted or not set up: a class that does not exist, a conflict, a certificate, an address.",
                "Correct `gatewayClassName`, or what the condition names."
            ),
            new(
                Causes.GoverningService,
                "Governing Service does not exist",
                CauseFamily.Service,
                Workload,
                "The Service by which a StatefulSet names its Pods does not exist, so that nobody finds them by name.",
                "Create it, or correct `serviceName`."
            ),
            new(
                Causes.ServiceEndpoints,
                "Service has neither selector nor endpoints",
                CauseFamily.Service,
                Workload,
                "The Service selects no Pods, and nobody has given it endpoints, so that its requests go nowhere.",
                "Add a `selector`, or an EndpointSlice that names the Service."
            ),
            new(
                Causes.LoadBalancer,
                "Load balancer could not be made",
                CauseFamily.Service,
                Workload,
                "The cloud could not make or update the Service's load balancer, or nobody has given the Service an address for minutes.",
                "Read the Service's events: quota, subnet, annotation; without any, look whether the cluster has a controller for load balancers."
            ),
            new(
                Causes.ZeroReplicas,
                "Scaled to nothing",
                CauseFamily.Service,
                Workload,
                "A workload is scaled to nothing while a Service sends it requests.",
                "Scale it up."
            ),
            new(
                Causes.DatabaseCredentials,
                "Database refuses the credentials",
                CauseFamily.Service,
                Workload,
                "The database refuses the user or password.",
                "Correct the credentials."
            ),
            new(
                Causes.DatabasePort,
                "Database port is wrong",
                CauseFamily.Service,
                Workload,
                "A workload reaches MySQL at a port that its Service does not have.",
                "Correct the variable that holds it."
            ),
            new(
                Causes.DatabaseConnections,
                "Database has no connections left",
                CauseFamily.Service,
                Workload,
                "The database, or the pool before it, gives out no more connections.",
                "Find who holds them; raise the limit or the pool."
            ),
            new(
                Causes.DatabaseReadOnly,
                "Database takes no writes",
                CauseFamily.Service,
                Workload,
                "The database is read-only: a replica, a full disk, or a setting.",
                "Write to the primary; look at why it does not take writes."
            ),
            // Custom resources
            new(
                Causes.CertificateNotIssued,
                "Certificate is not issued",
                CauseFamily.Custom,
                Certificate,
                "cert-manager could not issue a certificate, or an issuer cannot be used, so that the Secret of the certificate is missing or old.",
                "Read the condition; `cmctl status certificate`."
            ),
            new(
                Causes.ExternalSecret,
                "Secret could not be fetched",
                CauseFamily.Custom,
                ExternalSecret,
                "A Secret that an operator makes from another place could not be fetched or decrypted.",
                "Read the condition: the store's credentials, the path, the key."
            ),
            new(
                Causes.GitOps,
                "What is in Git could not be applied",
                CauseFamily.Custom,
                GitOps,
                "Argo CD or Flux could not fetch or apply what is in its source.",
                "Read the condition; render and apply it by hand with `--dry-run=server`."
            ),
            new(
                Causes.CustomResource,
                "Custom resource is not ready",
                CauseFamily.Custom,
                Custom,
                "The controller of a custom resource says that it is not as it should be, or has not followed a change of it.",
                "Read the condition, then the controller's log."
            ),
            // Changes
            new(
                Causes.Rollout,
                "Template was changed",
                CauseFamily.Change,
                Workload,
                "A workload's template was changed.",
                "Compare; `kubectl rollout undo`."
            ),
            new(
                Causes.Scaled,
                "Workload was scaled",
                CauseFamily.Change,
                Workload,
                "A workload was scaled.",
                "Compare with the load."
            ),
            new(
                Causes.Cordoned,
                "Node was cordoned",
                CauseFamily.Change,
                Node,
                "A node was cordoned and takes no new Pods.",
                "`kubectl uncordon` when done."
            ),
            new(
                Causes.SelectorChanged,
                "Service was changed",
                CauseFamily.Change,
                Workload,
                "A Service's selector, ports or type was changed.",
                "Compare with the Pods' labels and ports."
            ),
            new(
                Causes.ConfigurationChanged,
                "Configuration was changed",
                CauseFamily.Change,
                Configuration,
                "A ConfigMap's or Secret's content, or a custom resource's specification, was changed.",
                "Compare, and restart what reads it."
            ),
        ];
}
