using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Workloads;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Finds the operator of a custom resource that fails itself: what it does not do for its resources is not theirs.
/// </summary>
internal static class CustomOperators
{
    private static readonly NamePattern[] Operators =
    [
        new("Deployment", "operator", "controller", "manager"),
        new("StatefulSet", "operator", "controller", "manager"),
    ];

    /// <summary>The operator, in error or without a ready Pod, and how it fails; null where it is well, or not known.</summary>
    public static (ResourceState Workload, string? Cause, string Text)? FailingFor(
        ResourceState resource,
        ClusterTopology topology
    )
    {
        if (
            !KubernetesKinds.IsCustom(resource.Kind)
            || resource.Object is not { } item
            || item.Text("apiVersion") is not { } version
            || version.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash)
        )
            return null;
        foreach (var pattern in Operators)
        foreach (var workload in topology.Named(resource.Cluster, pattern))
            if (NameTokens.Shared(version[..slash], workload) > 0 && HowItFails(workload) is var (cause, text))
                return (workload, cause, text);
        return null;
    }

    // What an operator reports of its resources it logs as errors as well: only what names a cause of its own counts.
    private static (string? Cause, string Text)? HowItFails(ResourceState workload)
    {
        foreach (var pod in CallGraph.PodsOf(workload))
            for (var i = 0; i < pod.Errors.Count; i++)
                if (
                    pod.Errors[i].Assessment is
                    { Role: CauseRole.Origin, Cause: { } cause and not Causes.ApplicationError }
                )
                    return (cause, $"fails itself: {pod.Errors[i].Message.TrimEnd('.')}");
        return WorkloadTrouble.Of(workload);
    }
}
