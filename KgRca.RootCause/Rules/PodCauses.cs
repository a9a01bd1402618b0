using static KgRca.RootCause.Rules.CauseKinds;

namespace KgRca.RootCause.Rules;

/// <summary>What can be wrong with a Pod by itself: its containers, its images, its probes.</summary>
internal static class PodCauses
{
    public static CauseClass[] All =>
        [
            // The container's own process
            new(
                Causes.OomKilled,
                "Out of memory",
                CauseFamily.Container,
                Workload,
                "The container used more memory than its limit, or the node had none left, and was killed.",
                "Raise `resources.limits.memory`, or find what grew."
            ),
            new(
                Causes.ContainerCrash,
                "Container keeps crashing",
                CauseFamily.Container,
                Workload,
                "The container ends again and again. A symptom; its log and last exit code say why.",
                "Read the log of the previous container."
            ),
            new(
                Causes.ApplicationError,
                "Unhandled error in the application",
                CauseFamily.Container,
                Workload,
                "The process reported an unhandled error, such as a panic, an exception or a stack trace, or died of a signal that it brought upon itself.",
                "Read the log line; compare with the last rollout."
            ),
            new(
                Causes.DependencyUnavailable,
                "Dependency does not answer",
                CauseFamily.Container,
                Workload,
                "The process could not reach something that it needs, or got no answer in time. A symptom; the line names what it needs.",
                "Look at what it names, and at the way there."
            ),
            new(
                Causes.LogLineStopped,
                "Part of the work has stopped",
                CauseFamily.Container,
                Workload,
                "A container no longer writes a line that belonged to its main work, while it goes on with others: it does not come to that part any more, as when it fails before without a word.",
                "Look at what comes before the line in the code; compare with the last rollout."
            ),
            new(
                Causes.RolloutStuck,
                "Rollout makes no progress",
                CauseFamily.Container,
                Workload,
                "The new Pods of a rollout do not become ready in time. A symptom; what keeps them says why.",
                "Look at the new Pods; roll back if it hurts."
            ),
            new(
                Causes.JobFailed,
                "Job failed",
                CauseFamily.Container,
                Workload,
                "The Job's Pods failed more often than its back-off limit allows, or in a way that its policy does not forgive. A symptom; their logs say why.",
                "Read the log of its last Pod."
            ),
            new(
                Causes.JobDeadline,
                "Job ran out of time",
                CauseFamily.Container,
                Workload,
                "The Job, or the Pod, ran longer than its deadline and was ended.",
                "Raise `activeDeadlineSeconds`, or find what is slow."
            ),
            new(
                Causes.MissedSchedule,
                "CronJob missed its schedule",
                CauseFamily.Container,
                Workload,
                "A Job was not started when it was due: the controller was away or its clock is wrong, the deadline to start is too short, the run before still goes on and `concurrencyPolicy` forbids another, or the schedule cannot be read or never comes.",
                "Read the CronJob's events; check `startingDeadlineSeconds`, `concurrencyPolicy` and `schedule`, start the run by hand: `kubectl create job --from=cronjob/NAME`."
            ),
            new(
                Causes.AutoscalerMetrics,
                "Autoscaler has no metrics",
                CauseFamily.Container,
                Autoscaler,
                "The autoscaler cannot read the metrics that it scales by, and leaves the replicas as they are.",
                "Check the metrics API, and that the target's containers have requests."
            ),
            new(
                Causes.AutoscalerTarget,
                "Autoscaler's target does not exist",
                CauseFamily.Container,
                Autoscaler,
                "The workload that the autoscaler scales does not exist, or cannot be scaled: it has no scale subresource, or one without a selector.",
                "Correct `scaleTargetRef`, or read the autoscaler's conditions."
            ),
            new(
                Causes.AutoscalerMaximum,
                "Autoscaler is at its maximum",
                CauseFamily.Container,
                Autoscaler,
                "The load wants more replicas than the autoscaler may make.",
                "Raise `maxReplicas`, or find where the load comes from."
            ),
            new(
                Causes.AutoscalerOverlap,
                "Two autoscalers for one workload",
                CauseFamily.Container,
                Autoscaler,
                "More than one HorizontalPodAutoscaler is for the same workload, or for workloads whose selectors match the same Pods, and none of them scales.",
                "Remove one of them, or give the workloads selectors of their own."
            ),
            new(
                Causes.Suspended,
                "Workload is suspended or paused",
                CauseFamily.Container,
                Workload,
                "A CronJob or Job is suspended, a Deployment was changed while it is paused, or a StatefulSet or DaemonSet was changed whose update strategy (`OnDelete`, or a partition above all ordinals) keeps the change from its Pods: nothing comes of it.",
                "Resume it, if it is not meant: `kubectl rollout resume`, `suspend: false`, a lower `partition`, or delete the old Pods one by one."
            ),
            new(
                Causes.BudgetBlocks,
                "Disruption budget forbids every eviction",
                CauseFamily.Container,
                Budget,
                "The budget allows no disruption though all its Pods are healthy, or cannot be reckoned since Pods of it belong to no workload: no node that runs one can be drained.",
                "Lower `minAvailable`, or add replicas; for Pods without a workload `minAvailable` has to be a number."
            ),
            new(
                Causes.BudgetOverlap,
                "Two disruption budgets for the same Pods",
                CauseFamily.Container,
                Budget,
                "The eviction API refuses Pods that more than one budget is for.",
                "Remove one of them, or narrow its selector."
            ),
            new(
                Causes.BudgetSelector,
                "Disruption budget protects no Pod",
                CauseFamily.Container,
                Budget,
                "The budget selects labels that no Pod has, though the workload that it is named after is there: a drain may take all Pods of that at once.",
                "Correct its `selector`."
            ),
            new(
                Causes.TerminationStuck,
                "Pod is deleted and does not go away",
                CauseFamily.Container,
                Workload,
                "The Pod has ended, and a finalizer holds it. A StatefulSet makes no other in its place.",
                "Look at the controller that the finalizer is named after; take the finalizer off only if it is gone for good."
            ),
            new(
                Causes.ReadinessGate,
                "Pod is held by a readiness gate",
                CauseFamily.Container,
                Workload,
                "The Pod's containers are ready, but a controller has not set the condition of a readiness gate, or says no: a load balancer or a mesh. The Pod gets no requests, and a rollout waits for it.",
                "Look at the controller that the gate is named after, and at its health check; see whether it runs and watches the namespace."
            ),
            new(
                Causes.Certificate,
                "Certificate is not valid",
                CauseFamily.Container,
                Workload,
                "A certificate has expired, is not yet valid, or is signed by nobody who is trusted.",
                "Renew it, or look at what should have: cert-manager; check the clock."
            ),
            new(
                Causes.RbacForbidden,
                "Service account lacks a right",
                CauseFamily.Container,
                Workload,
                "The API server refuses what the process wants, since its service account may not do it.",
                "Bind a Role to its service account."
            ),
            new(
                Causes.DiskFull,
                "Volume is full",
                CauseFamily.Container,
                Workload,
                "The process cannot write, since its volume or the node's disk is full.",
                "Enlarge the volume, or find what fills it."
            ),
            new(
                Causes.FileDescriptors,
                "Too many open files",
                CauseFamily.Container,
                Workload,
                "The process may open no more files or connections.",
                "Raise the limit, or find what leaks."
            ),
            new(
                Causes.EphemeralStorage,
                "Local storage limit exceeded",
                CauseFamily.Container,
                Workload,
                "The Pod wrote more to its node's disk than its limit allows, and was evicted.",
                "Raise `resources.limits.ephemeral-storage` or the emptyDir's `sizeLimit`, or find what writes."
            ),
            new(
                Causes.InvalidCommand,
                "Command cannot be run",
                CauseFamily.Container,
                Workload,
                "The command does not exist in the image, or may not be run; or it ends without an error, again and again, where it should run on.",
                "Check `command` and `args` against the image; what should serve has to stay in the foreground."
            ),
            new(
                Causes.LifecycleHook,
                "Lifecycle hook failed",
                CauseFamily.Container,
                Workload,
                "The container's `postStart` hook failed, and the container was killed for it, though its process may be well.",
                "Run the hook's command in the container by hand; the message has what it wrote."
            ),
            new(
                Causes.SecurityContext,
                "Security context forbids the image's user",
                CauseFamily.Reference,
                Workload,
                "The image wants to run as a user that the security context forbids.",
                "Set `runAsUser`, or build the image for another user."
            ),
            new(
                Causes.PodNetworkDelay,
                "Slow network to the service",
                CauseFamily.Container,
                Workload,
                "A service is slow though neither its processors nor the services that it calls are busy or slow: what is left is the way to it.",
                "Look at its Pods' network: CNI, shaping, the node's interface."
            ),
            new(
                Causes.SlowByItself,
                "Service is slow by itself",
                CauseFamily.Container,
                Workload,
                "A service takes longer than it did, without the time in which it waits for those that it calls.",
                "Look at its processors, locks, garbage collection and database; compare with the last rollout."
            ),
            new(
                Causes.CpuOverload,
                "Not enough CPU",
                CauseFamily.Container,
                Workload,
                "The container wants more CPU than it gets.",
                "Raise `resources.limits.cpu`, or add replicas."
            ),
            new(
                Causes.PortConflict,
                "Two containers want the same port",
                CauseFamily.Container,
                Workload,
                "Two containers of a Pod listen on the same port.",
                "Give one of them another port."
            ),
            // The image
            new(
                Causes.IncorrectImage,
                "Image does not exist",
                CauseFamily.Image,
                Workload,
                "The registry has no such image or tag, or the name is malformed; or the node has no copy and may not pull one.",
                "Correct `image`, or `imagePullPolicy`."
            ),
            new(
                Causes.RegistryDns,
                "Registry's name does not resolve",
                CauseFamily.Image,
                Workload,
                "The registry's host name does not resolve.",
                "Check the host in `image`, then the node's DNS."
            ),
            new(
                Causes.RegistryUnreachable,
                "Registry cannot be reached",
                CauseFamily.Image,
                Workload,
                "The registry does not answer, or its certificate is not trusted.",
                "Check network and certificates from the node."
            ),
            new(
                Causes.RegistryRateLimited,
                "Registry limits pulls",
                CauseFamily.Image,
                Workload,
                "The registry refuses further pulls for a while.",
                "Log in to the registry, or use a mirror."
            ),
            new(
                Causes.MissingPullSecret,
                "Registry wants credentials",
                CauseFamily.Image,
                Workload,
                "The registry wants credentials that the Pod does not have.",
                "Create the Secret and name it in `imagePullSecrets`."
            ),
            new(
                Causes.ImagePlatform,
                "Image is for another platform",
                CauseFamily.Image,
                Workload,
                "The image is built for another processor or system.",
                "Build it for the node's platform."
            ),
            new(
                Causes.ImageSignature,
                "Image's signature is not accepted",
                CauseFamily.Image,
                Workload,
                "The image is not signed, or not by somebody whom the node's policy trusts.",
                "Sign the image, or correct the policy on the node."
            ),
            // Probes
            new(
                Causes.LivenessPort,
                "Liveness probe asks the wrong port",
                CauseFamily.Probe,
                Workload,
                "The liveness or startup probe asks a port on which no container listens; healthy containers are restarted.",
                "Correct the probe's port."
            ),
            new(
                Causes.LivenessProtocol,
                "Liveness probe speaks the wrong protocol",
                CauseFamily.Probe,
                Workload,
                "The liveness probe speaks another protocol than the container.",
                "Correct `scheme`, or use `tcpSocket` or `grpc`."
            ),
            new(
                Causes.LivenessTiming,
                "Liveness probe gives up too early",
                CauseFamily.Probe,
                Workload,
                "The liveness probe gives up before the container can have started.",
                "Raise the delay or threshold, or add a startup probe."
            ),
            new(
                Causes.LivenessPath,
                "Liveness probe asks the wrong path",
                CauseFamily.Probe,
                Workload,
                "The liveness probe asks a path that the container refuses.",
                "Correct the probe's path."
            ),
            new(
                Causes.ReadinessPort,
                "Readiness probe asks the wrong port",
                CauseFamily.Probe,
                Workload,
                "The readiness probe asks a port on which no container listens; the Pod gets no requests.",
                "Correct the probe's port."
            ),
            new(
                Causes.ReadinessProtocol,
                "Readiness probe speaks the wrong protocol",
                CauseFamily.Probe,
                Workload,
                "The readiness probe speaks another protocol than the container.",
                "Correct `scheme`, or use `tcpSocket` or `grpc`."
            ),
            new(
                Causes.ReadinessPath,
                "Readiness probe asks the wrong path",
                CauseFamily.Probe,
                Workload,
                "The readiness probe asks a path that the container refuses.",
                "Correct the probe's path."
            ),
        ];
}
