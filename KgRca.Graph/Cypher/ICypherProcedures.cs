using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher;

/// <summary>The procedures that a query may call.</summary>
public interface ICypherProcedures
{
    /// <summary>The procedure of a name; null where there is none.</summary>
    CypherProcedure? Find(string name);
}

/// <summary>A procedure.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Columns">What it returns.</param>
/// <param name="Invoke">Calls it with arguments, one for each parameter; gives rows, a value for each column.</param>
public sealed record CypherProcedure(
    string Name,
    IReadOnlyList<CypherField> Parameters,
    IReadOnlyList<CypherField> Columns,
    Func<IGraphSnapshot, IReadOnlyList<object?>, IEnumerable<IReadOnlyList<object?>>> Invoke
);

/// <summary>A parameter or a column of a procedure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Types">The types that its values may have; null is always among the values.</param>
public sealed record CypherField(string Name, CypherTypes Types);
