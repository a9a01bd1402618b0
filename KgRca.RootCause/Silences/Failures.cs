using KgRca.RootCause.Incidents;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Silences;

/// <summary>Whether an object is known to fail: by errors in its log, or alerts about failures.</summary>
internal static class Failures
{
    /// <summary>Whether a workload began to fail at a time or after it.</summary>
    public static bool Since(ResourceState workload, DateTimeOffset time, ClusterTopology topology) =>
        CallGraph
            .PartsOf(workload, topology)
            .Any(part =>
                AlertCompany.HasErrorLine(part, time)
                || AlertHold
                    .On(part)
                    .Any(alert => alert.Onset >= time && AlertNames.IsAboutErrors(alert.Reason, alert.Message))
            );
}
