namespace KgRca.Contracts.Graphs;

/// <summary>A node's identity: its one label, and the value of that label's key property.</summary>
public readonly record struct NodeKey(string Label, string Key)
{
    /// <inheritdoc/>
    public override string ToString() => $"({Label} {Key})";
}

/// <summary>A relationship's identity: there is at most one of a type from one node to another.</summary>
public readonly record struct RelationshipKey(string Type, NodeKey From, NodeKey To)
{
    /// <inheritdoc/>
    public override string ToString() => $"{From}-[{Type}]->{To}";
}

/// <summary>A node as it was read.</summary>
/// <param name="Key">Its identity.</param>
/// <param name="Properties">Its properties without the key, ordered by name (ordinal), none null.</param>
public sealed record Node(NodeKey Key, IReadOnlyList<Property> Properties)
{
    /// <summary>The value of a property, or null where the node lacks it.</summary>
    public PropertyValue this[string name] => Properties.Find(name);
}

/// <summary>A relationship as it was read.</summary>
/// <param name="Key">Its identity.</param>
/// <param name="Properties">Its properties, ordered by name (ordinal), none null.</param>
public sealed record Relationship(RelationshipKey Key, IReadOnlyList<Property> Properties)
{
    /// <summary>The value of a property, or null where the relationship lacks it.</summary>
    public PropertyValue this[string name] => Properties.Find(name);
}

/// <summary>Look-up in a short list of properties.</summary>
public static class PropertyLists
{
    /// <summary>The value under <paramref name="name"/>, or null.</summary>
    public static PropertyValue Find(this IReadOnlyList<Property> properties, string name)
    {
        for (var i = 0; i < properties.Count; i++)
            if (properties[i].Name == name)
                return properties[i].Value;
        return default;
    }
}

/// <summary>A change to a graph. Changes are keyed: applying one twice is applying it once.</summary>
public abstract record GraphChange;

/// <summary>
/// Makes the node if it is absent, and sets the properties given; others stay, and a null value removes one.
/// </summary>
public sealed record UpsertNode(NodeKey Key, IReadOnlyList<Property> Properties) : GraphChange;

/// <summary>Removes the node with its relationships, if it is there.</summary>
public sealed record DeleteNode(NodeKey Key) : GraphChange;

/// <summary>
/// Makes the relationship if it is absent, and sets the properties given; others stay, and a null value removes one.
/// Both nodes must exist, or be made by an earlier change of the same batch.
/// </summary>
public sealed record UpsertRelationship(RelationshipKey Key, IReadOnlyList<Property> Properties) : GraphChange;

/// <summary>Removes the relationship, if it is there.</summary>
public sealed record DeleteRelationship(RelationshipKey Key) : GraphChange;
