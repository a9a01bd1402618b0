namespace KgRca.RootCause.Rules;

// Causes: probes.
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
            "Liveness probe uses the wrong port",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness or startup probe targets a port that no container listens on, so healthy "
                + "containers are restarted.",
            "Fix the probe's `port`."
        )
        {
            Mechanism = "The probe can never succeed, so the kubelet keeps killing a healthy container.",
        },
        new(
            LivenessProtocol,
            "Liveness probe uses the wrong protocol",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness probe uses a different protocol than the container.",
            "Fix `scheme`, or use `tcpSocket` or `grpc`."
        )
        {
            Mechanism = "The probe can never succeed, so the kubelet keeps killing a healthy container.",
        },
        new(
            LivenessTiming,
            "Liveness probe fails during startup",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness probe fails before the container can finish starting.",
            "Add a `startupProbe`, or raise `initialDelaySeconds` or `failureThreshold`."
        )
        {
            Mechanism = "The kubelet keeps killing the container before it finishes starting.",
        },
        new(
            LivenessPath,
            "Liveness probe uses the wrong path",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The liveness probe requests a path that the container does not serve.",
            "Fix the probe's `path`."
        )
        {
            Mechanism = "The probe can never succeed, so the kubelet keeps killing a healthy container.",
        },
        new(
            ReadinessPort,
            "Readiness probe uses the wrong port",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The readiness probe targets a port that no container listens on, so the Pod never becomes ready "
                + "and gets no traffic.",
            "Fix the probe's `port`."
        ),
        new(
            ReadinessProtocol,
            "Readiness probe uses the wrong protocol",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The readiness probe uses a different protocol than the container.",
            "Fix `scheme`, or use `tcpSocket` or `grpc`."
        ),
        new(
            ReadinessPath,
            "Readiness probe uses the wrong path",
            CauseFamily.Probe,
            CauseKinds.Workload,
            "The readiness probe requests a path that the container does not serve.",
            "Fix the probe's `path`."
        ),
    ];
}
