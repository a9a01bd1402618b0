using System.Text.Json;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>
/// What programs say as they start and get over: a database that does not answer yet, rows that are there already.
/// </summary>
internal static class StartUp
{
    /// <summary>
    /// Whether a line was last said before its Pod, or all of its workload, became ready, which it still is.
    /// </summary>
    public static bool IsOverFor(Episode line, ClusterTopology topology)
    {
        if (!line.IsFromLog)
            return false;
        var workload = topology.WorkloadOf(line.Subject);
        return workload.Object is { } item
            && Readiness.OfWorkload(item)
            && (ReadySince(line.Subject.Object) ?? ReadySince(workload.Object)) > line.Time;
    }

    /// <summary>
    /// Since when a Pod or a Deployment says that it is ready; null where it is not, or does not say since when.
    /// </summary>
    public static DateTimeOffset? ReadySince(JsonElement? item)
    {
        if (item is not { } known)
            return null;
        foreach (var condition in known.At("status").Items("conditions"))
            if (condition.Text("type") is "Ready" or "Available" && condition.Text("status") == "True")
                return condition.Time("lastTransitionTime");
        return null;
    }
}
