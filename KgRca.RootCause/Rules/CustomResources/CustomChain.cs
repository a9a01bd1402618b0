using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.CustomResources;

/// <summary>
/// Where a chain of custom resources begins: what makes a Secret is responsible for that it is missing, an issuer for its
/// certificates, a source for what is applied from it, an operator that fails for all of its resources.
/// </summary>
internal static class CustomChain
{
    private const int MaxDepth = 5;

    /// <summary>The resource or operator where a failure began; null where it is the failing object itself.</summary>
    public static Responsible? Behind(Episode failure, string cause, ClusterTopology topology)
    {
        if (cause is Causes.MissingSecret or Causes.MissingConfigMap)
            return MakerOf(failure, topology) is { } maker ? Origin(maker, topology, 0) : null;
        if (CauseClasses.FamilyOf(cause) != CauseFamily.Custom)
            return null;
        return Origin(failure.Subject, topology, 0) is { } origin && origin.Object != failure.Subject ? origin : null;
    }

    private static ResourceState? MakerOf(Episode failure, ClusterTopology topology)
    {
        foreach (var secret in MissingFor(failure, topology))
            if (CustomReferences.MakerOf(secret, topology) is { } maker && IsBehind(maker))
                return maker;
        return null;
    }

    /// <summary>What a Pod of the failing workload mounts and that does not exist, or that the failure names.</summary>
    private static IEnumerable<ResourceState> MissingFor(Episode failure, ClusterTopology topology)
    {
        var subject = failure.Subject;
        foreach (var pod in subject.Kind == "Pod" ? [subject] : CallGraph.PodsOf(topology.WorkloadOf(subject)))
        foreach (var mounted in pod.Outgoing)
            if (mounted.Type == EdgeType.Mounts && !mounted.To.Exists)
                yield return mounted.To;
        foreach (var mark in (string[])["secret \"", "configmap \""])
        {
            var start = failure.Message.IndexOf(mark, StringComparison.OrdinalIgnoreCase) + mark.Length;
            var end = start < mark.Length ? -1 : failure.Message.IndexOf('"', start);
            if (end < 0)
                continue;
            var kind = mark[0] == 's' ? "Secret" : "ConfigMap";
            var name = failure.Message[start..end];
            var id = new Contracts.Identity.ResourceId(subject.Cluster, kind, subject.Namespace, name);
            if (topology.Find(id) is not { Exists: true })
                yield return topology.Find(id) ?? new ResourceState(id);
        }
    }

    /// <summary>Where the trouble of a resource began: itself where nothing else is known.</summary>
    private static Responsible? Origin(ResourceState resource, ClusterTopology topology, int depth)
    {
        if (depth < MaxDepth)
        {
            foreach (var used in CustomReferences.UsedBy(resource, topology))
                if (IsTroubled(used))
                    return Origin(used, topology, depth + 1);
            foreach (var made in CustomReferences.MadeFor(resource, topology))
                if (KubernetesKinds.IsCustom(made.Kind) && IsBehind(made) && MayExplain(made, topology, depth))
                    return Origin(made, topology, depth + 1);
        }
        if (QuotedServers.Behind(resource, topology) is { } server)
            return server;
        if (CustomOperators.FailingFor(resource, topology) is var (workload, own, text))
            return new Responsible(
                workload,
                own ?? CustomConditions.ClassOf(resource.Kind),
                $"{workload.Kind} {workload.Name} looks after {resource.Kind} {resource.Name}, and {text}."
            );
        var trouble = TroubleOf(resource);
        return new Responsible(
            resource,
            trouble?.Assessment.Cause ?? CustomConditions.ClassOf(resource.Kind),
            trouble is null
                ? $"{resource.Kind} {resource.Name} is to make it, and has not."
                : $"{resource.Kind} {resource.Name} is to make it, and fails: {trouble.Message.TrimEnd('.')}."
        )
        {
            IsShown = trouble is not null,
        };
    }

    // What was made and waits says nothing more than the resource itself, unless it, or what was made for it, says why.
    private static bool MayExplain(ResourceState made, ClusterTopology topology, int depth) =>
        IsTroubled(made)
        || depth < MaxDepth
            && CustomReferences.MadeFor(made, topology).Any(inner => MayExplain(inner, topology, depth + 1));

    private static Episode? TroubleOf(ResourceState resource) =>
        resource.ActiveFindings.Find(finding =>
            finding.Assessment.Cause is { } cause && CauseClasses.FamilyOf(cause) == CauseFamily.Custom
        );

    private static bool IsTroubled(ResourceState resource) => TroubleOf(resource) is not null;

    /// <summary>Whether a resource is not done, or in trouble.</summary>
    private static bool IsBehind(ResourceState resource) =>
        IsTroubled(resource)
        || resource.Object is { } item
            && !item.At("status").Items("conditions").Any(IsReady)
            && item.At("status").Text("state") is null or "pending" or "processing";

    private static bool IsReady(System.Text.Json.JsonElement condition) =>
        condition.Text("type") == "Ready" && condition.Text("status") == "True";
}
