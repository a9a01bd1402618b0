using System.Text;
using KgRca.Contracts.Graphs;
using Microsoft.Data.Sqlite;

namespace KgRca.Graph.Storage;

/// <summary>Brings a plan into the file, and then into memory.</summary>
internal sealed class PlanWriter(LoadedGraph graph, BatchPlan plan)
{
    private const int LabelCount = 0;
    private const int TypeCount = 1;

    private readonly Dictionary<(int Kind, string Name), long> _counts = [];

    /// <summary>Writes the plan.</summary>
    public void Store(GraphFile file, SqliteTransaction transaction, long revision, int storedNames)
    {
        var memory = graph.Memory;
        foreach (var (key, node) in plan.Nodes)
        {
            if (node.IsDetached)
                DeleteNode(file, transaction, node.OldId);
            if (!node.IsChanged || node.Properties is null)
                continue;
            node.Id = node.OldId >= 0 && !node.IsDetached ? node.OldId : graph.NewNodeId();
            if (node.Id != node.OldId)
                Count(LabelCount, key.Label, 1);
            file.Run(
                "INSERT INTO nodes VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET properties = "
                    + "excluded.properties, revision = excluded.revision",
                transaction,
                node.Id,
                memory.Names.GetOrAdd(key.Label),
                key.Key,
                node.Encoded,
                revision
            );
        }
        foreach (var (key, relationship) in plan.Relationships)
        {
            if (!relationship.IsChanged)
                continue;
            if (relationship.Properties is null)
            {
                if (relationship.OldId < 0)
                    continue;
                file.Run("DELETE FROM relationships WHERE id = $1", transaction, relationship.OldId);
                Count(TypeCount, key.Type, -1);
                continue;
            }
            relationship.Id = relationship.OldId >= 0 ? relationship.OldId : graph.NewRelationshipId();
            if (relationship.OldId < 0)
                Count(TypeCount, key.Type, 1);
            file.Run(
                "INSERT INTO relationships VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET "
                    + "properties = excluded.properties",
                transaction,
                relationship.Id,
                memory.Names.GetOrAdd(key.Type),
                IdOf(key.From),
                IdOf(key.To),
                relationship.Encoded
            );
        }
        for (var id = storedNames; id < memory.Names.Count; id++)
            file.Run("INSERT INTO names VALUES ($1, $2)", transaction, id, memory.Names[id]);
        foreach (var ((kind, name), count) in _counts)
            file.Run(
                "INSERT INTO counts VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                transaction,
                kind,
                name,
                count
            );
    }

    /// <summary>Brings a stored plan into memory.</summary>
    public static void Remember(
        GraphMemory memory,
        BatchPlan plan,
        long revision,
        Queue<int> freeNodes,
        Queue<int> freeRelationships
    )
    {
        foreach (var node in plan.Nodes.Values)
        {
            if (!node.IsDetached)
                continue;
            foreach (var id in memory.RelationshipsOf(node.OldId, Direction.Both))
                freeRelationships.Enqueue(id);
            memory.RemoveNode(node.OldId);
            freeNodes.Enqueue(node.OldId);
        }
        foreach (var (key, node) in plan.Nodes)
        {
            if (!node.IsChanged || node.Properties is null)
                continue;
            memory.PutNode(node.Id, memory.Names.Find(key.Label), Encoding.UTF8.GetBytes(key.Key), node.Encoded);
            memory.Changes.Touch(node.Id, revision);
        }
        foreach (var (key, relationship) in plan.Relationships)
        {
            if (!relationship.IsChanged)
                continue;
            if (relationship.Properties is not null)
            {
                memory.PutRelationship(
                    relationship.Id,
                    memory.Names.Find(key.Type),
                    memory.Find(key.From),
                    memory.Find(key.To),
                    relationship.Encoded
                );
            }
            else if (relationship.OldId >= 0)
            {
                memory.RemoveRelationship(relationship.OldId);
                freeRelationships.Enqueue(relationship.OldId);
            }
        }
        memory.Changes.Revision = revision;
        memory.CompactIfWorthIt();
    }

    private void DeleteNode(GraphFile file, SqliteTransaction transaction, int id)
    {
        var memory = graph.Memory;
        foreach (var relationship in memory.RelationshipsOf(id, Direction.Both))
        {
            file.Run("DELETE FROM relationships WHERE id = $1", transaction, relationship);
            Count(TypeCount, memory.Names[memory.RelationshipAt(relationship).Type], -1);
        }
        file.Run("DELETE FROM nodes WHERE id = $1", transaction, id);
        Count(LabelCount, memory.KeyOf(id).Label, -1);
    }

    private int IdOf(NodeKey key) =>
        plan.Nodes.TryGetValue(key, out var planned) && planned is { IsChanged: true, Properties: not null }
            ? planned.Id
            : graph.Memory.Find(key);

    private void Count(int kind, string name, long change) =>
        _counts[(kind, name)] = _counts.GetValueOrDefault((kind, name)) + change;
}
