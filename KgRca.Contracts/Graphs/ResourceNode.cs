using KgRca.Contracts.Identity;

namespace KgRca.Contracts.Graphs;

/// <summary>A Kubernetes object, as the graph keeps it under <see cref="GraphSchema.Resource"/>.</summary>
/// <param name="Id">Which object.</param>
/// <param name="Uid">The incarnation last seen.</param>
/// <param name="ApiVersion">The <c>apiVersion</c> of the object last seen.</param>
/// <param name="ObservedAt">When the state was seen; null while the object is only known by name.</param>
/// <param name="CreatedAt"><c>metadata.creationTimestamp</c>.</param>
/// <param name="DeletedAt">When it was seen to be gone; null while it exists.</param>
/// <param name="LogsSince">The time of the first log line of it that was read; null before, and once it is gone.</param>
/// <param name="Object">The Kubernetes object as JSON; null once it is gone.</param>
/// <param name="Former">The objects that had the name before, the latest last: <c>{first seen} {last seen} {uid}</c>,
/// times in milliseconds.</param>
/// <param name="FirstObservedAt">When this incarnation was first seen.</param>
/// <param name="IsPresumedGone">Whether nobody saw it go: a complete listing did not have it.</param>
public sealed record ResourceNode(
    ResourceId Id,
    string? Uid = null,
    string? ApiVersion = null,
    DateTimeOffset? ObservedAt = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? DeletedAt = null,
    DateTimeOffset? LogsSince = null,
    string? Object = null,
    IReadOnlyList<string>? Former = null,
    DateTimeOffset? FirstObservedAt = null,
    bool IsPresumedGone = false
)
{
    /// <summary>Whether the object's state was seen and the object is not gone.</summary>
    public bool Exists => ObservedAt is not null && DeletedAt is null;

    /// <summary>The node of an object.</summary>
    public static NodeKey KeyOf(ResourceId id) => new(GraphSchema.Resource, $"{id}");

    /// <summary>The parts of its id: all there is to write of an object that is only known by name.</summary>
    public static Property[] NameProperties(ResourceId id) =>
        [
            new(Names.Cluster, id.Cluster),
            new(Names.Kind, id.Kind),
            new(Names.Namespace, id.Namespace),
            new(Names.Name, id.Name),
        ];

    /// <summary>Everything but the id; absent values are null, which removes them.</summary>
    public Property[] ToProperties() =>
        [
            .. NameProperties(Id),
            new(Names.Uid, Uid),
            new(Names.ApiVersion, ApiVersion),
            new(Names.ObservedAt, ObservedAt),
            new(Names.CreatedAt, CreatedAt),
            new(Names.DeletedAt, DeletedAt),
            new(Names.LogsSince, LogsSince),
            new(Names.Object, Object),
            new(Names.Former, PropertyValue.NonEmpty([.. Former ?? []])),
            new(Names.FirstObservedAt, FirstObservedAt),
            new(Names.PresumedGone, PropertyValue.Flag(IsPresumedGone)),
        ];

    /// <summary>Reads a node.</summary>
    /// <exception cref="InvalidDataException">Its key is not the id of an object.</exception>
    public static ResourceNode From(Node node) =>
        new(
            ResourceId.TryParse(node.Key.Key, out var id) ? id : throw Damage.Of(node.Key, "a valid id"),
            node[Names.Uid].AsString,
            node[Names.ApiVersion].AsString,
            node[Names.ObservedAt].AsTime,
            node[Names.CreatedAt].AsTime,
            node[Names.DeletedAt].AsTime,
            node[Names.LogsSince].AsTime,
            node[Names.Object].AsString,
            node[Names.Former].AsStrings,
            node[Names.FirstObservedAt].AsTime,
            node[Names.PresumedGone].AsBoolean == true
        );

    /// <summary>How the properties are spelled.</summary>
    public static class Names
    {
        /// <summary>What identifies an object and says when it was there: all that is short.</summary>
        public static IReadOnlyCollection<string> Short { get; } =
        [Cluster, Kind, Namespace, Name, Uid, ApiVersion, CreatedAt, ObservedAt, DeletedAt];

        /// <summary>The cluster's name.</summary>
        public const string Cluster = "cluster";

        /// <summary>The Kubernetes kind.</summary>
        public const string Kind = "kind";

        /// <summary>The namespace; empty for a cluster-scoped object.</summary>
        public const string Namespace = "namespace";

        /// <summary>The object's name.</summary>
        public const string Name = "name";

        /// <summary>See <see cref="ResourceNode.LogsSince"/>.</summary>
        public const string LogsSince = "logs_since";

        /// <summary>See <see cref="ResourceNode.DeletedAt"/>.</summary>
        public const string DeletedAt = "deleted_at";

        internal const string Uid = "uid";
        internal const string ApiVersion = "api_version";
        internal const string ObservedAt = "observed_at";
        internal const string CreatedAt = "created_at";
        internal const string Object = "object";
        internal const string Former = "former";
        internal const string FirstObservedAt = "first_observed_at";
        internal const string PresumedGone = "presumed_gone";
    }
}
