using System.Collections.Immutable;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>The variables at a place of a query, with what is known of each; in the order of their coming.</summary>
internal sealed class Scope
{
    public static readonly Scope Empty = new([], ImmutableDictionary<string, StaticType>.Empty);

    private readonly ImmutableDictionary<string, StaticType> _types;

    private Scope(ImmutableList<string> names, ImmutableDictionary<string, StaticType> types) =>
        (Names, _types) = (names, types);

    /// <summary>The variables' names.</summary>
    public ImmutableList<string> Names { get; }

    /// <summary>What is known of a variable; null where there is none of that name.</summary>
    public StaticType? Find(string name) => _types.TryGetValue(name, out var type) ? type : null;

    /// <summary>The scope with one more variable, or with another one under the same name.</summary>
    public Scope With(string name, StaticType type) =>
        new(_types.ContainsKey(name) ? Names : Names.Add(name), _types.SetItem(name, type));
}
