using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Ingress;

/// <summary>How findings about Ingresses are worded: one per cause, as a warning.</summary>
internal static class IngressFindings
{
    public static bool IsMissing(
        ClusterTopology topology,
        ResourceState ingress,
        string kind,
        string @namespace,
        string name
    ) => topology.Find(ingress.Cluster, kind, @namespace, name) is not { Exists: true };

    public static void Add(
        List<Finding> findings,
        ResourceState ingress,
        string cause,
        string reason,
        string text,
        params Evidence[] evidence
    ) => Add(findings, ingress, cause, reason, text, CauseRole.Origin, evidence);

    public static void AddMissing(
        List<Finding> findings,
        ResourceState ingress,
        KindScope missing,
        string cause,
        string reason,
        string text,
        params Evidence[] evidence
    ) => AddMissing(findings, ingress, missing, cause, reason, text, CauseRole.Origin, evidence);

    public static void AddMissing(
        List<Finding> findings,
        ResourceState ingress,
        KindScope missing,
        string cause,
        string reason,
        string text,
        CauseRole role,
        params Evidence[] evidence
    )
    {
        var before = findings.Count;
        Add(findings, ingress, cause, reason, text, role, evidence);
        if (findings.Count > before)
            findings[^1] = findings[^1] with { AbsentFrom = [missing], PendingFor = PendingPeriods.Applying };
    }

    public static void Add(
        List<Finding> findings,
        ResourceState ingress,
        string cause,
        string reason,
        string text,
        CauseRole role,
        params Evidence[] evidence
    )
    {
        if (findings.Exists(finding => finding.Cause == cause))
            return;
        findings.Add(
            new Finding(
                cause,
                role,
                Severity.Warning,
                reason,
                $"Ingress {ingress.Name} {text}.",
                ingress,
                ingress.CreatedAt ?? ingress.ObservedAt ?? default,
                evidence
            )
        );
    }
}
