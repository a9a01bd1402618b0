namespace KgRca.Api.Search;

/// <summary>What operators say and what Kubernetes says: phrases of one line mean the same.</summary>
internal static class Synonyms
{
    private static readonly string[][] Groups =
    [
        ["OOMKilled", "out of memory", "OOM", "memory limit exceeded", "oom-kill"],
        ["CrashLoopBackOff", "crash loop", "keeps crashing", "keeps restarting", "restarting failed container"],
        [
            "ImagePullBackOff",
            "ErrImagePull",
            "cannot pull image",
            "failed to pull image",
            "manifest unknown",
            "image not found",
        ],
        ["ImagePullBackOff", "pull access denied", "registry credentials", "unauthorized image"],
        [
            "FailedScheduling",
            "unschedulable",
            "cannot be scheduled",
            "Pending",
            "nodes are available",
            "does not start",
            "no room",
        ],
        ["Insufficient", "not enough", "lack of", "out of"],
        ["taint", "toleration", "untolerated"],
        ["nodeSelector", "node affinity", "node label"],
        ["NodeNotReady", "node down", "kubelet stopped posting", "node unreachable", "node is dead", "lost node"],
        ["DiskPressure", "disk full", "no space left on device", "ephemeral storage", "evicted"],
        ["Evicted", "eviction", "TaintManagerEviction", "removed from node"],
        ["Unhealthy", "probe failed", "liveness", "readiness", "health check"],
        [
            "ProvisioningFailed",
            "storageclass not found",
            "volume not bound",
            "unbound PersistentVolumeClaim",
            "PVC pending",
            "storage class",
        ],
        ["PersistentVolumeClaim", "PVC", "claim", "volume", "disk"],
        ["FailedMount", "MountVolume", "cannot mount", "volume mount", "not attached", "FailedAttachVolume"],
        [
            "CreateContainerConfigError",
            "missing secret",
            "missing configmap",
            "secret not found",
            "configmap not found",
            "configuration missing",
        ],
        [
            "NXDOMAIN",
            "no such host",
            "DNS",
            "name resolution",
            "lookup",
            "cannot resolve",
            "getaddrinfo",
            "unknown host",
        ],
        ["connection refused", "ECONNREFUSED", "cannot connect", "unreachable", "connect failed"],
        ["timeout", "timed out", "deadline exceeded", "slow", "latency", "no answer"],
        ["ServiceWithoutEndpoints", "no endpoints", "selector matches no pod", "no healthy upstream", "503"],
        ["certificate", "TLS", "x509", "SSL", "expired"],
        ["Forbidden", "RBAC", "permission denied", "not allowed", "unauthorized", "access denied", "403"],
        ["exceeded quota", "ResourceQuota", "quota", "FailedCreate"],
        ["admission", "webhook", "policy", "denied the request"],
        ["CPU throttling", "CPUThrottlingHigh", "high cpu", "cpu overload", "busy"],
        ["rollout", "deployment", "ScalingReplicaSet", "scaled up", "new version", "release"],
        ["ProgressDeadlineExceeded", "rollout stuck", "deployment does not progress"],
        ["HorizontalPodAutoscaler", "HPA", "autoscaler", "FailedGetResourceMetric", "does not scale"],
        ["Job failed", "BackoffLimitExceeded", "DeadlineExceeded", "CronJob"],
        ["database", "DB", "postgres", "mysql", "mongo", "redis", "sql"],
        ["redis", "6379"],
        ["postgres", "5432"],
        ["mysql", "3306"],
        ["mongo", "27017"],
        ["kafka", "9092"],
        ["elasticsearch", "9200"],
        ["NetworkPolicy", "firewall", "blocked traffic"],
        ["Ingress", "route", "gateway", "502", "404"],
        ["preempted", "Preempting", "priority class"],
        ["segmentation fault", "SIGSEGV", "exit code 139", "core dumped"],
        ["panic", "exception", "stack trace", "crash", "fatal"],
    ];

    private static readonly (List<string> Phrase, int Group)[] Phrases =
    [
        .. Groups.SelectMany((group, index) => group.Select(phrase => (SearchTokens.Of(phrase), index))),
    ];

    /// <summary>Words that mean the same as phrases of the query, without those that it has.</summary>
    public static HashSet<string> Of(List<string> query)
    {
        var expanded = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var group in Phrases.Where(phrase => Holds(query, phrase.Phrase)).Select(phrase => phrase.Group).Distinct()
        )
        {
            foreach (var (phrase, index) in Phrases)
                if (index == group)
                    expanded.UnionWith(phrase);
        }
        expanded.ExceptWith(query);
        return expanded;
    }

    private static bool Holds(List<string> query, List<string> phrase)
    {
        for (var i = 0; i + phrase.Count <= query.Count; i++)
            if (query.Slice(i, phrase.Count).SequenceEqual(phrase))
                return true;
        return false;
    }
}
