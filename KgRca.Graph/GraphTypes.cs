using KgRca.Contracts.Graphs;

namespace KgRca.Graph;

/// <summary>Changes that become visible and durable together with where their records stood in the log.</summary>
/// <param name="Changes">Applied in order.</param>
/// <param name="Checkpoints">The offsets after the last record that the changes come from.</param>
public sealed record GraphBatch(IReadOnlyList<GraphChange> Changes, IReadOnlyList<Checkpoint> Checkpoints);

/// <summary>How far a partition of the log has become part of a graph.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset of the first record that has not.</param>
public readonly record struct Checkpoint(string Topic, int Partition, long Offset);

/// <summary>Which nodes of a label, in which order.</summary>
/// <param name="Label">The label.</param>
/// <param name="Where">Properties that must equal the values given, all of them.</param>
/// <param name="From">The earliest time, inclusive; only for a label with a time property.</param>
/// <param name="To">The latest time, exclusive; only for a label with a time property.</param>
/// <param name="Descending">By time, latest first (by key where the label has no time), instead of the reverse.</param>
/// <param name="Limit">How many nodes at most, 1 to 10,000.</param>
/// <param name="Cursor">Where the page before ended; null for the first page.</param>
/// <param name="Properties">The properties to read, so that long ones cost nothing; null for all.</param>
/// <param name="MaxBytes">The page ends with the node whose properties bring it to as many stored bytes; null for any
/// number. Counts what is stored, whichever properties are read.</param>
public sealed record NodeQuery(
    string Label,
    IReadOnlyList<Property>? Where = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool Descending = false,
    int Limit = 100,
    string? Cursor = null,
    IReadOnlyCollection<string>? Properties = null,
    long? MaxBytes = null
);

/// <summary>A page of nodes.</summary>
/// <param name="Nodes">Ordered by time and then key, or by key where the label has no time.</param>
/// <param name="NextCursor">Opaque; asks for the next page. Null on the last one. It stays valid while nodes come and
/// go.</param>
public sealed record NodePage(IReadOnlyList<Node> Nodes, string? NextCursor);

/// <summary>What has changed among a label's nodes.</summary>
/// <param name="Nodes">The nodes as they are now, each once. Those that were removed are not among them.</param>
/// <param name="Version">The batch up to which this holds; asks for what comes after it.</param>
/// <param name="IsComplete">
/// Whether these are all changes since. If not, the changes lie too far back or the graph has left memory meanwhile:
/// read the label anew, and go on from <paramref name="Version"/>.
/// </param>
public sealed record NodeChanges(IReadOnlyList<Node> Nodes, long Version, bool IsComplete);

/// <summary>The way a relationship points, seen from a node.</summary>
public enum Direction
{
    /// <summary>Away from the node or towards it.</summary>
    Both,

    /// <summary>Away from the node.</summary>
    Outgoing,

    /// <summary>Towards the node.</summary>
    Incoming,
}

/// <summary>Which relationships to follow.</summary>
/// <param name="Direction">Which way.</param>
/// <param name="Types">Their types; null for any.</param>
/// <param name="Where">Properties that must equal the values given, all of them; null for any.</param>
/// <param name="NodeProperties">The properties to read of the nodes that are reached, so that long ones cost nothing;
/// null for all.</param>
/// <param name="Limit">How many relationships of a node to read at most; null for all. Which they are does not change
/// while the graph does not.</param>
public sealed record RelationshipFilter(
    Direction Direction = Direction.Both,
    IReadOnlyCollection<string>? Types = null,
    IReadOnlyList<Property>? Where = null,
    IReadOnlyCollection<string>? NodeProperties = null,
    int? Limit = null
)
{
    /// <summary>Any relationship.</summary>
    public static RelationshipFilter Any { get; } = new();
}

/// <summary>A relationship and the node at its other end.</summary>
public sealed record Neighbour(Relationship Relationship, Node Node);

/// <summary>A part of a graph.</summary>
/// <param name="Nodes">Nearest first, the start at the front.</param>
/// <param name="Relationships">Those among <paramref name="Nodes"/> that the filter lets through.</param>
/// <param name="IsTruncated">Whether there is more within reach: nodes than were asked for, or relationships than one
/// answer has.</param>
public sealed record Subgraph(IReadOnlyList<Node> Nodes, IReadOnlyList<Relationship> Relationships, bool IsTruncated);

/// <summary>What a graph holds.</summary>
/// <param name="NodesByLabel">How many nodes of each label.</param>
/// <param name="RelationshipsByType">How many relationships of each type.</param>
/// <param name="StoredBytes">Bytes on disk.</param>
public sealed record GraphStatistics(
    IReadOnlyDictionary<string, long> NodesByLabel,
    IReadOnlyDictionary<string, long> RelationshipsByType,
    long StoredBytes
);

/// <summary>
/// A graph's storage cannot be read or written: the disk is full, the file is damaged, the server is away, the graph
/// was dropped. Nothing of the call was done.
/// </summary>
public sealed class GraphUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Whether what is stored is not what was written: trying again is of no use, and others are well.</summary>
    public bool IsDamaged { get; init; }
}

/// <summary>A change does not fit the graph. This is an error in the program that made it.</summary>
public sealed class InvalidGraphChangeException(string message) : Exception(message);
