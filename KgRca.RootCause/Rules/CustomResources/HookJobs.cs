using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Releases that fail since a hook Job of theirs does: Helm and Argo CD wait for a Job that migrates or checks before
/// they go on, and say little of why it failed.
/// </summary>
internal static class HookJobs
{
    private static readonly string[] Hooks = ["helm.sh/hook", "argocd.argoproj.io/hook"];

    /// <summary>The hook Job that failed before a release did; null where there is none.</summary>
    public static Responsible? Behind(Episode release, string cause, ClusterTopology topology)
    {
        if (cause != Causes.GitOps || !Speaks(release.Message))
            return null;
        foreach (var job in topology.OfKind(release.Subject.Cluster, "Job", null))
            if (
                job.ActiveFindings.Exists(finding => finding.Onset <= release.Onset + EngineHorizon.Escalation)
                && (IsHook(job) || release.Message.Contains(job.Name, StringComparison.Ordinal))
            )
                return new Responsible(
                    topology.WorkloadOf(job),
                    Causes.JobFailed,
                    $"Hook Job {job.Namespace}/{job.Name} failed, and {release.Subject.Kind} {release.Subject.Name} waits for it."
                );
        return null;
    }

    private static bool Speaks(string message) =>
        message.Contains("hook", StringComparison.OrdinalIgnoreCase)
        || message.Contains("job", StringComparison.OrdinalIgnoreCase)
        || message.Contains("synchronization tasks completed unsuccessfully", StringComparison.OrdinalIgnoreCase)
        || message.Contains("tasks are not valid", StringComparison.OrdinalIgnoreCase);

    private static bool IsHook(ResourceState job) =>
        job.Object is { } item && Array.Exists(Hooks, hook => item.At("metadata", "annotations").At(hook).IsPresent());
}
