using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Clients of a broker whose change fills it: those that take its messages and were scaled down or rolled out, and the
/// only client that was rolled out. Those that take messages call the broker as those do that publish; a variable for a
/// queue or a topic tells them apart.
/// </summary>
internal static class QueueConsumers
{
    private const int MostClients = 32;

    private static readonly string[] Variables =
    [
        "QUEUE",
        "TOPIC",
        "SUBSCRIPTION",
        "STREAM",
        "CHANNEL",
        "CONSUMER",
        "GROUP",
        "SUBJECT",
        "EXCHANGE",
    ];

    /// <summary>The change of a client of a broker before a time that may have filled it; null where there is none.</summary>
    public static Episode? ChangedOf(ResourceState broker, DateTimeOffset time, ClusterTopology topology)
    {
        var released = new List<(ResourceState Client, Episode Change)>();
        foreach (var client in CallGraph.Callers(broker, topology).Distinct().Take(MostClients))
        {
            if (client.Object is not { } item)
                continue;
            if (
                IsIdle(item)
                && IsConsumer(item)
                && client.Candidates.Find(change => IsScaling(change, time)) is { } scaled
            )
                return scaled;
            if (client.Candidates.Find(change => IsRelease(change, time)) is { } release)
                released.Add((client, release));
        }
        var consumers = released.FindAll(item => item.Client.Object is { } client && IsConsumer(client));
        return (consumers, released) switch
        {
            ([var only], _) => only.Change,
            (_, [var only]) => only.Change,
            _ => null,
        };
    }

    /// <summary>The servers of which one has an alarm that a client repeats; none of another error.</summary>
    public static IReadOnlyList<ResourceState> ServersOf(Episode error, ClusterTopology topology) =>
        error.Assessment.Cause == Causes.ServerAlarm
            ? BlamedPeers.CalleesOf(WorkloadLookup.Behind(error.Subject, topology), topology)
            : [];

    private static bool IsRelease(Episode change, DateTimeOffset time) =>
        change.Assessment.Cause == Causes.Rollout && BoundChanges.MayBreak(change, time);

    private static bool IsScaling(Episode change, DateTimeOffset time) =>
        change.Assessment.Cause == Causes.Scaled && BoundChanges.MayBreak(change, time);

    // One of several that is left may not keep up, but may as well; none does not.
    private static bool IsIdle(JsonElement workload) => workload.At("spec").Number("replicas") == 0;

    private static bool IsConsumer(JsonElement workload) =>
        workload
            .At("spec", "template", "spec")
            .Items("containers")
            .SelectMany(container => container.Items("env"))
            .Any(variable => variable.Text("name") is { } name && WholeWords.HasAny(name, Variables));
}
