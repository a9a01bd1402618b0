using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Workloads;

/// <summary>Why a workload that others need does not do its work, by its state and its Pods.</summary>
internal static class WorkloadTrouble
{
    /// <summary>What is wrong with it: a cause where one is known, and a clause; null while it is well.</summary>
    public static (string? Cause, string Text)? Of(ResourceState workload)
    {
        if (workload.Object is not { } item)
            return workload.DeletedAt is null ? null : (null, "does not exist any more");
        if (workload.Kind != "DaemonSet" && item.At("spec").Number("replicas") == 0)
            return (Causes.ZeroReplicas, "is scaled to 0 replicas");
        foreach (var pod in CallGraph.PodsOf(workload))
            if (OfPod(pod) is { } trouble)
                return trouble;
        return Readiness.HasNone(item) ? (null, "has no ready Pod") : null;
    }

    /// <summary>What is wrong with one of its Pods; null while that is ready, and where nothing is known.</summary>
    public static (string? Cause, string Text)? OfPod(ResourceState pod) =>
        pod is not { Exists: true, Object: { } seen } || Readiness.OfPod(seen) ? null
        : FailureOf(pod) is { } failure ? (failure.Assessment.Cause, $"fails: {failure.Message.TrimEnd('.')}")
        : null;

    /// <summary>Why a Pod does not start: what its dependency did not answer, else how it ends.</summary>
    public static Episode? FailureOf(ResourceState pod)
    {
        Episode? failure = null;
        for (var i = 0; i < pod.Candidates.Count; i++)
        {
            var candidate = pod.Candidates[i];
            if (candidate is { IsFromLog: true, IsError: true, Assessment.Cause: not null })
                return candidate;
            if (candidate.IsError || candidate.Reason == "BackOff")
                failure ??= candidate;
        }
        return failure ?? pod.ActiveFindings.Find(finding => finding.IsError);
    }
}
