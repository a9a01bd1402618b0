using System.Text.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Admission;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// Whom to mend: the Node for what ails a node, the Namespace for its quota, the ConfigMap or Secret that several
/// workloads miss or that has lost a key, the webhook that stops others, the workload that took another's place, the
/// cluster's DNS while it is down, else the workload. What is wrong with a Service or a claim is wrong with the
/// workload that it is for: it is mended there, or together with it, and its team is the one to call.
/// </summary>
internal static class RemediationTarget
{
    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    /// <summary>The object that a candidate blames.</summary>
    public static ObjectReference Of(Episode candidate, ClusterTopology topology)
    {
        var subject = candidate.Subject;
        if (candidate.Assessment.Cause is { } cause)
        {
            if (cause == Causes.OwnerElsewhere || CauseClasses.FamilyOf(cause) == CauseFamily.Custom)
                return ReferenceTo(subject);
            if (
                CauseClasses.FamilyOf(cause) == CauseFamily.Node
                && subject.Kind == "Pod"
                && (NodeOf(subject) ?? Placement.TroubledNode(topology, subject, cause)) is { } node
            )
                return new ObjectReference("Node", node.Name);
            if (cause == Causes.Webhook && Webhooks.NamedIn(candidate.Message, subject, topology) is { } configuration)
                return new ObjectReference(configuration.Kind, configuration.Name);
            if (
                cause == Causes.Preempted
                && Preemption.PreemptorIn(candidate.Message, subject.Cluster, topology) is { } preemptor
            )
                return ReferenceTo(topology.WorkloadOf(preemptor));
            if (cause == Causes.Dns && ClusterDns.Unavailable(subject.Cluster, topology) is { } dns)
                return new ObjectReference(dns.Kind, dns.Name, dns.Namespace);
            if (
                cause is Causes.MissingConfigMap or Causes.MissingSecret or Causes.MissingConfigKey
                && Missed(candidate, cause, topology) is { } missed
            )
                return ReferenceTo(missed);
            if (CauseClasses.FamilyOf(cause) == CauseFamily.Quota && subject.Namespace.Length > 0)
                return new ObjectReference("Namespace", subject.Namespace);
        }
        return ReferenceTo(Behind(subject, topology));
    }

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

    /// <summary>
    /// What a Pod uses and is itself what is wrong, not the one that asks for it: another workload misses it as well,
    /// or the key was there before.
    /// </summary>
    private static ResourceState? Missed(Episode missing, string cause, ClusterTopology topology)
    {
        foreach (var edge in missing.Subject.Outgoing)
        {
            if (
                edge.Type == EdgeType.Mounts
                && cause switch
                {
                    Causes.MissingConfigMap => edge.To.Kind == "ConfigMap"
                        && IsMissedByOthers(edge.To, missing.Subject, topology),
                    Causes.MissingSecret => edge.To.Kind == "Secret"
                        && IsMissedByOthers(edge.To, missing.Subject, topology),
                    _ => edge.To.Kind is "ConfigMap" or "Secret"
                        && missing.Message.Contains(edge.To.Name, StringComparison.Ordinal)
                        && ObjectChanges.HasLostAKey(edge.To),
                }
            )
                return edge.To;
        }
        return null;
    }

    private static bool IsMissedByOthers(ResourceState configuration, ResourceState pod, ClusterTopology topology)
    {
        var own = topology.WorkloadOf(pod);
        return !configuration.Exists
            && configuration.Incoming.Any(other =>
                other.Type == EdgeType.Mounts && other.From.Exists && topology.WorkloadOf(other.From) != own
            );
    }

    /// <summary>The node that a Pod runs on.</summary>
    public static ResourceState? NodeOf(ResourceState pod)
    {
        foreach (var edge in pod.Outgoing)
            if (edge.Type == EdgeType.RunsOn)
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
