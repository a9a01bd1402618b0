using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Containers;
using KgRca.RootCause.Rules.ControlPlane;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.Probes;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Volumes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// Reads events, log lines and alerts as evidence of causes. Reasons and texts are those of kubelet, scheduler and
/// controllers; they vary a little by version, so they are matched by what they say, not as a whole.
/// </summary>
internal static class CauseTaxonomy
{
    /// <summary>The reason of kubelet's event that a node has no memory left.</summary>
    public const string SystemOom = "SystemOOM";

    /// <summary>
    /// What an episode is evidence of. Info events, the bulk of all, are decided by their reason alone.
    /// </summary>
    public static CauseAssessment Assess(
        string source,
        Severity severity,
        string reason,
        string message,
        ResourceState subject,
        ClusterTopology topology
    ) =>
        source switch
        {
            "k8s.log" => ClusterLogs.Assess(message, subject) ?? LogReading.Assess(severity, message),
            "prom.alert" => AlertNames.Assess(subject.Kind, reason, message),
            "node.health" => NodeHealth(reason),
            "probe" => CauseAssessment.Symptom(),
            "change" => new CauseAssessment(Causes.ConfigurationChanged, CauseRole.Change),
            _ when subject.Kind == "Node" && NodeMessages.Assess(severity, reason, message) is { } ofNode => ofNode,
            _ => KubernetesEvent(severity, reason, message, subject),
        };

    private static CauseAssessment NodeHealth(string reason) =>
        reason switch
        {
            "KubeletUnhealthy" => CauseAssessment.Origin(Causes.Kubelet),
            "ContainerRuntimeUnhealthy" => CauseAssessment.Origin(Causes.Containerd),
            "KubeProxyUnhealthy" => CauseAssessment.Origin(Causes.KubeProxy),
            "KubeSchedulerUnhealthy" => CauseAssessment.Origin(Causes.Scheduler),
            _ => CauseAssessment.Origin(Causes.NodeNotReady),
        };

    // A ReplicaSet that grows from nothing is a new template's, or a new Deployment's, whose first generation is no
    // change of anything.
    private static CauseAssessment Scaling(string message, ResourceState deployment)
    {
        if (!message.Contains("from 0 to", StringComparison.Ordinal))
            return new CauseAssessment(Causes.Scaled, CauseRole.Change);
        return deployment.Object is { } item && item.At("metadata").Number("generation") == 1
            ? default
            : new CauseAssessment(Causes.Rollout, CauseRole.Change);
    }

    private static CauseAssessment KubernetesEvent(
        Severity severity,
        string reason,
        string message,
        ResourceState subject
    ) =>
        reason switch
        {
            "Scheduled"
            or "Pulled"
            or "Pulling"
            or "Created"
            or "Started"
            or "SuccessfulCreate"
            or "SuccessfulDelete" => default,
            "ScalingReplicaSet" => Scaling(message, subject),
            "Killing" => CauseAssessment.Symptom(),
            "OOMKilling" or "OOMKilled" => CauseAssessment.Origin(Causes.OomKilled),
            // Kubelet says it of the whole node only, never of a container that reached its limit.
            SystemOom => CauseAssessment.Origin(Causes.MemoryPressure),
            "BackOff" => message.Contains("pulling image", StringComparison.Ordinal)
                ? CauseAssessment.Symptom()
                : CauseAssessment.Symptom(Causes.ContainerCrash),
            "Failed" or "InspectFailed" or "ErrImageNeverPull" => ContainerMessages.Assess(message, subject),
            "FailedPostStartHook" => CauseAssessment.Origin(Causes.LifecycleHook),
            "FailedToRetrieveImagePullSecret" => CauseAssessment.Origin(Causes.MissingPullSecret),
            "Unhealthy" or "ProbeWarning" => ProbeMessages.Assess(message),
            "FailedScheduling" => SchedulingMessages.Assess(message, subject),
            "FailedResourceClaimCreation" => message.Contains("not found", StringComparison.Ordinal)
                ? CauseAssessment.Origin(Causes.DeviceClaim)
                : CauseAssessment.Symptom(),
            "FailedCreate" or "ReplicaSetCreateError" or "FailedToUpdateEndpointSlices" => AdmissionMessages.Assess(
                message
            ),
            "FailedMount"
            or "FailedAttachVolume"
            or "FailedMapVolume"
            or "ProvisioningFailed"
            or "FailedBinding"
            or "VolumeMismatch"
            or "VolumeResizeFailed"
            or "FileSystemResizeFailed" => VolumeMessages.Assess(reason, message),
            "BackoffLimitExceeded" or "FailedIndexes" or "MaxFailedIndexesExceeded" or "PodFailurePolicy" =>
                CauseAssessment.Symptom(Causes.JobFailed),
            "DeadlineExceeded" when subject.Kind == "Job" => CauseAssessment.Origin(Causes.JobDeadline),
            "FailedComputeMetricsReplicas"
                when message.Contains("controlled by multiple HPAs", StringComparison.Ordinal) =>
                CauseAssessment.Origin(Causes.AutoscalerOverlap),
            "FailedComputeMetricsReplicas"
                when message.Contains("selector", StringComparison.Ordinal)
                    && !message.Contains("invalid metrics", StringComparison.Ordinal) => CauseAssessment.Origin(
                Causes.AutoscalerTarget
            ),
            "FailedGetResourceMetric"
            or "FailedGetPodsMetric"
            or "FailedGetObjectMetric"
            or "FailedGetExternalMetric"
            or "FailedComputeMetricsReplicas" => CauseAssessment.Origin(Causes.AutoscalerMetrics),
            "AmbiguousSelector" => CauseAssessment.Origin(Causes.AutoscalerOverlap),
            "SelectorRequired" or "InvalidSelector" => CauseAssessment.Origin(Causes.AutoscalerTarget),
            "FailedGetScale" => CauseAssessment.Origin(Causes.AutoscalerTarget),
            "NodeNotReady" => subject.Kind == "Node"
                ? CauseAssessment.Origin(Causes.NodeNotReady)
                : CauseAssessment.Symptom(Causes.NodeNotReady),
            "Rebooted" => CauseAssessment.Origin(Causes.NodeRebooted),
            // What node-problem-detector reads in the kernel's log.
            "TaskHung"
            or "KernelOops"
            or "Ext4Error"
            or "IOError"
            or "MemoryReadError"
            or "CperHardwareErrorFatal" when subject.Kind == "Node" => CauseAssessment.Origin(Causes.NodeProblem),
            "NodeNotSchedulable" => new CauseAssessment(Causes.Cordoned, CauseRole.Change),
            // By the cluster's autoscaler, or since the cloud does not know it any more.
            "ScaleDown" or "DeletingNode" when subject.Kind == "Node" => new CauseAssessment(
                Causes.NodeRemoved,
                CauseRole.Change
            ),
            "NodeHasDiskPressure" or "FreeDiskSpaceFailed" or "ImageGCFailed" => CauseAssessment.Origin(
                Causes.DiskPressure
            ),
            "NodeHasInsufficientMemory" => CauseAssessment.Origin(Causes.MemoryPressure),
            "NodeHasInsufficientPID" => CauseAssessment.Origin(Causes.PidPressure),
            "ContainerGCFailed" => CauseAssessment.Origin(Causes.Containerd),
            "FailedCreatePodSandBox" when message.Contains("OOM-killed", StringComparison.Ordinal) =>
                CauseAssessment.Origin(Causes.OomKilled),
            "FailedCreatePodSandBox" => RuntimeMessages.AreOwn(message, subject)
                ? CauseAssessment.Origin(Causes.Containerd)
                : CauseAssessment.Origin(Causes.PodSandbox),
            // Nobody needs the volume any more.
            "VolumeFailedDelete" => new CauseAssessment(Causes.Provisioning, CauseRole.Latent),
            // Somebody has started a CronJob's Job by hand.
            "InvalidDiskCapacity" or "DNSConfigForming" or "Starting" or "UnexpectedJob" => new CauseAssessment(
                null,
                CauseRole.Latent
            ),
            "NetworkNotReady" => CauseAssessment.Origin(Causes.NodeNetwork),
            "SyncLoadBalancerFailed" or "CreatingLoadBalancerFailed" or "UpdateLoadBalancerFailed" =>
                CauseAssessment.Origin(Causes.LoadBalancer),
            "Evicted" when message.Contains("exceed", StringComparison.Ordinal) => CauseAssessment.Origin(
                Causes.EphemeralStorage
            ),
            Preemption.Reason or "Preempting" => CauseAssessment.Origin(Causes.Preempted),
            // Whoever forbids that runs overlap may mean it.
            CronJobs.PassedOver => new CauseAssessment(Causes.MissedSchedule, CauseRole.Latent),
            "OwnerRefInvalidNamespace" => CauseAssessment.Origin(Causes.OwnerElsewhere),
            "MissSchedule"
            or "TooManyMissedTimes"
            or "FailedNeedsStart"
            or "UnparseableSchedule"
            or "InvalidSchedule"
            or "UnknownTimeZone" => CauseAssessment.Origin(Causes.MissedSchedule),
            "Evicted" or "TaintManagerEviction" or "SandboxChanged" => CauseAssessment.Symptom(),
            _ => severity >= Severity.Warning ? CauseAssessment.Symptom() : default,
        };
}
