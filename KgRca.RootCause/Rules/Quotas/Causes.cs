namespace KgRca.RootCause.Rules;

// Causes: quotas and limit ranges.
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
    public const string LimitRangeDefault = "limit_range_default";
    public const string QuotaScope = "quota_scope_missing";

    /// <summary>What they mean and what to do: quotas and limit ranges.</summary>
    public static CauseClass[] OfQuotas { get; } =
    [
        new(
            CpuQuota,
            "CPU quota exceeded",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's CPU quota is exhausted.",
            "Raise the quota, or find what grew."
        )
        {
            ShownBy = ["ResourceQuota"],
        },
        new(
            MemoryQuota,
            "Memory quota exceeded",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's memory quota is exhausted.",
            "Raise the quota, or find what grew."
        )
        {
            ShownBy = ["ResourceQuota"],
        },
        new(
            PodQuota,
            "Pod quota exceeded",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's quota allows no more Pods.",
            "Raise the quota, or remove finished Pods."
        )
        {
            ShownBy = ["ResourceQuota"],
        },
        new(
            ServiceQuota,
            "Service quota exceeded",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's quota allows no more Services.",
            "Raise the quota."
        ),
        new(
            ObjectQuota,
            "Object count quota exceeded",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's quota allows no more objects of a kind, such as ConfigMaps or Secrets.",
            "Raise the quota, or remove unused objects."
        )
        {
            ShownBy = ["ResourceQuota"],
        },
        new(
            StorageQuota,
            "Storage quota exceeded",
            CauseFamily.Quota,
            CauseKinds.Namespace,
            "The namespace's storage quota is exhausted.",
            "Raise the quota, or remove unused claims."
        )
        {
            ShownBy = ["ResourceQuota"],
        },
        new(
            QuotaNeedsRequests,
            "Quota requires resource requests or limits",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "The namespace has a quota for a resource that the container does not declare.",
            "Set `resources` on the container, or add a LimitRange with defaults to the namespace."
        )
        {
            Mechanism =
                "Where a quota limits a resource, the API server rejects Pods whose containers do not declare it.",
        },
        new(
            LimitRange,
            "LimitRange violated",
            CauseFamily.Admission,
            CauseKinds.Workload,
            "A container requests more or less than the namespace's LimitRange allows.",
            "Fix the container's `resources`, or the LimitRange."
        )
        {
            ShownBy = ["LimitRange"],
            Mechanism = "The API server rejects Pods outside the range, so none are created.",
        },
        new(
            LimitRangeDefault,
            "Default of a limit range does not fit",
            CauseFamily.Admission,
            CauseKinds.Range,
            "The workload does not say how much it wants, and the namespace's LimitRange fills in a default with which it is refused, or killed.",
            "Set `resources` of the workload, or correct the LimitRange's default."
        ),
        new(
            QuotaScope,
            "Priority class needs a quota",
            CauseFamily.Admission,
            CauseKinds.Quota,
            "The API server lets Pods of a priority class in only where a quota of the namespace is for that class, and there is none.",
            "Create a ResourceQuota with that scope in the namespace, or use another priority class."
        ),
    ];
}
