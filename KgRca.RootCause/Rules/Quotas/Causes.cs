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
            "LimitRange default does not fit",
            CauseFamily.Admission,
            CauseKinds.Range,
            "The workload sets no resources, and the default that the namespace's LimitRange fills in gets "
                + "its Pods rejected or killed.",
            "Set `resources` on the workload, or fix the LimitRange's default."
        ),
        new(
            QuotaScope,
            "Priority class is not allowed in the namespace",
            CauseFamily.Admission,
            CauseKinds.Quota,
            "The API server admits Pods of this priority class only in namespaces with a ResourceQuota "
                + "scoped to it, and this namespace has none.",
            "Create a ResourceQuota with that scope in the namespace, or use a different priority class."
        ),
    ];
}
