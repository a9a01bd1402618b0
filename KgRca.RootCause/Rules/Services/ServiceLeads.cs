using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Services;

/// <summary>Who serves what an error could not reach or trust: the reporter is not the one that fails.</summary>
internal static class ServiceLeads
{
    /// <summary>The Services that an error names, the workloads behind them and their Pods.</summary>
    public static IEnumerable<ResourceState> Of(Episode error, ClusterTopology topology)
    {
        if (
            error.Assessment.Cause
                is not (null or Causes.Certificate or Causes.ApplicationError or Causes.DependencyUnavailable)
            || error.Source == EpisodeSources.Finding
        )
            return [];
        var own = topology.WorkloadOf(error.Subject);
        return NamedServices
            .In(error, topology)
            .SelectMany(service =>
                WorkloadLookup.Behind(service, topology) is var workload && workload == own
                    ? []
                    : CallGraph.PartsOf(workload, topology).Append(service)
            );
    }

    /// <summary>The Service whose certificate a client does not trust; null where the message names none.</summary>
    public static ResourceState? Untrusted(Episode line, ClusterTopology topology) =>
        line.IsFromLog && line.Assessment.Cause == Causes.Certificate
            ? NamedServices
                .In(line, topology)
                .FirstOrDefault(service =>
                    WorkloadLookup.Behind(service, topology) != topology.WorkloadOf(line.Subject)
                )
            : null;
}
