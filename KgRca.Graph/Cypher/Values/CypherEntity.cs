namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// A node or a relationship, as one committed state of the graph has it. What is expensive to read is read when asked
/// for. Two are equal if they are of the same kind and have the same <see cref="Id"/>.
/// </summary>
public abstract class CypherEntity
{
    /// <summary>A number that no other entity of its kind has in this graph; what <c>id()</c> returns.</summary>
    public abstract long Id { get; }

    /// <summary>A text that no other entity of its kind has in this graph; what <c>elementId()</c> returns.</summary>
    public abstract string ElementId { get; }

    /// <summary>All properties.</summary>
    public abstract CypherMap Properties { get; }

    /// <summary>The value of a property; null if there is no such property.</summary>
    public virtual object? Get(string key) => Properties.Get(key);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) =>
        obj is CypherEntity entity && Id == entity.Id && this is CypherNode == entity is CypherNode;

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Id.GetHashCode();

    /// <summary>The entity as Cypher writes it.</summary>
    public sealed override string ToString() => CypherText.Format(this);
}

/// <summary>A node.</summary>
public abstract class CypherNode : CypherEntity
{
    /// <summary>The labels, each once.</summary>
    public abstract IReadOnlyList<string> Labels { get; }
}

/// <summary>A relationship.</summary>
public abstract class CypherRelationship : CypherEntity
{
    /// <summary>The type.</summary>
    public abstract string Type { get; }

    /// <summary>The <see cref="CypherEntity.Id"/> of the node where it starts.</summary>
    public abstract long StartId { get; }

    /// <summary>The <see cref="CypherEntity.Id"/> of the node where it ends.</summary>
    public abstract long EndId { get; }

    /// <summary>The node where it starts.</summary>
    public abstract CypherNode Start { get; }

    /// <summary>The node where it ends.</summary>
    public abstract CypherNode End { get; }
}
