using KgRca.Contracts.Graphs;

namespace KgRca.Graph;

/// <summary>
/// Changes that become visible and durable together with where their records stood in the log, provided that the graph
/// still is where its writer left it.
/// </summary>
/// <param name="Changes">Applied in order.</param>
/// <param name="ExpectedCheckpoints">What the graph must have before; a partition that it does not know has offset 0.
/// Partitions that are not named may have anything.</param>
/// <param name="NewCheckpoints">What it has afterwards: the offsets after the last record that the changes come from.
/// Those of other partitions stay.</param>
/// <param name="OwnerEpoch">The writer's epoch, which the graph keeps: no owner with an earlier one can write
/// afterwards.</param>
/// <param name="Usage">What is added to the counters of hours; null for nothing.</param>
public sealed record GraphBatch(
    IReadOnlyList<GraphChange> Changes,
    IReadOnlyList<Checkpoint> ExpectedCheckpoints,
    IReadOnlyList<Checkpoint> NewCheckpoints,
    long OwnerEpoch,
    IReadOnlyList<UsageCount>? Usage = null
);

/// <summary>How far a partition of the log has become part of a graph.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">The offset of the first record that has not.</param>
public readonly record struct Checkpoint(string Topic, int Partition, long Offset);

/// <summary>Where a graph stands.</summary>
/// <param name="OwnerEpoch">The epoch of the owner that wrote last; 0 before the first.</param>
/// <param name="Revision">Grows with every batch.</param>
/// <param name="Checkpoints">The offset that each partition is to be read on from.</param>
public sealed record GraphPosition(long OwnerEpoch, long Revision, IReadOnlyList<Checkpoint> Checkpoints)
{
    /// <summary>The stored offset of a checkpoint's partition; 0 where there is none.</summary>
    public long OffsetOf(Checkpoint checkpoint)
    {
        foreach (var stored in Checkpoints)
            if (stored.Partition == checkpoint.Partition && stored.Topic == checkpoint.Topic)
                return stored.Offset;
        return 0;
    }
}

/// <summary>A counter of usage.</summary>
/// <param name="Hour">The hour, in UTC.</param>
/// <param name="Meter">What is counted.</param>
/// <param name="Quantity">How much: in a batch what is added, in an answer the hour's total.</param>
public readonly record struct UsageCount(DateTimeOffset Hour, string Meter, long Quantity);

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
/// <param name="Revision">The revision up to which this holds; asks for what comes after it.</param>
/// <param name="IsComplete">
/// Whether these are all changes since. If not, there are more than <see cref="MaxNodes"/>, or the graph is an older
/// copy: read the label from the start, and go on from <paramref name="Revision"/>.
/// </param>
public sealed record NodeChanges(IReadOnlyList<Node> Nodes, long Revision, bool IsComplete)
{
    /// <summary>How many nodes one answer has at most.</summary>
    public const int MaxNodes = 32_768;
}

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
