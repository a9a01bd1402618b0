namespace KgRca.Contracts.Graphs;

/// <summary>What a store must know of a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="KeyProperty">The property that holds <see cref="NodeKey.Key"/>, unique within the label.</param>
/// <param name="TimeProperty">The property, an integer of milliseconds, by which nodes are ranged over and trimmed;
/// none where the label has no time.</param>
/// <param name="IndexedProperties">Properties of type string that nodes are found by. Nodes without the property take
/// no room in its index.</param>
public sealed record NodeType(
    string Label,
    string KeyProperty,
    string? TimeProperty,
    params IReadOnlyList<string> IndexedProperties
);

/// <summary>
/// The labels and relationship types of a tenant's graph. The names of properties are with the typed nodes:
/// <see cref="ResourceNode"/>, <see cref="EpisodicNode"/>, <see cref="IncidentNode"/>, <see cref="CauseRelationship"/>,
/// <see cref="TopologyRelationship"/>, <see cref="FeedbackNode"/> and <see cref="EngineNode"/>.
/// </summary>
public static class GraphSchema
{
    /// <summary>A Kubernetes object. Key: <c>id</c>.</summary>
    public const string Resource = "Resource";

    /// <summary>An event, a high-signal log line, an alert, an escalation or a finding. Key: <c>event_id</c>.</summary>
    public const string Episodic = "Episodic";

    /// <summary>Errors that belong together. Key: <c>id</c>.</summary>
    public const string Incident = "Incident";

    /// <summary>An operator's verdict on a cause. Key: <c>id</c>.</summary>
    public const string Feedback = "Feedback";

    /// <summary>What the engine remembers beside all else: one node, <see cref="EngineNode.Key"/>.</summary>
    public const string Engine = "Engine";

    /// <summary>
    /// The newest complete listing of a kind that agents have told of. Key: <c>id</c>, of cluster, group, kind and
    /// namespace.
    /// </summary>
    public const string Listing = "Listing";

    /// <summary>What the engine remembers of an object and no client sees: <see cref="MemoryNode"/>. Key: the object's
    /// <c>id</c>.</summary>
    public const string Memory = "Memory";

    /// <summary>Episodic to Resource: what it is about.</summary>
    public const string About = "ABOUT";

    /// <summary>Episodic to Incident: an error that belongs to it.</summary>
    public const string SameIncident = "SAME_INCIDENT";

    /// <summary>Episodic to Incident: what may have caused it.</summary>
    public const string PotentialCause = "POTENTIAL_CAUSE";

    /// <summary>
    /// Labels of what only the engine needs; no answer to a client shows or counts their nodes.
    /// </summary>
    public static IReadOnlyList<string> PrivateLabels { get; } = [Engine, Listing, Memory];

    /// <summary>Every label, as stores must know them.</summary>
    public static IReadOnlyList<NodeType> NodeTypes { get; } =
    [
        new(Resource, "id", null, ResourceNode.Names.Kind, ResourceNode.Names.Namespace),
        new(Episodic, "event_id", EpisodicNode.Names.EventTime, EpisodicNode.Names.FindingState),
        new(Incident, "id", IncidentNode.Names.StartedAt, IncidentNode.Names.Status),
        new(Feedback, "id", FeedbackNode.Names.CreatedAt, FeedbackNode.Names.IncidentId),
        new(Engine, "id", null),
        new(Listing, "id", null),
        new(Memory, "id", null),
    ];
}
