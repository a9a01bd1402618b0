namespace KgRca.RootCause.Rules;

// Causes: containers of a Pod. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string OomKilled = "oom_killed";
    public const string ContainerCrash = "container_crash";
    public const string InvalidCommand = "container_command_invalid";
    public const string LifecycleHook = "lifecycle_hook_failed";
    public const string SecurityContext = "security_context_conflict";
    public const string PortConflict = "service_sidecar_port_conflict";
    public const string EphemeralStorage = "ephemeral_storage_exceeded";

    /// <summary>What they mean and what to do: containers of a Pod.</summary>
    public static CauseClass[] OfContainers { get; } =
    [
        new(
            OomKilled,
            "Out of memory",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The container used more memory than its limit, or the node had none left, and was killed.",
            "Raise `resources.limits.memory`, or find what grew."
        )
        {
            IsIntermittent = true,
            Mechanism =
                "The kernel kills a container that needs more memory than its limit; the kubelet restarts it, and it is killed again at the same point.",
            FollowsFrom = MemoryPressure,
        },
        new(
            ContainerCrash,
            "Container keeps crashing",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The container ends again and again. A symptom; its log and last exit code say why.",
            "Read the log of the previous container."
        )
        {
            IsIntermittent = true,
            IsUnexplainedFailure = true,
            Mechanism =
                "Each exit makes the kubelet wait longer before the next start, and the Pod is not ready in between.",
        },
        new(
            InvalidCommand,
            "Command cannot be run",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The command does not exist in the image, or may not be run; or it ends without an error, again and again, where it should run on.",
            "Check `command` and `args` against the image; what should serve has to stay in the foreground."
        )
        {
            IsIntermittent = true,
            Mechanism = "The runtime cannot start the process, so the container never runs.",
        },
        new(
            LifecycleHook,
            "Lifecycle hook failed",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The container's `postStart` hook failed, and the container was killed for it, though its process may be well.",
            "Run the hook's command in the container by hand; the message has what it wrote."
        )
        {
            Mechanism = "A container whose start hook fails is killed and started again.",
        },
        new(
            SecurityContext,
            "Security context forbids the image's user",
            CauseFamily.Reference,
            CauseKinds.Workload,
            "The image wants to run as a user that the security context forbids.",
            "Set `runAsUser`, or build the image for another user."
        ),
        new(
            PortConflict,
            "Two containers want the same port",
            CauseFamily.Container,
            CauseKinds.Workload,
            "Two containers of a Pod listen on the same port.",
            "Give one of them another port."
        )
        {
            Mechanism = "Containers of a Pod share one network address, so the second to bind the port fails to start.",
        },
        new(
            EphemeralStorage,
            "Local storage limit exceeded",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Pod wrote more to its node's disk than its limit allows, and was evicted.",
            "Raise `resources.limits.ephemeral-storage` or the emptyDir's `sizeLimit`, or find what writes."
        )
        {
            Mechanism = "The kubelet evicts a Pod that writes more to its node's disk than its limit.",
            FollowsFrom = DiskPressure,
        },
    ];
}
