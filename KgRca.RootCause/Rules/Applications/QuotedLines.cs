using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Log lines that a detector quotes in what it has found: together with objects they say more than by themselves.
/// </summary>
internal static class QuotedLines
{
    // A shorter line may stand in a finding by chance.
    private const int Shortest = 20;

    /// <summary>The finding about a line's Pod or workload that quotes it; null where none does.</summary>
    public static Episode? FindingFrom(Episode line, ClusterTopology topology)
    {
        if (!line.IsFromLog || line.Message.Length < Shortest)
            return null;
        return Quoting(line.Subject, line) ?? Quoting(topology.WorkloadOf(line.Subject), line);
    }

    private static Episode? Quoting(ResourceState resource, Episode line) =>
        resource.ActiveFindings.Find(finding =>
            finding.Assessment.Role == CauseRole.Origin
            && finding.Message.Contains(line.Message, StringComparison.Ordinal)
        );
}
