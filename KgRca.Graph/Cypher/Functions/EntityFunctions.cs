using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Functions of nodes, relationships, paths and maps.</summary>
internal static class EntityFunctions
{
    private const CypherTypes Entity = Node | Relationship;

    public static IEnumerable<CypherFunction> All =>
        [
            Function("id", Entity, Integer, entity => ((CypherEntity)entity).Id),
            Function("elementId", Entity, Text, entity => ((CypherEntity)entity).ElementId),
            Function("labels", Node, List, node => new CypherList(((CypherNode)node).Labels)),
            Function("type", Relationship, Text, relationship => ((CypherRelationship)relationship).Type),
            Function("startNode", Relationship, Node, relationship => ((CypherRelationship)relationship).Start),
            Function("endNode", Relationship, Node, relationship => ((CypherRelationship)relationship).End),
            Function("properties", Entity | Map, Map, Properties),
            Function("keys", Entity | Map, List, value => new CypherList([.. Properties(value).Keys])),
            Function("nodes", CypherTypes.Path, List, path => new CypherList(((CypherPath)path).Nodes)),
            Function("relationships", CypherTypes.Path, List, path => new CypherList(((CypherPath)path).Relationships)),
            Function("rels", CypherTypes.Path, List, path => new CypherList(((CypherPath)path).Relationships)),
            Function("length", CypherTypes.Path, Integer, path => (long)((CypherPath)path).Relationships.Count),
        ];

    private static CypherMap Properties(object value) =>
        value is CypherEntity entity ? entity.Properties : (CypherMap)value;
}
