using CsCheck;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Topology;

/// <summary>
/// Agents list a cluster that goes on to change, are killed and come back, and their records come in any order in which
/// a log's partitions can be read: in the end the engine knows what there is, and a kind is complete exactly while all
/// objects of its newest listing have come.
/// </summary>
public sealed class InterleavedListingTests
{
    private const int Partitions = 3;

    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[300];

    [Fact]
    public void Process_OneAgentInAnyInterleaving_KnowsWhatThereIs() => Fixed(bytes => AssertEnd(bytes, agents: 1));

    [Fact]
    public void Process_TwoAgentsInAnyInterleaving_KnowsWhatThereIs() => Fixed(bytes => AssertEnd(bytes, agents: 2));

    [Fact]
    public void IsComplete_InAnyInterleaving_OnceAllObjectsOfTheNewestListingHaveCome() =>
        Fixed(bytes =>
        {
            var choices = new Choices(bytes);
            var (_, agents) = Live(choices, 1);
            var members = agents[0].Listed;
            var topology = new ClusterTopology();
            var updater = new TopologyUpdater(topology);
            var (come, newest) = (new HashSet<WireRecord>(ReferenceEqualityComparer.Instance), new List<Listing>());
            foreach (var record in Interleaved(agents, choices))
            {
                come.Add(record);
                if (record is Resource resource)
                    updater.Apply(resource, DateTimeOffset.MinValue);
                if (record is Listing listing && updater.Apply(listing))
                    newest = [.. newest.Where(other => other.Kind != listing.Kind), listing];
                while (topology.Listings.NextCompleted() is { } complete)
                    updater.EndUnlisted(complete);
                foreach (var kind in (string[])["Pod", "Service"])
                    Assert.Equal(
                        newest.Exists(listing => listing.Kind == kind && members[listing].IsSubsetOf(come)),
                        topology.Listings.IsComplete("prod", kind, null)
                    );
            }
        });

    /// <summary>Tries many inputs, the same ones each time.</summary>
    private static void Fixed(Action<byte[]> check)
    {
        for (var stream = 0u; stream < 1_500; stream++)
            check(Bytes.Generate(new PCG(stream, 20261129), null, out _));
    }

    private static void AssertEnd(byte[] bytes, int agents)
    {
        var choices = new Choices(bytes);
        var (cluster, all) = Live(choices, agents);
        var records = Interleaved(all, choices);
        var graph = Replay.Run(records);
        Assert.Equal(
            cluster.Objects.Select(item => $"{item.Key.Kind}/{item.Key.Namespace}/{item.Key.Name} {item.Uid}").Order(),
            graph
                .OfLabel(GraphSchema.Resource)
                .Where(node => node["deleted_at"].Type == PropertyType.Null)
                .Select(node =>
                    $"{node["kind"].AsString}/{node["namespace"].AsString}/{node["name"].AsString} {node["uid"].AsString}"
                )
                .Order()
        );
        if (records.Count > 1)
            Replay.AssertSame(graph, Replay.Run(records, 1 + choices.Next(records.Count - 1), records.Count - 1));
    }

    /// <summary>What happens, until all that is there was listed by an agent that missed what happened before.</summary>
    private static (SimulatedCluster Cluster, List<SimulatedAgent> Agents) Live(Choices choices, int count)
    {
        var cluster = new SimulatedCluster(choices);
        var first = cluster.AddAgent();
        var agents = new List<SimulatedAgent> { first };
        if (count > 1)
            agents.Add(cluster.AddAgent(choices.Maybe ? "shop" : null));
        Change(cluster, choices.Next(6));
        foreach (var agent in agents)
            agent.ListAll();
        for (var step = choices.Next(6); step > 0; step--)
        {
            Change(cluster, choices.Next(3));
            var agent = agents[choices.Next(agents.Count)];
            if (choices.Maybe)
                agent.CatchUp();
            else
                agent.ListAll();
        }
        first.Kill();
        if (choices.Maybe)
            agents[^1].Kill();
        Change(cluster, choices.Next(6));
        first.ListAll();
        Change(cluster, choices.Next(4));
        foreach (var agent in agents)
            agent.CatchUp();
        return (cluster, agents);
    }

    private static void Change(SimulatedCluster cluster, int times)
    {
        for (; times > 0; times--)
            cluster.Change();
    }

    /// <summary>Each agent's records keep their order within a partition.</summary>
    private static List<WireRecord> Interleaved(List<SimulatedAgent> agents, Choices choices)
    {
        var queues = agents
            .SelectMany(agent => agent.Sent.GroupBy(PartitionOf).Select(group => new Queue<WireRecord>(group)))
            .ToList();
        var records = new List<WireRecord>();
        while (queues.Count > 0)
        {
            var queue = queues[choices.Next(queues.Count)];
            for (var run = 1 + choices.Next(4); run > 0 && queue.TryDequeue(out var record); run--)
                records.Add(record);
            if (queue.Count == 0)
                queues.Remove(queue);
        }
        return records;
    }

    private static int PartitionOf(WireRecord record) =>
        (
            record switch
            {
                Listing listing => listing.Key,
                Resource resource => ResourceId.Of(resource.Cluster, resource.Reference()).ToString(),
                _ => "",
            }
        ).Sum(character => character) % Partitions;
}
