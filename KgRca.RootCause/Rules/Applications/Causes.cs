namespace KgRca.RootCause.Rules;

// Causes: what processes, their logs and their metrics say. One class for all families, so that an id reads the same wherever it is used.
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
            "Unhandled error in the application",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process reported an unhandled error, such as a panic, an exception or a stack trace, or died of a signal that it brought upon itself.",
            "Read the log line; compare with the last rollout."
        )
        {
            IsVague = true,
            IsUnexplainedFailure = true,
            Mechanism =
                "A process that hits an error it does not handle ends or answers with errors; what it was doing when it failed is in the log.",
            Strength = EvidenceStrength.Inferred,
            IsSpecificSymptom = true,
            FollowsFromNode = true,
        },
        new(
            DependencyUnavailable,
            "Dependency does not answer",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process could not reach something that it needs, or got no answer in time. A symptom; the line names what it needs.",
            "Look at what it names, and at the way there."
        )
        {
            Mechanism = "While the dependency does not answer, requests that need it fail or wait for their timeout.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            LogLineStopped,
            "Part of the work has stopped",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A container no longer writes a line that belonged to its main work, while it goes on with others: it does not come to that part any more, as when it fails before without a word.",
            "Look at what comes before the line in the code; compare with the last rollout."
        )
        {
            Mechanism = "The container keeps running but no longer gets to this part of its work.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            Certificate,
            "Certificate is not valid",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A certificate has expired, is not yet valid, or is signed by nobody who is trusted.",
            "Renew it, or look at what should have: cert-manager; check the clock."
        )
        {
            Mechanism = "Peers refuse a connection whose certificate they cannot verify, so every call fails.",
        },
        new(
            Configuration,
            "Configuration is invalid",
            CauseFamily.Container,
            CauseKinds.Referred,
            "The process cannot read its configuration: a file does not parse, a setting is unknown or has a wrong value, or a required variable or flag is missing.",
            "Correct the file, variable or flag that the line names."
        )
        {
            Mechanism = "A process that cannot read its configuration exits at each start.",
        },
        new(
            TlsMismatch,
            "Only one side speaks TLS",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A client speaks plain text to a port that expects TLS, or TLS to one that does not.",
            "Correct the scheme or the TLS setting of the client, or the port that it calls."
        )
        {
            Mechanism = "The handshake fails, so every call fails.",
        },
        new(
            RbacForbidden,
            "Service account lacks a right",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The API server refuses what the process wants, since its service account may not do it.",
            "Bind a Role to its service account."
        )
        {
            Mechanism = "The API server refuses the request, and the process cannot do its work without it.",
        },
        new(
            DiskFull,
            "Volume is full",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process cannot write, since its volume or the node's disk is full.",
            "Enlarge the volume, or find what fills it."
        )
        {
            Mechanism = "Writes fail while the disk is full, and the process stops or answers with errors.",
        },
        new(
            FileDescriptors,
            "Too many open files",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The process may open no more files or connections.",
            "Raise the limit, or find what leaks."
        )
        {
            Mechanism = "Without free file descriptors the process cannot accept or open connections.",
        },
        new(
            PodNetworkDelay,
            "Slow network to the service",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A service is slow though neither its processors nor the services that it calls are busy or slow: what is left is the way to it.",
            "Look at its Pods' network: CNI, shaping, the node's interface."
        )
        {
            MeasuredBy = "the network between its Pods and their peers",
            IsSlowness = true,
            Mechanism = "Every call to or from the Pod waits for the network, so its callers become slow too.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            SlowByItself,
            "Service is slow by itself",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A service takes longer than it did, without the time in which it waits for those that it calls.",
            "Look at its processors, locks, garbage collection and database; compare with the last rollout."
        )
        {
            MeasuredBy = "the CPU, memory and waiting times of its Pods",
            Mechanism = "Its callers wait for it, so they become slow or time out.",
            Strength = EvidenceStrength.Inferred,
            FollowsFromNode = true,
        },
        new(
            CpuOverload,
            "Not enough CPU",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The container wants more CPU than it gets.",
            "Raise `resources.limits.cpu`, or add replicas."
        )
        {
            Mechanism = "A container at its CPU limit is throttled, so everything it does takes longer.",
            FollowsFromNode = true,
        },
    ];
}
