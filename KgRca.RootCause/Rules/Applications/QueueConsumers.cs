using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Workloads that take messages from a broker and were scaled down: what they leave fills its queues. They call the
/// broker as those do that publish; a variable for a queue or a topic tells them apart.
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

    /// <summary>The scaling of a consumer of a broker before a time; null where there is none.</summary>
    public static Episode? StoppedOf(ResourceState broker, DateTimeOffset time, ClusterTopology topology)
    {
        foreach (var client in CallGraph.Callers(broker, topology).Distinct().Take(MostClients))
            if (
                client.Object is { } item
                && IsIdle(item)
                && IsConsumer(item)
                && client.Candidates.Find(change => IsScaling(change, time)) is { } scaled
            )
                return scaled;
        return null;
    }

    /// <summary>The servers of which one has an alarm that a client repeats; none of another error.</summary>
    public static IReadOnlyList<ResourceState> ServersOf(Episode error, ClusterTopology topology) =>
        error.Assessment.Cause == Causes.ServerAlarm
            ? BlamedPeers.CalleesOf(WorkloadLookup.Behind(error.Subject, topology), topology)
            : [];

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
