using System.Collections.Immutable;

namespace KgRca.Graph.Cypher.Planning;

/// <summary>Where the values of the variables at a place of a query lie in the row.</summary>
internal sealed record SlotScope(ImmutableList<string> Names, ImmutableDictionary<string, int> Slots)
{
    public static readonly SlotScope Empty = new([], ImmutableDictionary<string, int>.Empty);

    /// <summary>The slot of a variable.</summary>
    public int this[string name] => Slots[name];

    /// <summary>Whether there is such a variable.</summary>
    public bool Has(string name) => Slots.ContainsKey(name);

    /// <summary>The scope with a variable at a slot.</summary>
    public SlotScope With(string name, int slot) =>
        new(Slots.ContainsKey(name) ? Names : Names.Add(name), Slots.SetItem(name, slot));

    /// <summary>The scope with another's variables on top.</summary>
    public SlotScope With(SlotScope other) => other.Names.Aggregate(this, (all, name) => all.With(name, other[name]));
}

/// <summary>
/// Gives out slots. A row is one array for the whole query: each operator writes its own slots, and reads those of
/// the operators before it; who keeps rows copies what it needs of them.
/// </summary>
internal sealed class SlotAllocator
{
    /// <summary>How many slots the row needs.</summary>
    public int Count { get; private set; }

    /// <summary>A slot that nobody else has.</summary>
    public int New() => Count++;
}
