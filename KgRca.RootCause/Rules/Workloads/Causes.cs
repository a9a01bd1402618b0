namespace KgRca.RootCause.Rules;

// Causes: Deployments, StatefulSets, DaemonSets, Jobs and their Pods.
internal static partial class Causes
{
    public const string RolloutStuck = "rollout_stuck";
    public const string ZeroReplicas = "deployment_zero_replicas";
    public const string Suspended = "workload_suspended";
    public const string JobFailed = "job_failed";
    public const string JobDeadline = "job_deadline_exceeded";
    public const string MissedSchedule = "cron_job_missed_schedule";
    public const string TerminationStuck = "pod_termination_stuck";
    public const string ReadinessGate = "pod_readiness_gated";
    public const string NodeNameMissing = "node_name_missing";

    /// <summary>What they mean and what to do: Deployments, StatefulSets, DaemonSets, Jobs and their Pods.</summary>
    public static CauseClass[] OfWorkloads { get; } =
    [
        new(
            RolloutStuck,
            "Rollout is stuck",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The new Pods of a rollout do not become ready in time. This is a symptom: the new Pods show why.",
            "Check the new Pods; `kubectl rollout undo` if users are affected."
        )
        {
            Mechanism = "The old Pods stay until the new ones are ready, so the change does not take effect.",
        },
        new(
            ZeroReplicas,
            "Scaled to zero",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A workload is scaled to zero while a Service still routes requests to it.",
            "Scale it back up."
        )
        {
            Mechanism = "With no Pods the Service has no endpoints, so every call to it fails.",
        },
        new(
            Suspended,
            "Workload is suspended or paused",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A CronJob or Job is suspended, a Deployment was changed while paused, or the update strategy of "
                + "a StatefulSet or DaemonSet (`OnDelete`, or a `partition` above all ordinals) keeps a change "
                + "from its Pods. Nothing is rolled out.",
            "If this is not intended, resume it: `kubectl rollout resume`, `suspend: false`, a lower "
                + "`partition`, or delete the old Pods one by one."
        )
        {
            Mechanism = "The controller does not act on it until it is resumed.",
        },
        new(
            JobFailed,
            "Job failed",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Job's Pods failed more often than `backoffLimit` allows, or matched a `FailJob` rule of its "
                + "pod failure policy. This is a symptom: their logs say why.",
            "Read the log of its last Pod: `kubectl logs job/NAME`."
        )
        {
            Mechanism = "The Job controller gives up, so the work is not done.",
        },
        new(
            JobDeadline,
            "Job exceeded its deadline",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Job or Pod ran longer than its deadline and was terminated.",
            "Raise `activeDeadlineSeconds`, or find out why it is slow."
        )
        {
            Mechanism = "Kubernetes terminates all running Pods at the deadline, finished or not.",
        },
        new(
            MissedSchedule,
            "CronJob missed its schedule",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A Job was not started on schedule: the controller was down or its clock is off, "
                + "`startingDeadlineSeconds` is too short, the previous run is still active and "
                + "`concurrencyPolicy` is `Forbid`, or the schedule is invalid or never matches.",
            "Read the CronJob's events; check `startingDeadlineSeconds`, `concurrencyPolicy` and `schedule`; "
                + "start the missed run by hand: `kubectl create job --from=cronjob/NAME`."
        )
        {
            IsErrorAtOnce = true,
            Mechanism = "A run that does not start before its deadline is skipped.",
        },
        new(
            TerminationStuck,
            "Pod stuck in Terminating",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Pod has terminated, but a finalizer blocks its deletion. A StatefulSet cannot create the replacement.",
            "Check the controller that owns the finalizer; remove the finalizer only if that controller is "
                + "gone for good."
        )
        {
            Mechanism = "A Pod stuck in Terminating blocks the replacement with the same name.",
        },
        new(
            ReadinessGate,
            "Readiness gate not met",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Pod's containers are ready, but the controller of a readiness gate (a load balancer, a "
                + "service mesh) has not set its condition to True. The Pod gets no traffic and the rollout waits.",
            "Check that the controller of the gate is running and watches this namespace, and check its health check."
        )
        {
            IsOfRollouts = true,
            Mechanism = "A Pod is not ready until all its readiness gates are True, so it gets no traffic.",
        },
        new(
            NodeNameMissing,
            "Pods assigned to a node that does not exist",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The template sets `nodeName` to a node that does not exist. The scheduler skips the Pods, no "
                + "kubelet starts them, and no event says so.",
            "Remove or fix `nodeName`; prefer `nodeSelector`."
        ),
    ];
}
