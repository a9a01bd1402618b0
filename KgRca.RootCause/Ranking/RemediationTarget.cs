using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Databases;
using KgRca.RootCause.Rules.Quotas;
using KgRca.RootCause.Rules.References;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Rules.Volumes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// The object whose manifest or state has to change to fix a cause: the Service for its selector and ports, the claim
/// for its class and size, the ResourceQuota that is used up, the webhook configuration, the node, what was deleted
/// though it is still needed; else the workload. Who suffers is said by <see cref="AffectedWorkload"/>.
/// </summary>
internal static class RemediationTarget
{
    /// <summary>The object to change.</summary>
    public static ObjectReference Of(Episode candidate, ClusterTopology topology) =>
        candidate.Assessment.Cause is { } cause && ToChange(candidate, cause, topology) is { } changed
            ? changed
            : ReferenceTo(WorkloadLookup.Behind(candidate.Subject, topology));

    /// <summary>The object to change where it is another than the workload; null where it is that.</summary>
    private static ObjectReference? ToChange(Episode candidate, string cause, ClusterTopology topology)
    {
        var subject = candidate.Subject;
        switch (cause)
        {
            case Causes.OwnerElsewhere:
                return ReferenceTo(subject);
            case Causes.Webhook:
                return Reference(Webhooks.NamedIn(candidate.Message, subject, topology));
            case Causes.Preempted:
                var preemptor = Preemption.PreemptorIn(candidate.Message, subject.Cluster, topology);
                return preemptor is null ? null : ReferenceTo(topology.WorkloadOf(preemptor));
            case Causes.Dns:
                return Reference(ClusterDns.Unavailable(subject.Cluster, topology));
            case Causes.NodeCordon:
                return Reference(Placement.SoleCordonedNode(topology, subject));
            case Causes.MissingConfigKey:
                return Reference(LostKey(candidate));
            case Causes.ServiceSelector:
            case Causes.ServicePort:
            case Causes.ServiceProtocol:
            case Causes.ServiceEndpoints:
            case Causes.LoadBalancer:
                return subject.Kind == "Service" ? ReferenceTo(subject) : null;
            case Causes.DatabaseReadOnly:
            case Causes.DatabaseConnections:
                return DatabaseMessages.IsOwnPool(candidate.Message)
                    ? null
                    : Reference(DatabaseServers.Of(candidate, topology));
        }
        return CauseClasses.FamilyOf(cause) switch
        {
            CauseFamily.Custom => ReferenceTo(subject),
            CauseFamily.Node when subject.Kind == "Pod" => Reference(
                WorkloadLookup.NodeOf(subject) ?? Placement.TroubledNode(topology, subject, cause)
            ),
            CauseFamily.Quota when subject.Namespace.Length > 0 => ExhaustedQuota.Of(candidate, cause, topology),
            CauseFamily.Storage => Reference(
                ClaimAtFault.Of(subject, cause) ?? LostReference.Of(candidate, cause, topology)
            ),
            _ => Reference(LostReference.Of(candidate, cause, topology)),
        };
    }

    private static ObjectReference? Reference(ResourceState? resource) =>
        resource is null ? null : ReferenceTo(resource);

    private static ObjectReference ReferenceTo(ResourceState blamed) =>
        new(blamed.Kind, blamed.Name, blamed.Namespace.Length == 0 ? null : blamed.Namespace);

    /// <summary>The ConfigMap or Secret that had the key until it was changed; null where the key never was.</summary>
    private static ResourceState? LostKey(Episode missing)
    {
        foreach (var edge in missing.Subject.Outgoing)
            if (
                edge is { Type: EdgeType.Mounts, To.Kind: "ConfigMap" or "Secret" }
                && missing.Message.Contains(edge.To.Name, StringComparison.Ordinal)
                && ObjectChanges.HasLostAKey(edge.To)
            )
                return edge.To;
        return null;
    }
}
