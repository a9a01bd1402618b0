namespace KgRca.Graph.Cypher;

/// <summary>What kind of mistake stops a query, in openCypher's words.</summary>
public enum CypherErrorKind
{
    /// <summary>The text is not Cypher, or names what does not exist. Found before anything runs.</summary>
    SyntaxError,

    /// <summary>The text is Cypher but its parts contradict each other.</summary>
    SemanticError,

    /// <summary>A value has a type that the operation does not take.</summary>
    TypeError,

    /// <summary>A value has the right type but lies outside what the operation takes.</summary>
    ArgumentError,

    /// <summary>A calculation has no result, such as a division by zero.</summary>
    ArithmeticError,

    /// <summary>The query names a parameter that was not given.</summary>
    ParameterMissing,

    /// <summary>The query calls a procedure that does not exist or may not be called.</summary>
    ProcedureError,

    /// <summary>The query reads a node or a relationship that is no longer there.</summary>
    EntityNotFound,

    /// <summary>The query is Cypher, but asks for what a reader may not do.</summary>
    Forbidden,

    /// <summary>The query used up one of its budgets: rows, memory or time.</summary>
    LimitExceeded,
}

/// <summary>A place in a query's text.</summary>
/// <param name="Offset">Characters before it, from 0.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1.</param>
public readonly record struct Position(int Offset, int Line, int Column);

/// <summary>A query that cannot be parsed, means nothing, or failed while it ran.</summary>
/// <param name="kind">The kind of mistake.</param>
/// <param name="detail">openCypher's code for the mistake, such as <c>UndefinedVariable</c>.</param>
/// <param name="message">What is wrong, for the one who wrote the query.</param>
/// <param name="position">Where in the text, if it has a place there.</param>
public sealed class CypherException(CypherErrorKind kind, string detail, string message, Position? position = null)
    : Exception(message)
{
    /// <summary>The kind of mistake.</summary>
    public CypherErrorKind Kind { get; } = kind;

    /// <summary>openCypher's code for the mistake, such as <c>UndefinedVariable</c>.</summary>
    public string Detail { get; } = detail;

    /// <summary>Where in the query's text the mistake lies; null if it has no place there.</summary>
    public Position? Position { get; } = position;
}
