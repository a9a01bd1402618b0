using KgRca.Graph.Cypher.Values;

namespace KgRca.Cypher.Tests.Values;

/// <summary>A node that is all in memory.</summary>
internal sealed class SampleNode(long id, IReadOnlyList<string> labels, CypherMap properties) : CypherNode
{
    public override long Id => id;

    public override string ElementId => $"node:{id}";

    public override IReadOnlyList<string> Labels => labels;

    public override CypherMap Properties => properties;
}

/// <summary>A relationship that is all in memory.</summary>
internal sealed class SampleRelationship(long id, string type, CypherNode start, CypherNode end, CypherMap properties)
    : CypherRelationship
{
    public override long Id => id;

    public override string ElementId => $"relationship:{id}";

    public override string Type => type;

    public override long StartId => start.Id;

    public override long EndId => end.Id;

    public override CypherNode Start => start;

    public override CypherNode End => end;

    public override CypherMap Properties => properties;
}
