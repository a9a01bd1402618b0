using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>What is known of a value before anything runs.</summary>
/// <param name="Types">The types that it may have.</param>
/// <param name="Elements">Where it is a list, the types that its elements may have.</param>
internal readonly record struct StaticType(CypherTypes Types, CypherTypes Elements = CypherTypes.Any)
{
    public static StaticType Any => new(CypherTypes.Any);

    public static StaticType Boolean => new(CypherTypes.Boolean);

    public static StaticType Node => new(CypherTypes.Node);

    public static StaticType Relationship => new(CypherTypes.Relationship);

    public static StaticType Path => new(CypherTypes.Path);

    public static StaticType Integer => new(CypherTypes.Integer);

    /// <summary>A list of elements of a type.</summary>
    public static StaticType ListOf(CypherTypes elements) => new(CypherTypes.List, elements);

    /// <summary>Whether it may be of one of the types.</summary>
    public bool MayBe(CypherTypes types) => (Types & types) != CypherTypes.None;

    /// <summary>What it is if it is this or the other.</summary>
    public StaticType Or(StaticType other) =>
        new(
            Types | other.Types,
            !MayBe(CypherTypes.List) ? other.Elements
                : !other.MayBe(CypherTypes.List) ? Elements
                : Elements | other.Elements
        );
}
