using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>Whether an object is known to fail: by errors in its log, or alerts about failures.</summary>
internal static class Failures
{
    /// <summary>Whether a workload began to fail at a time or after it.</summary>
    public static bool Since(ResourceState workload, DateTimeOffset time, ClusterTopology topology) =>
        CallGraph
            .PartsOf(workload, topology)
            .Any(part =>
                Signals.HasErrorLine(part, time)
                || Signals
                    .AlertsOn(part)
                    .Any(alert => alert.Onset >= time && AlertNames.IsAboutErrors(alert.Reason, alert.Message))
            );
}
