using System.Text.Json;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Topology;

/// <summary>An object by kind, namespace and name.</summary>
internal readonly record struct SimulatedKey(string Kind, string Namespace, string Name);

/// <summary>Decisions by the bytes that a generator gives; when they are used up, always the first way.</summary>
internal sealed class Choices(byte[] bytes)
{
    private int _next;

    public int Next(int ways) => _next < bytes.Length ? bytes[_next++] % ways : 0;

    public bool Maybe => Next(2) == 1;
}

/// <summary>A cluster whose objects come, change, go and are made again under their names, and agents that watch it.</summary>
internal sealed class SimulatedCluster(Choices choices)
{
    public static readonly string[] Kinds = ["Pod", "Service"];
    private static readonly string[] Namespaces = ["shop", "dev"];

    private readonly Dictionary<SimulatedKey, (string Uid, DateTimeOffset Created)> _objects = [];
    private readonly List<SimulatedAgent> _agents = [];
    private int _uids;

    public DateTimeOffset Now { get; private set; } = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);

    /// <summary>What there is, with its uid.</summary>
    public IEnumerable<(SimulatedKey Key, string Uid, DateTimeOffset Created)> Objects =>
        _objects.Select(entry => (entry.Key, entry.Value.Uid, entry.Value.Created));

    public SimulatedAgent AddAgent(string? @namespace = null)
    {
        var agent = new SimulatedAgent(this, choices, @namespace);
        _agents.Add(agent);
        return agent;
    }

    public void Tick() => Now = Now.AddMilliseconds(1 + 40 * choices.Next(50));

    /// <summary>Changes something, which agents that watch will see some time.</summary>
    public void Change()
    {
        Tick();
        var key = new SimulatedKey(Kinds[choices.Next(2)], Namespaces[choices.Next(2)], $"object-{choices.Next(3)}");
        if (!_objects.TryGetValue(key, out var known))
            Make(key);
        else if (choices.Next(3) is var way && way == 0)
            Tell(key, known.Uid, known.Created);
        else
        {
            _objects.Remove(key);
            Tell(key, known.Uid, null);
            if (way == 1)
                Make(key);
        }
    }

    private void Make(SimulatedKey key)
    {
        var made = ($"uid-{_uids++}", new DateTimeOffset(Now.Ticks - Now.Ticks % TimeSpan.TicksPerSecond, default));
        _objects[key] = made;
        Tell(key, made.Item1, made.Item2);
    }

    private void Tell(SimulatedKey key, string uid, DateTimeOffset? created)
    {
        foreach (var agent in _agents)
            agent.Happened(key, uid, created);
    }
}

/// <summary>
/// An agent that lists and watches as the real one does. Killed, it forgets what it knew, and cannot tell of what
/// vanishes until it is back.
/// </summary>
internal sealed class SimulatedAgent(SimulatedCluster cluster, Choices choices, string? @namespace)
{
    private readonly Queue<(SimulatedKey Key, string Uid, DateTimeOffset? Created)> _unseen = new();
    private readonly HashSet<string> _watched = [];
    private readonly Dictionary<SimulatedKey, string> _known = [];

    /// <summary>What it has sent, in its order.</summary>
    public List<WireRecord> Sent { get; } = [];

    /// <summary>The records of the objects that each listing counts.</summary>
    public Dictionary<Listing, HashSet<WireRecord>> Listed { get; } = [];

    public void Happened(SimulatedKey key, string uid, DateTimeOffset? created)
    {
        if (_watched.Contains(key.Kind) && (@namespace is null || key.Namespace == @namespace))
            _unseen.Enqueue((key, uid, created));
    }

    /// <summary>Lists all kinds, as it does after its start.</summary>
    public void ListAll()
    {
        foreach (var kind in SimulatedCluster.Kinds)
            List(kind);
    }

    // As the kind is now, while the cluster goes on to change; from here it is watched.
    private void List(string kind)
    {
        cluster.Tick();
        var started = cluster.Now;
        var there = cluster
            .Objects.Where(item => item.Key.Kind == kind && (@namespace is null || item.Key.Namespace == @namespace))
            .ToList();
        var missed = _unseen.Where(item => item.Key.Kind != kind).ToList();
        _unseen.Clear();
        missed.ForEach(_unseen.Enqueue);
        _watched.Add(kind);
        var vanished = _known.Keys.Where(key => key.Kind == kind).Except(there.Select(item => item.Key)).ToList();
        var members = new HashSet<WireRecord>(ReferenceEqualityComparer.Instance);
        foreach (var (key, uid, created) in there)
        {
            cluster.Tick();
            if (choices.Next(4) == 1)
                cluster.Change();
            members.Add(See(key, uid, created));
        }
        foreach (var key in vanished)
            Lose(key);
        if (choices.Maybe)
            cluster.Tick();
        var listing = new Listing(cluster.Now, started, "prod", "v1", kind, there.Count, @namespace);
        Sent.Add(listing);
        Listed[listing] = members;
    }

    /// <summary>Tells of all that has happened.</summary>
    public void CatchUp()
    {
        while (_unseen.TryDequeue(out var change))
        {
            cluster.Tick();
            if (change.Created is { } created)
                See(change.Key, change.Uid, created);
            else
                Lose(change.Key);
        }
    }

    public void Kill()
    {
        _unseen.Clear();
        _watched.Clear();
        _known.Clear();
    }

    private Resource See(SimulatedKey key, string uid, DateTimeOffset created)
    {
        if (_known.TryGetValue(key, out var known) && known != uid)
            Lose(key);
        _known[key] = uid;
        var record = Record(
            StateOperation.Upsert,
            key,
            uid,
            $", \"creationTimestamp\": \"{created:yyyy-MM-ddTHH:mm:ssZ}\""
        );
        Sent.Add(record);
        return record;
    }

    private void Lose(SimulatedKey key)
    {
        if (_known.Remove(key, out var uid))
            Sent.Add(Record(StateOperation.Delete, key, uid, ""));
    }

    private Resource Record(StateOperation op, SimulatedKey key, string uid, string created) =>
        new(
            op,
            cluster.Now,
            "prod",
            JsonElement.Parse(
                $$"""
                {"apiVersion": "v1", "kind": "{{key.Kind}}", "metadata": {"namespace": "{{key.Namespace}}", "name": "{{key.Name}}", "uid": "{{uid}}"{{created}} } }
                """
            )
        );
}
