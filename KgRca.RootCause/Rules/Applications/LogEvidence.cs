using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>What log lines are worth as evidence.</summary>
internal static class LogEvidence
{
    /// <summary>What a new error line is evidence of when no rule understands it.</summary>
    public static CauseAssessment NewError { get; } = CauseAssessment.Origin(Causes.ApplicationError);

    /// <summary>Whether a line says that a dependency did not answer.</summary>
    public static bool IsOfDependency(Episode line) => line.Assessment.Cause == Causes.DependencyUnavailable;

    /// <summary>Whether it does, and names no Service or Deployment that exists.</summary>
    public static bool IsOfUnknownDependency(Episode line, ClusterTopology topology) =>
        IsOfDependency(line) && !ServiceNames.IsKnown(line, topology);
}
