namespace KgRca.RootCause.Rules;

// Causes: Deployments, StatefulSets, DaemonSets, Jobs and their Pods. One class for all families, so that an id reads the same wherever it is used.
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
            "Rollout makes no progress",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The new Pods of a rollout do not become ready in time. A symptom; what keeps them says why.",
            "Look at the new Pods; roll back if it hurts."
        )
        {
            Mechanism = "The old Pods stay until the new ones are ready, so the change does not arrive.",
        },
        new(
            ZeroReplicas,
            "Scaled to nothing",
            CauseFamily.Service,
            CauseKinds.Workload,
            "A workload is scaled to nothing while a Service sends it requests.",
            "Scale it up."
        )
        {
            Mechanism = "Without Pods there is nobody to answer, so calls to the workload fail.",
        },
        new(
            Suspended,
            "Workload is suspended or paused",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A CronJob or Job is suspended, a Deployment was changed while it is paused, or a StatefulSet or DaemonSet was changed whose update strategy (`OnDelete`, or a partition above all ordinals) keeps the change from its Pods: nothing comes of it.",
            "Resume it, if it is not meant: `kubectl rollout resume`, `suspend: false`, a lower `partition`, or delete the old Pods one by one."
        )
        {
            Mechanism = "The controller does nothing for it until it is resumed.",
        },
        new(
            JobFailed,
            "Job failed",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Job's Pods failed more often than its back-off limit allows, or in a way that its policy does not forgive. A symptom; their logs say why.",
            "Read the log of its last Pod."
        )
        {
            Mechanism = "The Job gives up, and what it was to do is not done.",
        },
        new(
            JobDeadline,
            "Job ran out of time",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Job, or the Pod, ran longer than its deadline and was ended.",
            "Raise `activeDeadlineSeconds`, or find what is slow."
        )
        {
            Mechanism = "Kubernetes ends what is still running at the deadline, finished or not.",
        },
        new(
            MissedSchedule,
            "CronJob missed its schedule",
            CauseFamily.Container,
            CauseKinds.Workload,
            "A Job was not started when it was due: the controller was away or its clock is wrong, the deadline to start is too short, the run before still goes on and `concurrencyPolicy` forbids another, or the schedule cannot be read or never comes.",
            "Read the CronJob's events; check `startingDeadlineSeconds`, `concurrencyPolicy` and `schedule`, start the run by hand: `kubectl create job --from=cronjob/NAME`."
        )
        {
            IsErrorAtOnce = true,
            Mechanism = "A run that is not started in time is skipped.",
        },
        new(
            TerminationStuck,
            "Pod is deleted and does not go away",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Pod has ended, and a finalizer holds it. A StatefulSet makes no other in its place.",
            "Look at the controller that the finalizer is named after; take the finalizer off only if it is gone for good."
        )
        {
            Mechanism = "A Pod that does not go away blocks its replacement of the same name.",
        },
        new(
            ReadinessGate,
            "Pod is held by a readiness gate",
            CauseFamily.Container,
            CauseKinds.Workload,
            "The Pod's containers are ready, but a controller has not set the condition of a readiness gate, or says no: a load balancer or a mesh. The Pod gets no requests, and a rollout waits for it.",
            "Look at the controller that the gate is named after, and at its health check; see whether it runs and watches the namespace."
        )
        {
            IsOfRollouts = true,
            Mechanism = "A Pod whose gate is not met gets no traffic.",
        },
        new(
            NodeNameMissing,
            "Pods are bound to a node that does not exist",
            CauseFamily.Scheduling,
            CauseKinds.Workload,
            "The template sets `nodeName` to a node that does not exist. Nothing schedules or starts the Pods, and no event says so.",
            "Remove `nodeName`, or correct it; prefer `nodeSelector`."
        ),
    ];
}
