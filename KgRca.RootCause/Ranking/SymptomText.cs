using KgRca.Contracts.Records;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Ranking;

/// <summary>What an error is called in a sentence: <c>the failed readiness probe of Pod shop/web-1</c>.</summary>
internal static class SymptomText
{
    /// <summary>The phrase, without an article.</summary>
    public static string Of(Episode error) =>
        error switch
        {
            { IsFromLog: true } or { Source: EpisodeSources.Log } => "error in the log",
            { Source: EpisodeSources.Alert } => $"alert {error.Reason}",
            { Reason: "Unhealthy" or "ProbeWarning" } => $"failed {Probe(error.Message)}probe",
            { Reason: "BackOff" } when error.Message.Contains("pulling image", StringComparison.Ordinal) =>
                "failed image pull",
            { Reason: "BackOff" or "CrashLoopBackOff" } => "restart back-off",
            { Reason: "ErrImagePull" or "ImagePullBackOff" } => "failed image pull",
            { Reason: "Failed" or "CreateContainerConfigError" or "RunContainerError" } => "failed container start",
            { Reason: "FailedScheduling" or "Unschedulable" } => "scheduling failure",
            { Reason: "FailedCreate" or "ReplicaSetCreateError" } => "rejected Pod creation",
            { Reason: "FailedMount" or "FailedAttachVolume" or "FailedMapVolume" } => "failed volume mount",
            { Reason: "ProvisioningFailed" or "FailedBinding" } => "provisioning failure",
            { Reason: "FailedCreatePodSandBox" } => "failed sandbox creation",
            { Reason: "OOMKilled" or "OOMKilling" } => "out-of-memory kill",
            { Reason: "NodeNotReady" } => "loss of readiness",
            { Reason: "Killing" } => "kill",
            { Reason: "Evicted" or "TaintManagerEviction" } => "eviction",
            { Reason: "ConnectivityFailed" } => "failed connection",
            { Severity: Severity.Critical } => $"critical {error.Reason}",
            _ => $"{error.Reason} report",
        };

    private static string Probe(string message) =>
        message.StartsWith("Readiness", StringComparison.Ordinal) ? "readiness "
        : message.StartsWith("Liveness", StringComparison.Ordinal) ? "liveness "
        : message.StartsWith("Startup", StringComparison.Ordinal) ? "startup "
        : "";
}
