using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Changes;
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
    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    /// <summary>The object to change.</summary>
    public static ObjectReference Of(Episode candidate, ClusterTopology topology) =>
        candidate.Assessment.Cause is { } cause && ToChange(candidate, cause, topology) is { } changed
            ? changed
            : ReferenceTo(Behind(candidate.Subject, topology));

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
        }
        return CauseClasses.FamilyOf(cause) switch
        {
            CauseFamily.Custom => ReferenceTo(subject),
            CauseFamily.Node when subject.Kind == "Pod" => Reference(
                CallGraph.NodeOf(subject) ?? Placement.TroubledNode(topology, subject, cause)
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

    /// <summary>The workload behind an object; the object where there is none.</summary>
    public static ResourceState Behind(ResourceState subject, ClusterTopology topology) =>
        topology.WorkloadOf(
            subject.Kind switch
            {
                "Service" => BehindService(subject, topology),
                "PersistentVolumeClaim" => UserOf(subject, topology),
                _ => null,
            } ?? subject
        );

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

    /// <summary>A Pod that the Service selects, else the workload of its name.</summary>
    private static ResourceState? BehindService(ResourceState service, ClusterTopology topology)
    {
        foreach (var edge in service.Outgoing)
            if (edge.Type == EdgeType.Selects && edge.To.Exists)
                return edge.To;
        foreach (var kind in Workloads)
            if (topology.Find(service.Cluster, kind, service.Namespace, service.Name) is { Exists: true } workload)
                return workload;
        return null;
    }

    /// <summary>A Pod that mounts the claim, else the workload whose template does.</summary>
    private static ResourceState? UserOf(ResourceState claim, ClusterTopology topology)
    {
        foreach (var edge in claim.Incoming)
            if (edge.Type == EdgeType.Mounts)
                return edge.From;
        foreach (var kind in Workloads)
        foreach (var workload in topology.OfKind(claim.Cluster, kind, claim.Namespace))
            if (workload.Object is { } item && Mounts(item, claim.Name))
                return workload;
        return null;
    }

    private static bool Mounts(JsonElement workload, string claim) =>
        workload
            .At("spec", "template", "spec")
            .Items("volumes")
            .Any(volume => volume.At("persistentVolumeClaim").Text("claimName") == claim);
}
