namespace KgRca.RootCause.Rules;

// Causes: containers of a Pod.
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
            "The container exceeded its memory limit, or the node ran out of memory, and the kernel killed it.",
            "Raise `resources.limits.memory`, or find the memory leak."
        )
        {
            IsIntermittent = true,
            Mechanism =
                "The kernel kills a container that exceeds its memory limit; the kubelet restarts it, and it "
                + "is killed again when it reaches the limit.",
            FollowsFrom = MemoryPressure,
        },
        new(
            ContainerCrash,
            "Container keeps crashing",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The container keeps exiting. This is a symptom: its log and last exit code say why.",
            "Read the log of the previous container."
        )
        {
            IsIntermittent = true,
            IsUnexplainedFailure = true,
            Mechanism =
                "After each exit the kubelet waits longer before it restarts the container (up to 5 "
                + "minutes), and the Pod is not ready meanwhile.",
        },
        new(
            InvalidCommand,
            "Command cannot be executed",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The command does not exist in the image or is not executable; or it keeps exiting with code 0 "
                + "but is expected to keep running.",
            "Check `command` and `args` against the image; a server must run in the foreground."
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
            "The container's `postStart` hook failed, so the kubelet killed the container even if its "
                + "process was healthy.",
            "Run the hook's command in the container by hand; the message contains its output."
        )
        {
            Mechanism = "The kubelet kills and restarts a container whose `postStart` hook fails.",
        },
        new(
            SecurityContext,
            "Security context rejects the image's user",
            CauseFamily.Reference,
            CauseKinds.Workload,
            "The image runs as a user that the security context does not allow.",
            "Set `runAsUser` to an allowed user, or rebuild the image with a non-root user."
        ),
        new(
            PortConflict,
            "Port conflict between containers",
            CauseFamily.Container,
            CauseKinds.Workload,
            "Two containers of the Pod listen on the same port.",
            "Change the port of one of them."
        )
        {
            Mechanism =
                "Containers of a Pod share one network namespace, so the second one to bind the port fails to "
                + "start.",
        },
        new(
            EphemeralStorage,
            "Ephemeral storage limit exceeded",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Pod exceeded its ephemeral storage limit and was evicted.",
            "Raise `resources.limits.ephemeral-storage` or the emptyDir's `sizeLimit`, or find what fills the disk."
        )
        {
            Mechanism = "The kubelet evicts a Pod that exceeds its ephemeral storage limit.",
            FollowsFrom = DiskPressure,
        },
    ];
}
