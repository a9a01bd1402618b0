namespace KgRca.RootCause.Rules;

// Causes: probes. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string LivenessPort = "liveness_probe_incorrect_port";
    public const string LivenessProtocol = "liveness_probe_incorrect_protocol";
    public const string LivenessTiming = "liveness_probe_incorrect_timing";
    public const string LivenessPath = "liveness_probe_incorrect_path";
    public const string ReadinessPort = "readiness_probe_incorrect_port";
    public const string ReadinessProtocol = "readiness_probe_incorrect_protocol";
    public const string ReadinessPath = "readiness_probe_incorrect_path";

    /// <summary>What they mean and what to do: probes.</summary>
    public static CauseClass[] OfProbes { get; } =
    [
        new(
            LivenessPort,
            "Liveness probe asks the wrong port",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness or startup probe asks a port on which no container listens; healthy containers are restarted.",
            "Correct the probe's port."
        )
        {
            Mechanism = "The probe can never succeed, so the kubelet kills a container that works.",
        },
        new(
            LivenessProtocol,
            "Liveness probe speaks the wrong protocol",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness probe speaks another protocol than the container.",
            "Correct `scheme`, or use `tcpSocket` or `grpc`."
        )
        {
            Mechanism = "The probe can never succeed, so the kubelet kills a container that works.",
        },
        new(
            LivenessTiming,
            "Liveness probe gives up too early",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness probe gives up before the container can have started.",
            "Raise the delay or threshold, or add a startup probe."
        )
        {
            Mechanism = "The kubelet kills the container before it has started, again and again.",
        },
        new(
            LivenessPath,
            "Liveness probe asks the wrong path",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness probe asks a path that the container refuses.",
            "Correct the probe's path."
        )
        {
            Mechanism = "The probe can never succeed, so the kubelet kills a container that works.",
        },
        new(
            ReadinessPort,
            "Readiness probe asks the wrong port",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The readiness probe asks a port on which no container listens; the Pod gets no requests.",
            "Correct the probe's port."
        ),
        new(
            ReadinessProtocol,
            "Readiness probe speaks the wrong protocol",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The readiness probe speaks another protocol than the container.",
            "Correct `scheme`, or use `tcpSocket` or `grpc`."
        ),
        new(
            ReadinessPath,
            "Readiness probe asks the wrong path",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The readiness probe asks a path that the container refuses.",
            "Correct the probe's path."
        ),
    ];
}
