using System.Buffers;
using KgRca.RootCause.Detectors;
using KgRca.RootCause.Episodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Taxonomy;

/// <summary>Weighs what an event or a log line once said against what is seen of the cluster by now.</summary>
internal static class Recovery
{
    // Below any origin that still holds, above the symptoms and changes around it, which an incident that was mended has as well.
    private const double Overcome = 0.7;

    // As much as a symptom: the cluster shows that it was read wrongly.
    private const double Mistaken = 0.4;

    private static readonly string[] BeforeName = ["lookup ", "ENOTFOUND ", "EAI_AGAIN ", "UnknownHostException: "];

    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" .:,\"'");

    /// <summary>From 0 to 1; 1 where nothing speaks against the cause.</summary>
    public static double WeightOf(Episode cause, ClusterTopology topology)
    {
        if (cause.Source == EpisodeSources.Finding || cause.Assessment is not { Role: CauseRole.Origin, Cause: { } id }) return 1;
        if (id == Causes.ServiceAddress) return IsService(cause, topology) ? Mistaken : 1;
        if (CauseFamilies.Of(id) == CauseFamily.Scheduling && IsSeenOtherwise(cause, id)) return Mistaken;
        return KeepsPodsAway(CauseFamilies.Of(id)) && RunsSince(cause, topology) ? Overcome : 1;
    }

    /// <summary>Whether Pod and nodes show another reason than the one that the scheduler's message gave away.</summary>
    private static bool IsSeenOtherwise(Episode cause, string id)
    {
        foreach (var finding in cause.Subject.ActiveFindings)
            if (finding.Assessment.Cause is { } seen && seen != id && CauseFamilies.Of(seen) == CauseFamily.Scheduling) return true;
        return false;
    }

    /// <summary>Whether the name that was not found is that of a Service: when a cluster is set up, callers often start before the called.</summary>
    private static bool IsService(Episode cause, ClusterTopology topology) =>
        NameIn(cause.Message) is { } name && topology.Find(cause.Subject.Cluster, "Service", cause.Subject.Namespace, name) is { Exists: true };

    /// <summary>The first label of the host name that a message says was not found; null where it names none.</summary>
    private static string? NameIn(string message)
    {
        foreach (var before in BeforeName)
        {
            var at = message.IndexOf(before, StringComparison.Ordinal);
            if (at < 0) continue;
            var rest = message.AsSpan(at + before.Length);
            var end = rest.IndexOfAny(NameEnds);
            return (end < 0 ? rest : rest[..end]).ToString();
        }
        return null;
    }

    private static bool RunsSince(Episode cause, ClusterTopology topology)
    {
        var workload = topology.WorkloadOf(cause.Subject);
        return workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet" && workload.Exists && workload.ObservedAt > cause.Time &&
            workload.Object is { } item && Readiness.OfWorkload(item);
    }

    private static bool KeepsPodsAway(CauseFamily family) =>
        family is CauseFamily.Image or CauseFamily.Scheduling or CauseFamily.Quota or CauseFamily.Admission or CauseFamily.Reference or CauseFamily.Storage;
}
