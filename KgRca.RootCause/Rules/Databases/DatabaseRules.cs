using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>Databases that refuse their clients; what these log.</summary>
internal static class DatabaseRules
{
    public static RuleFamily Family { get; } =
        new("Databases", Causes.OfDatabases)
        {
            Target = FindTarget,
            Challenge = (candidate, cause, topology) =>
                cause == Causes.DatabasePort && candidate.IsFromLog
                    ? RefusedDatabases.Of(candidate, topology)
                    : CounterEvidence.None,
        };

    // The server has to change, unless it is the client's own pool that is used up.
    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology) =>
        cause is Causes.DatabaseReadOnly or Causes.DatabaseConnections && !DatabaseMessages.IsOwnPool(candidate.Message)
            ? DatabaseServers.Of(candidate, topology)?.Reference
            : null;
}
