using KgRca.Graph.Cypher.Parsing;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>What all checks of a query share: its text, to point into, and the procedures that there are.</summary>
internal sealed class CheckContext(SourceText source, ICypherProcedures procedures)
{
    private readonly SourceText _source = source;

    public ICypherProcedures Procedures => procedures;

    /// <summary>A mistake in the query.</summary>
    public CypherException Error(
        string detail,
        string message,
        Position at,
        CypherErrorKind kind = CypherErrorKind.SyntaxError
    ) => _source.Error(detail, message, at, kind);

    /// <summary>A variable that is not there, with the one that may be meant.</summary>
    public CypherException Undefined(string name, Scope scope, Position at)
    {
        var similar = scope.Names.Find(known => Keywords.Distance(known, name) == 1);
        var hint = similar is null ? "" : $"; did you mean '{similar}'?";
        return Error("UndefinedVariable", $"There is no variable '{name}' here{hint}", at);
    }

    /// <summary>Checks that a value may be of one of the types that its place takes.</summary>
    public void Require(
        StaticType type,
        CypherTypes wanted,
        string what,
        Position at,
        CypherErrorKind kind = CypherErrorKind.SyntaxError
    )
    {
        if (!type.MayBe(wanted))
            throw Error("InvalidArgumentType", $"{what} must be {wanted}, not {type.Types}", at, kind);
    }
}
