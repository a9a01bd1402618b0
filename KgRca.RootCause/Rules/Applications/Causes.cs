namespace KgRca.RootCause.Rules;

// Causes: what processes, their logs and their metrics say.
internal static partial class Causes
{
    public const string ApplicationError = "application_error";
    public const string DependencyUnavailable = "dependency_unavailable";
    public const string LogLineStopped = "log_line_stopped";
    public const string Certificate = "certificate_invalid";
    public const string Configuration = "configuration_invalid";
    public const string TlsMismatch = "tls_mismatch";
    public const string RbacForbidden = "rbac_forbidden";
    public const string DiskFull = "volume_full";
    public const string FileDescriptors = "file_descriptors_exhausted";
    public const string PodNetworkDelay = "pod_network_delay";
    public const string SlowByItself = "service_slow_by_itself";
    public const string CpuOverload = "pod_cpu_overload";

    /// <summary>What they mean and what to do: what processes, their logs and their metrics say.</summary>
    public static CauseClass[] OfApplications { get; } =
    [
        new(
            ApplicationError,
            "Unhandled application error",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process logged an unhandled error (a panic, an exception, a stack trace), or crashed with a "
                + "signal such as SIGSEGV.",
            "Read the stack trace; check whether the last rollout introduced it."
        )
        {
            IsVague = true,
            IsUnexplainedFailure = true,
            Mechanism =
                "A process that hits an unhandled error exits or returns errors; the log shows what it was doing.",
            Strength = EvidenceStrength.Inferred,
            IsSpecificSymptom = true,
            FollowsFromNode = true,
        },
        new(
            DependencyUnavailable,
            "Dependency is unavailable",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process could not reach a dependency, or timed out waiting for it. This is a symptom, unless the log "
                + "line names a host outside the cluster.",
            "Check that dependency and the network path to it."
        )
        {
            IsVague = true,
            Mechanism = "While the dependency does not respond, requests that need it fail or time out.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            LogLineStopped,
            "Part of the work stopped",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A container stopped logging a line of its main work while it still logs others: it no longer "
                + "reaches that code, for example because an earlier step fails silently.",
            "Check the code that runs before this line; check whether the last rollout changed it."
        )
        {
            Mechanism = "The container keeps running but no longer reaches this part of its work.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            Certificate,
            "Certificate is invalid",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A certificate has expired, is not yet valid, or is signed by an untrusted CA.",
            "Renew the certificate; check why cert-manager did not, and check the clocks."
        )
        {
            Mechanism = "Clients reject a connection whose certificate they cannot verify, so every call fails.",
        },
        new(
            Configuration,
            "Configuration is invalid",
            CauseFamily.Container,
            CauseKinds.Referred,
            "The process cannot load its configuration: a file does not parse, a setting is unknown or "
                + "invalid, or a required variable or flag is missing.",
            "Fix the file, variable or flag that the log line names."
        )
        {
            Mechanism = "A process that cannot read its configuration exits at each start.",
        },
        new(
            TlsMismatch,
            "TLS mismatch between client and server",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A client sends plain text to a TLS port, or TLS to a plain-text port.",
            "Fix the client's scheme or TLS setting, or the port it calls."
        )
        {
            Mechanism = "The handshake fails, so every call fails.",
        },
        new(
            RbacForbidden,
            "ServiceAccount lacks a permission",
            CauseFamily.Container,
            CauseKinds.Granted,
            "The API server denies the request: the ServiceAccount lacks the RBAC permission.",
            "Bind a Role with that permission to the ServiceAccount."
        )
        {
            Mechanism = "The API server denies the request, and the process cannot work without it.",
        },
        new(
            DiskFull,
            "Volume is full",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process cannot write: its volume or the node's disk is full.",
            "Expand the volume, or find what fills it."
        )
        {
            IsEchoed = true,
            Mechanism = "Writes fail while the disk is full, so the process exits or returns errors.",
        },
        new(
            FileDescriptors,
            "Too many open files",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process reached its limit of open files and connections.",
            "Raise the limit, or find the leak."
        )
        {
            Mechanism = "Without free file descriptors the process cannot accept or open connections.",
        },
        new(
            PodNetworkDelay,
            "Network latency to the service",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A service is slow although neither its CPU nor the services it calls are busy or slow, which "
                + "leaves the network path to it.",
            "Check the network of its Pods: CNI, traffic shaping, the node's interface."
        )
        {
            MeasuredBy = "the network between its Pods and their peers",
            IsSlowness = true,
            Mechanism = "Every call to or from the Pod waits for the network, so its callers slow down too.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            SlowByItself,
            "Service itself is slow",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A service takes longer than before, not counting the time it waits for the services it calls.",
            "Check its CPU, locks, garbage collection and database; check whether the last rollout changed it."
        )
        {
            MeasuredBy = "the CPU, memory and waiting times of its Pods",
            Mechanism = "Its callers wait for it, so they slow down or time out.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            CpuOverload,
            "CPU saturated",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The container needs more CPU than it gets.",
            "Raise `resources.limits.cpu`, or add replicas."
        )
        {
            Mechanism = "A container at its CPU limit is throttled, so every request takes longer.",
            FollowsFromNode = true,
        },
    ];
}
