namespace KgRca.RootCause.Rules.ControlPlane;

/// <summary>What to restart or measure in the control plane.</summary>
internal static class ControlPlaneNextSteps
{
    public static string? Of(Remedy remedy) =>
        remedy.Cause switch
        {
            Causes.ApiTokenRejected
                when remedy.Workload is { Kind: "Deployment" or "StatefulSet" or "DaemonSet" } owner =>
                $"Restart {NextSteps.Name(owner)} so that its Pods read the current token: "
                    + $"{NextSteps.Command("rollout restart", owner)}.",
            Causes.LeaseLost => $"Check the API server and etcd at the time {NextSteps.Name(remedy.Target)} lost its "
                + "lease: `kubectl get --raw='/readyz?verbose'`.",
            Causes.EtcdSlow => "Check the fsync latency of etcd's disk (`etcd_disk_wal_fsync_duration_seconds`, p99 "
                + $"should stay below 10 ms) and what else writes to it; start with {NextSteps.Name(remedy.Target)}: "
                + $"{NextSteps.Command("logs", remedy.Target)}.",
            Causes.ApiServerSlow =>
                $"Check the API server's latency and load, then etcd, at the time {NextSteps.Name(remedy.Target)} "
                    + "failed: `kubectl get --raw='/readyz?verbose'`.",
            _ => null,
        };
}
