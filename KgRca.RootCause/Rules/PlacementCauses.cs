using static KgRca.RootCause.Rules.CauseKinds;

namespace KgRca.RootCause.Rules;

/// <summary>Why a Pod is not made, or finds no node.</summary>
internal static class PlacementCauses
{
    public static CauseClass[] All =>
        [
            // Scheduling
            new(
                Causes.CpuCapacity,
                "No node has enough CPU",
                CauseFamily.Scheduling,
                Workload,
                "No node has as much CPU left as the Pod requests.",
                "Lower the request, or add nodes."
            ),
            new(
                Causes.MemoryCapacity,
                "No node has enough memory",
                CauseFamily.Scheduling,
                Workload,
                "No node has as much memory left as the Pod requests.",
                "Lower the request, or add nodes."
            ),
            new(
                Causes.PodCapacity,
                "Nodes are full of Pods",
                CauseFamily.Scheduling,
                Workload,
                "Every node runs as many Pods as it may.",
                "Add nodes."
            ),
            new(
                Causes.NodeSelector,
                "No node has the selected labels",
                CauseFamily.Scheduling,
                Workload,
                "No node has the labels that `nodeSelector` asks for.",
                "Correct the selector, or label a node."
            ),
            new(
                Causes.NodeAffinity,
                "No node satisfies the affinity",
                CauseFamily.Scheduling,
                Workload,
                "No node satisfies the required node affinity.",
                "Correct the affinity, or label a node."
            ),
            new(
                Causes.NodeCordon,
                "Fitting nodes are cordoned",
                CauseFamily.Scheduling,
                Workload,
                "The nodes that would fit are cordoned.",
                "`kubectl uncordon`."
            ),
            new(
                Causes.Taint,
                "Taint is not tolerated",
                CauseFamily.Scheduling,
                Workload,
                "The nodes that would fit have a taint that the Pod does not tolerate.",
                "Add a toleration, or remove the taint."
            ),
            new(
                Causes.AntiAffinity,
                "Anti-affinity leaves no node",
                CauseFamily.Scheduling,
                Workload,
                "Every node runs a Pod beside which this one may not run.",
                "Add nodes, or relax the rule."
            ),
            new(
                Causes.Affinity,
                "Affinity leaves no node",
                CauseFamily.Scheduling,
                Workload,
                "No node runs a Pod beside which this one must run.",
                "Correct the rule, or look at why the other Pod does not run."
            ),
            new(
                Causes.TopologySpread,
                "Topology spread leaves no node",
                CauseFamily.Scheduling,
                Workload,
                "On every node the Pod would make the spread over zones or nodes more uneven than it may be.",
                "Raise `maxSkew`, use `ScheduleAnyway`, or add nodes in the other zones."
            ),
            new(
                Causes.HostPort,
                "Host port is taken",
                CauseFamily.Scheduling,
                Workload,
                "On every node that would fit the port of the node that the Pod wants is taken.",
                "Drop `hostPort`, or add nodes."
            ),
            new(
                Causes.ResourceCapacity,
                "No node has enough of a resource",
                CauseFamily.Scheduling,
                Workload,
                "No node has as much left of a resource other than CPU and memory (GPUs and other devices, local storage, volumes that may be attached) as the Pod requests.",
                "Lower the request, add nodes, or look at the device plugin or driver."
            ),
            new(
                Causes.DeviceClaim,
                "Device claim does not exist",
                CauseFamily.Scheduling,
                Workload,
                "The ResourceClaim that the Pod's device comes by, its template or the DeviceClass does not exist. The scheduler does not look at a Pod without its claims.",
                "Create it, or correct the name."
            ),
            new(
                Causes.SchedulingGate,
                "Pod is held by a scheduling gate",
                CauseFamily.Scheduling,
                Workload,
                "The Pod is not looked at by the scheduler until a controller takes its gate away.",
                "Look at the controller that the gate is named after."
            ),
            new(
                Causes.UnknownScheduler,
                "No scheduler looks at the Pod",
                CauseFamily.Scheduling,
                Workload,
                "The Pod names a scheduler of its own, which has not looked at it.",
                "Correct `schedulerName`, or look at that scheduler."
            ),
            new(
                Causes.Preempted,
                "Preempted by a Pod of higher priority",
                CauseFamily.Scheduling,
                Workload,
                "A Pod of higher priority took the place of another, and no node has room for what stands in for that. To mend is the workload of the one that came.",
                "Lower its requests or its priority (`preemptionPolicy: Never` makes it wait), give the other a higher PriorityClass, or add nodes."
            ),
            new(
                Causes.Unschedulable,
                "No node takes the Pod",
                CauseFamily.Scheduling,
                Workload,
                "No node takes the Pod, for a reason not told apart here.",
                "Read the `FailedScheduling` event."
            ),
            // Quotas and admission
            new(
                Causes.CpuQuota,
                "CPU quota used up",
                CauseFamily.Quota,
                Namespace,
                "The namespace's CPU quota is used up.",
                "Raise the quota, or find what grew."
            ),
            new(
                Causes.MemoryQuota,
                "Memory quota used up",
                CauseFamily.Quota,
                Namespace,
                "The namespace's memory quota is used up.",
                "Raise the quota, or find what grew."
            ),
            new(
                Causes.PodQuota,
                "Pod quota used up",
                CauseFamily.Quota,
                Namespace,
                "The namespace may have no more Pods.",
                "Raise the quota, or remove finished Pods."
            ),
            new(
                Causes.ServiceQuota,
                "Service quota used up",
                CauseFamily.Quota,
                Namespace,
                "The namespace may have no more Services.",
                "Raise the quota."
            ),
            new(
                Causes.ObjectQuota,
                "Quota of objects used up",
                CauseFamily.Quota,
                Namespace,
                "The namespace may have no more objects of a kind, such as ConfigMaps or Secrets.",
                "Raise the quota, or remove unused objects."
            ),
            new(
                Causes.StorageQuota,
                "Storage quota used up",
                CauseFamily.Quota,
                Namespace,
                "The namespace's storage quota is used up.",
                "Raise the quota, or remove unused claims."
            ),
            new(
                Causes.MissingServiceAccount,
                "ServiceAccount does not exist",
                CauseFamily.Admission,
                Workload,
                "The Pod's ServiceAccount does not exist.",
                "Create it, or correct `serviceAccountName`."
            ),
            new(
                Causes.MissingPodClass,
                "Class of the Pod does not exist",
                CauseFamily.Admission,
                Workload,
                "The Pod's PriorityClass or RuntimeClass does not exist.",
                "Create it, or correct `priorityClassName` or `runtimeClassName`."
            ),
            new(
                Causes.PodSecurity,
                "Pod Security refuses the Pod",
                CauseFamily.Admission,
                Workload,
                "The namespace's Pod Security level refuses the Pod.",
                "Tighten the Pod's security context."
            ),
            new(
                Causes.Webhook,
                "Admission webhook does not answer",
                CauseFamily.Admission,
                Webhook,
                "An admission webhook does not answer, so that nothing can be created.",
                "Mend the webhook's Service."
            ),
            new(
                Causes.WebhookDenied,
                "Policy denies the object",
                CauseFamily.Admission,
                Workload,
                "An admission webhook or policy denies the object, and says why.",
                "Read the `FailedCreate` event; mend the template, or the policy."
            ),
            new(
                Causes.LimitRange,
                "Limit range is violated",
                CauseFamily.Admission,
                Workload,
                "A container asks for more or less than the namespace's LimitRange allows.",
                "Correct the container's `resources`, or the LimitRange."
            ),
            new(
                Causes.QuotaNeedsRequests,
                "Quota wants requests or limits",
                CauseFamily.Admission,
                Workload,
                "The namespace has a quota, and the container does not say how much it wants.",
                "Set `resources`, or give the namespace a LimitRange with defaults."
            ),
            new(
                Causes.InvalidTemplate,
                "Pod is not valid",
                CauseFamily.Admission,
                Workload,
                "The API server finds a Pod of the template not valid, such as one that requests more than its limit, which a LimitRange may have set, or whose labels would be too long.",
                "Read the `FailedCreate` event: it names the field."
            ),
            new(
                Causes.NamespaceStuck,
                "Namespace is being deleted",
                CauseFamily.Admission,
                Namespace,
                "The namespace is being deleted, which does not come to an end, or nothing can be created in it.",
                "Read the namespace's conditions: a finalizer, or an API that does not answer."
            ),
            new(
                Causes.ApiService,
                "Aggregated API does not answer",
                CauseFamily.Admission,
                ApiService,
                "The API server passes requests for an API on to a Service, such as the metrics API's, which is missing, has no ready Pod or does not answer. Meanwhile no namespace can be deleted, whatever it holds.",
                "Mend the Service that the APIService names, or delete the APIService if nothing needs it."
            ),
            new(
                Causes.Forbidden,
                "API server refuses the object",
                CauseFamily.Admission,
                Workload,
                "The API server refuses the object for another reason.",
                "Read the `FailedCreate` event."
            ),
        ];
}
