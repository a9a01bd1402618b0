using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Finds the operator of a custom resource that fails itself: what it does not do for its resources is not theirs.
/// </summary>
internal static class CustomOperators
{
    private static readonly NamePattern Operators = new("Deployment", "operator", "controller", "manager");

    /// <summary>The operator, in error or without a ready Pod; null where it is well, or not known.</summary>
    public static ResourceState? Behind(Episode cause, ClusterTopology topology)
    {
        var resource = cause.Subject;
        if (
            !KubernetesKinds.IsCustom(resource.Kind)
            || resource.Object is not { } item
            || item.Text("apiVersion") is not { } version
            || version.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash)
        )
            return null;
        foreach (var workload in topology.Named(resource.Cluster, Operators))
            if (NameTokens.Shared(version[..slash], workload) > 0 && Fails(workload))
                return workload;
        return null;
    }

    // What an operator reports of its resources it logs as errors as well: only what names a cause of its own counts.
    private static bool Fails(ResourceState workload) =>
        workload.Object is { } item && Readiness.HasNone(item)
        || CallGraph
            .PodsOf(workload)
            .Any(pod =>
                pod.Errors.Exists(error =>
                    error.Assessment is { Role: CauseRole.Origin, Cause: not Causes.ApplicationError }
                )
            );
}
