using KgRca.Contracts.Graphs;

namespace KgRca.Contracts.Tests.Graphs;

public sealed class GraphElementTests
{
    [Fact]
    public void Indexer_PropertyOfANode_IsFoundOrNull()
    {
        var node = new Node(
            new NodeKey("Resource", "c/Pod/n/a"),
            [new Property("kind", "Pod"), new Property("restarts", 3)]
        );

        Assert.Equal(3L, node["restarts"].AsInteger);
        Assert.Equal(PropertyValue.Null, node["Kind"]);
    }

    [Fact]
    public void Indexer_PropertyOfARelationship_IsFoundOrNull()
    {
        var key = new RelationshipKey(GraphSchema.About, new NodeKey("Episodic", "e"), new NodeKey("Resource", "r"));
        var relationship = new Relationship(key, [new Property("confidence", 0.5)]);

        Assert.Equal(0.5, relationship["confidence"].AsFloat);
        Assert.Equal(PropertyValue.Null, relationship["rank"]);
        Assert.Equal("(Episodic e)-[ABOUT]->(Resource r)", $"{key}");
    }

    [Fact]
    public void NodeTypes_EveryLabel_IsListedOnceAndDoesNotIndexItsKey()
    {
        Assert.Equal(
            [
                GraphSchema.Engine,
                GraphSchema.Episodic,
                GraphSchema.Feedback,
                GraphSchema.Incident,
                GraphSchema.Listing,
                GraphSchema.Memory,
                GraphSchema.Resource,
            ],
            GraphSchema.NodeTypes.Select(type => type.Label).Order(StringComparer.Ordinal)
        );
        Assert.All(GraphSchema.NodeTypes, type => Assert.DoesNotContain(type.KeyProperty, type.IndexedProperties));
    }
}
