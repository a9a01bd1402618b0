namespace KgRca.Contracts.Graphs;

/// <summary>
/// What the engine remembers of an object and no client sees, as the graph keeps it under
/// <see cref="GraphSchema.Memory"/>, under the object's own key. It is written property by property.
/// </summary>
public static class MemoryNode
{
    /// <summary>The node that goes with an object's.</summary>
    public static NodeKey KeyOf(NodeKey resource) => new(GraphSchema.Memory, resource.Key);

    /// <summary>An object's node with what is remembered of it.</summary>
    /// <param name="resource">The object's node. In a graph of an earlier version it has what was remembered too.</param>
    /// <param name="memory">What is remembered; null for nothing.</param>
    public static Node Join(Node resource, Node? memory)
    {
        if (memory is null)
            return resource;
        var properties = resource.Properties.Where(property => memory[property.Name].Type == PropertyType.Null);
        return resource with
        {
            Properties =
            [
                .. properties.Concat(memory.Properties).OrderBy(property => property.Name, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>
    /// Moves what an earlier version kept in an object's node to a node of its own, so that clients see it no more.
    /// </summary>
    /// <returns>The changes; none where there is nothing to move.</returns>
    public static IReadOnlyList<GraphChange> Separate(Node resource)
    {
        var remembered = resource.Properties.Where(property => IsRemembered(property.Name)).ToList();
        if (remembered.Count == 0)
            return [];
        return
        [
            new UpsertNode(KeyOf(resource.Key), remembered),
            new UpsertNode(
                resource.Key,
                [.. remembered.Select(property => new Property(property.Name, PropertyValue.Null))]
            ),
        ];
    }

    private static bool IsRemembered(string name) =>
        name is Names.RemovedEdges or Names.Pending or Names.LinesDue
        || name.StartsWith(Names.LinePrefix, StringComparison.Ordinal);

    /// <summary>How the properties are spelled.</summary>
    public static class Names
    {
        /// <summary>
        /// Edges that were seen to be gone, <c>{ms} {TYPE} {id of the other end}</c>, so that an older observation does
        /// not bring them back.
        /// </summary>
        public const string RemovedEdges = "removed_edges";

        /// <summary>
        /// Findings that may not be claimed yet, <c>{ms until when} {old or new} {cause}</c>; <c>old</c>: it was so
        /// before the platform first looked.
        /// </summary>
        public const string Pending = "pending";

        /// <summary>
        /// Of a Pod: what the names of the properties begin with that hold the log lines that are followed.
        /// </summary>
        public const string LinePrefix = "line_";

        /// <summary>Of a Pod: when its log lines are next checked for one that stopped.</summary>
        public const string LinesDue = "lines_due";
    }
}
