namespace KgRca.RootCause.Rules;

// Causes: quotas and limit ranges. One class for all families, so that an id reads the same wherever it is used.
internal static partial class Causes
{
    public const string CpuQuota = "namespace_cpu_quota_exceeded";
    public const string MemoryQuota = "namespace_memory_quota_exceeded";
    public const string PodQuota = "namespace_pod_quota_exceeded";
    public const string ServiceQuota = "namespace_service_quota_exceeded";
    public const string ObjectQuota = "namespace_object_quota_exceeded";
    public const string StorageQuota = "namespace_storage_quota_exceeded";
    public const string QuotaNeedsRequests = "quota_needs_requests";
    public const string LimitRange = "limit_range_violated";

    /// <summary>What they mean and what to do: quotas and limit ranges.</summary>
    public static CauseClass[] OfQuotas { get; } =
    [
        new(
            CpuQuota,
            "CPU quota used up",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's CPU quota is used up.",
            "Raise the quota, or find what grew."
        ),
        new(
            MemoryQuota,
            "Memory quota used up",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's memory quota is used up.",
            "Raise the quota, or find what grew."
        ),
        new(
            PodQuota,
            "Pod quota used up",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace may have no more Pods.",
            "Raise the quota, or remove finished Pods."
        ),
        new(
            ServiceQuota,
            "Service quota used up",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace may have no more Services.",
            "Raise the quota."
        ),
        new(
            ObjectQuota,
            "Quota of objects used up",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace may have no more objects of a kind, such as ConfigMaps or Secrets.",
            "Raise the quota, or remove unused objects."
        ),
        new(
            StorageQuota,
            "Storage quota used up",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's storage quota is used up.",
            "Raise the quota, or remove unused claims."
        ),
        new(
            QuotaNeedsRequests,
            "Quota wants requests or limits",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The namespace has a quota, and the container does not say how much it wants.",
            "Set `resources`, or give the namespace a LimitRange with defaults."
        )
        {
            Mechanism =
                "Where a quota limits a resource, every container has to declare it; Pods that do not are refused.",
        },
        new(
            LimitRange,
            "Limit range is violated",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "A container asks for more or less than the namespace's LimitRange allows.",
            "Correct the container's `resources`, or the LimitRange."
        )
        {
            Mechanism = "The API server refuses Pods outside the range, so the workload gets none.",
        },
    ];
}
