namespace KgRca.Graph.Cypher.Planning;

/// <summary>What the planning of one query shares.</summary>
internal sealed class PlanContext(IGraphSnapshot graph, ICypherProcedures procedures)
{
    // Names that no variable of a query can have by accident.
    private const char Hidden = '\u0002';

    private int _names;

    public IGraphSnapshot Graph => graph;

    public ICypherProcedures Procedures => procedures;

    /// <summary>The parameters that the query names, each with a place where it does.</summary>
    public Dictionary<string, Position> Parameters { get; } = [];

    public SlotAllocator Slots { get; } = new();

    /// <summary>A name for what has none in the query.</summary>
    public string NewName(string kind) => $"{Hidden}{kind}{_names++}";

    /// <summary>Whether a name was given by <see cref="NewName"/>.</summary>
    public static bool IsHidden(string name) => name.Length > 0 && name[0] == Hidden;

    /// <summary>The scope with slots for variables that have none yet.</summary>
    public SlotScope Declare(SlotScope scope, IEnumerable<string> names) =>
        names.Aggregate(scope, (all, name) => all.Has(name) ? all : all.With(name, Slots.New()));

    /// <summary>The scope with a variable at a new slot, hiding another of that name.</summary>
    public SlotScope Redeclare(SlotScope scope, string name) => scope.With(name, Slots.New());
}
