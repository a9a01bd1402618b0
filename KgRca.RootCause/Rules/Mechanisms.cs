using System.Collections.Frozen;

namespace KgRca.RootCause.Rules;

/// <summary>Why a cause leads to its symptom, in one sentence. What a cause does not say itself, its family says.</summary>
internal static class Mechanisms
{
    private static readonly FrozenDictionary<string, string> ByCause = new Dictionary<string, string>
    {
        [Causes.OomKilled] =
            "The kernel kills a container that needs more memory than its limit; the kubelet restarts it, and it is killed again at the same point.",
        [Causes.ContainerCrash] =
            "Each exit makes the kubelet wait longer before the next start, and the Pod is not ready in between.",
        [Causes.InvalidCommand] = "The runtime cannot start the process, so the container never runs.",
        [Causes.LifecycleHook] = "A container whose start hook fails is killed and started again.",
        [Causes.PortConflict] =
            "Containers of a Pod share one network address, so the second to bind the port fails to start.",
        [Causes.EphemeralStorage] = "The kubelet evicts a Pod that writes more to its node's disk than its limit.",
        [Causes.ApplicationError] =
            "A process that hits an error it does not handle ends or answers with errors; what it was doing when it failed is in the log.",
        [Causes.DependencyUnavailable] =
            "While the dependency does not answer, requests that need it fail or wait for their timeout.",
        [Causes.LogLineStopped] = "The container keeps running but no longer gets to this part of its work.",
        [Causes.Certificate] = "Peers refuse a connection whose certificate they cannot verify, so every call fails.",
        [Causes.RbacForbidden] = "The API server refuses the request, and the process cannot do its work without it.",
        [Causes.DiskFull] = "Writes fail while the disk is full, and the process stops or answers with errors.",
        [Causes.FileDescriptors] = "Without free file descriptors the process cannot accept or open connections.",
        [Causes.CpuOverload] = "A container at its CPU limit is throttled, so everything it does takes longer.",
        [Causes.PodNetworkDelay] =
            "Every call to or from the Pod waits for the network, so its callers become slow too.",
        [Causes.SlowByItself] = "Its callers wait for it, so they become slow or time out.",
        [Causes.AutoscalerMetrics] = "Without metrics the autoscaler keeps the number of replicas, whatever the load.",
        [Causes.AutoscalerTarget] = "An autoscaler without a target scales nothing.",
        [Causes.AutoscalerMaximum] = "More load is shared by the same Pods, which become slow.",
        [Causes.AutoscalerOverlap] = "Autoscalers that share a target are disabled, so nothing scales it.",
        [Causes.BudgetBlocks] = "The eviction API refuses every eviction, so nodes cannot be drained.",
        [Causes.BudgetOverlap] = "The eviction API refuses Pods that match more than one budget.",
        [Causes.BudgetSelector] = "A drain may evict all Pods at once, since no budget counts them.",
        [Causes.MissingPullSecret] =
            "Without credentials the registry refuses the pull, and the container cannot start.",
        [Causes.RegistryRateLimited] = "The registry refuses pulls until the limit resets; containers wait for it.",
        [Causes.RegistryDns] =
            "The node cannot find the registry, so it cannot pull the image and the container waits.",
        [Causes.RegistryUnreachable] = "The node cannot reach the registry, so the container waits for its image.",
        [Causes.ImagePlatform] = "The node's processor cannot run the image's program, so the container exits at once.",
        [Causes.LivenessTiming] = "The kubelet kills the container before it has started, again and again.",
        [Causes.LivenessPort] = "The probe can never succeed, so the kubelet kills a container that works.",
        [Causes.LivenessProtocol] = "The probe can never succeed, so the kubelet kills a container that works.",
        [Causes.LivenessPath] = "The probe can never succeed, so the kubelet kills a container that works.",
        [Causes.NodeCordon] = "The scheduler places no new Pods on a cordoned node, so the Pod stays Pending.",
        [Causes.Preempted] = "The scheduler evicts Pods of lower priority to make room, and they find no other node.",
        [Causes.SchedulingGate] = "The scheduler ignores a Pod until its gates are removed.",
        [Causes.UnknownScheduler] = "Only the named scheduler would place the Pod, and it does not.",
        [Causes.QuotaNeedsRequests] =
            "Where a quota limits a resource, every container has to declare it; Pods that do not are refused.",
        [Causes.LimitRange] = "The API server refuses Pods outside the range, so the workload gets none.",
        [Causes.Webhook] = "The API server cannot admit the objects that the webhook must see, so it refuses them.",
        [Causes.NamespaceStuck] = "Nothing new is accepted in a namespace that is being deleted.",
        [Causes.ApiService] = "Requests for this API fail, and so do the controllers and clients that need it.",
        [Causes.MissingServiceAccount] = "The API server refuses Pods whose ServiceAccount does not exist.",
        [Causes.MissingClaim] = "The scheduler waits for the claim, so the Pod stays Pending.",
        [Causes.OwnerElsewhere] =
            "Owners in another namespace count as absent, so the garbage collector deletes the object.",
        [Causes.VolumeMount] = "Containers start only when all volumes are mounted, so the Pod waits.",
        [Causes.VolumeMultiAttach] = "The volume can be attached to one node only, and another Pod still holds it.",
        [Causes.VolumePermission] = "The process may not use the files of its volume and exits or fails.",
        [Causes.VolumeDriver] = "Without the driver on the node the volume cannot be mounted, so the Pod waits.",
        [Causes.VolumeZone] = "The volume can be reached from other nodes only, so the Pod stays Pending.",
        [Causes.PodSandbox] = "Without a sandbox a Pod has no network, and none of its containers starts.",
        [Causes.Scheduler] = "Without a scheduler new Pods get no node and stay Pending.",
        [Causes.KubeProxy] = "Services' addresses do not work on this node, so its Pods cannot reach others by them.",
        [Causes.NodeNetworkDelay] = "Every Pod on the node waits longer for the network.",
        [Causes.NodePacketLoss] = "Every Pod on the node loses packets, which shows as slow or broken connections.",
        [Causes.MemoryPressure] = "The kubelet evicts Pods and accepts no new ones until memory is free.",
        [Causes.DiskPressure] = "The kubelet evicts Pods and accepts no new ones until disk space is free.",
        [Causes.PidPressure] = "No new process can start on the node until others end.",
        [Causes.ServiceSelector] = "A Service without Pods has no endpoints, so every connection to it is refused.",
        [Causes.ServicePort] = "Nothing listens on the target port, so connections to the Service are refused.",
        [Causes.ServiceProtocol] = "The Service forwards another protocol than the Pods speak, so nothing arrives.",
        [Causes.ServiceAddress] = "Calls go to an address that nobody serves, so each of them fails.",
        [Causes.Dns] = "Without DNS no workload finds another by name, so calls fail before they are sent.",
        [Causes.GoverningService] = "The Pods get no DNS names of their own, so peers cannot find them.",
        [Causes.LoadBalancer] = "Without a load balancer the Service cannot be reached from outside.",
        [Causes.ZeroReplicas] = "Without Pods there is nobody to answer, so calls to the workload fail.",
        [Causes.Suspended] = "The controller does nothing for it until it is resumed.",
        [Causes.RolloutStuck] = "The old Pods stay until the new ones are ready, so the change does not arrive.",
        [Causes.JobFailed] = "The Job gives up, and what it was to do is not done.",
        [Causes.JobDeadline] = "Kubernetes ends what is still running at the deadline, finished or not.",
        [Causes.MissedSchedule] = "A run that is not started in time is skipped.",
        [Causes.TerminationStuck] = "A Pod that does not go away blocks its replacement of the same name.",
        [Causes.ReadinessGate] = "A Pod whose gate is not met gets no traffic.",
        [Causes.DatabaseCredentials] = "The database refuses the login, so nothing that needs it works.",
        [Causes.DatabasePort] = "The connection goes to a port where the database does not listen.",
        [Causes.DatabaseConnections] = "The database refuses new connections until others are closed.",
        [Causes.DatabaseReadOnly] = "The database refuses writes; reads still work.",
        [Causes.NetworkPolicyBlocksDns] = "The Pods cannot resolve names, so calls fail before they are sent.",
        [Causes.Cordoned] = "New Pods do not fit on the remaining nodes, or Pods had to leave.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The sentence for a cause; null for what is none.</summary>
    public static string? Of(string cause) =>
        CauseClasses.Find(cause) is { } known ? ByCause.GetValueOrDefault(cause) ?? OfFamily(known.Family) : null;

    private static string OfFamily(CauseFamily family) =>
        family switch
        {
            CauseFamily.Container =>
                "The container cannot run as configured, so its Pod does not become or stay ready.",
            CauseFamily.Image => "A container starts only when its image is on the node, so it waits.",
            CauseFamily.Probe => "The probe can never succeed, so the Pod gets no traffic although it may work.",
            CauseFamily.Scheduling => "No node meets what the Pod asks for, so it stays Pending.",
            CauseFamily.Quota =>
                "The API server refuses every object that would exceed the quota, so it is not created.",
            CauseFamily.Admission => "The API server refuses the Pods, so the workload stays without them.",
            CauseFamily.Reference => "A container starts only when everything it refers to exists, so it waits.",
            CauseFamily.Storage => "A Pod starts only when its claims are bound, so it stays Pending.",
            CauseFamily.Node => "What runs on the node fails with it, and Pods there become unready or are moved.",
            CauseFamily.Service => "Requests do not reach the Pods that are to answer them.",
            CauseFamily.Custom => "What the resource is to provide is not there until its controller has succeeded.",
            _ => "A change is the most common reason why something that worked stops working.",
        };
}
