using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>Databases that refuse their clients; what these log.</summary>
internal static class DatabaseRules
{
    public static RuleFamily Family { get; } =
        new("Databases", Causes.OfDatabases)
        {
            NextStep = DatabaseNextSteps.Of,
            Target = FindTarget,
            Responsible = [LockHolders.Behind],
            Challenge = Contradict,
        };

    private static CounterEvidence OfAlarm(Episode line, ClusterTopology topology) =>
        BlamedServers.ChangeBehind(line, Causes.ServerAlarm, topology) is { } own
            ? CounterEvidence.IsMistaken($"The server was changed before: {own.Message}")
        : ChangedClient(line, topology) is { } change
            ? CounterEvidence.IsMistaken($"A client that fills or empties it was changed before: {change.Message}")
        : CounterEvidence.None;

    private static Episode? ChangedClient(Episode line, ClusterTopology topology)
    {
        var own = WorkloadLookup.Behind(line.Subject, topology);
        foreach (var broker in BlamedPeers.CalleesOf(own, topology).Append(own))
            if (QueueConsumers.ChangedOf(broker, line.Onset, topology) is { } change)
                return change;
        return null;
    }

    // The server has to change, unless it is the client's own pool that is used up.
    private static ObjectReference? FindTarget(Episode candidate, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.DatabaseConnections when DatabaseMessages.IsOwnPool(candidate.Message) => null,
            Causes.DatabaseReadOnly or Causes.DatabaseConnections or Causes.VaultSealed or Causes.LockWait =>
                DatabaseServers.Of(candidate, topology)?.Reference,
            Causes.ServerAlarm => (
                BlamedServers.Of(candidate, cause, topology) ?? DatabaseServers.Of(candidate, topology)
            )?.Reference,
            Causes.SchemaMigration or Causes.MigrationLock => MigrationOwner.Of(candidate, topology)?.Reference,
            Causes.DatabaseCredentials => RefusedLogin.Target(candidate, topology),
            _ => null,
        };

    private static CounterEvidence Contradict(Episode candidate, string cause, ClusterTopology topology) =>
        cause switch
        {
            Causes.DatabasePort when candidate.IsFromLog => RefusedDatabases.Of(candidate, topology),
            Causes.ServerAlarm => OfAlarm(candidate, topology),
            Causes.DatabaseCredentials when BlamedServers.ReleaseBehind(candidate, cause, topology) is { } release =>
                CounterEvidence.IsMistaken(
                    $"Several clients of {release.Subject.Kind} {release.Subject.Name} report it, which was rolled out before: {release.Message}"
                ),
            Causes.DatabaseCredentials when RefusedLogin.IsOfAnUnknownClient(candidate, topology) =>
                new CounterEvidence(
                    CounterEvidence.Unspecific,
                    "The server does not say which of its clients it refused."
                ),
            _ => CounterEvidence.None,
        };
}
