namespace KgRca.Graph.Cypher.Syntax;

/// <summary>An expression as written. Two of them are equal where their texts mean the same, wherever they stand.</summary>
internal abstract record Expression
{
    /// <summary>Where it begins.</summary>
    public Place At { get; init; }
}

/// <summary>A position that plays no part in comparing what stands there.</summary>
internal readonly struct Place(Position position) : IEquatable<Place>
{
    public Position Position { get; } = position;

    public static implicit operator Place(Position position) => new(position);

    public static implicit operator Position(Place place) => place.Position;

    public bool Equals(Place other) => true;

    public override bool Equals(object? obj) => obj is Place;

    public override int GetHashCode() => 0;
}

/// <summary>A constant: null, a boolean, a number or a string.</summary>
internal sealed record Literal(object? Value) : Expression;

/// <summary>A parameter: <c>$name</c>.</summary>
internal sealed record Parameter(string Name) : Expression;

/// <summary>A variable.</summary>
internal sealed record Variable(string Name) : Expression;

/// <summary>A property of a node, a relationship or a map, or a component of a temporal value.</summary>
internal sealed record PropertyAccess(Expression Target, string Name) : Expression;

/// <summary><c>[a, b]</c>.</summary>
internal sealed record ListLiteral(Items<Expression> Elements) : Expression;

/// <summary><c>{a: 1}</c>.</summary>
internal sealed record MapLiteral(Items<MapEntry> Entries) : Expression;

/// <summary>A key of a map, with its value.</summary>
internal sealed record MapEntry(string Key, Expression Value);

/// <summary><c>target[index]</c>.</summary>
internal sealed record Subscript(Expression Target, Expression Index) : Expression;

/// <summary><c>target[from..to]</c>.</summary>
internal sealed record Slice(Expression Target, Expression? From, Expression? To) : Expression;

/// <summary>An operator before or after its only operand.</summary>
internal sealed record Unary(UnaryOperator Operator, Expression Operand) : Expression;

/// <summary>An operator between two operands.</summary>
internal sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right) : Expression;

/// <summary><c>target:Label</c>, of a node or a relationship.</summary>
internal sealed record HasLabel(Expression Target, LabelExpression Label) : Expression;

/// <summary>A function, aggregating or not. <c>count(*)</c> has no arguments and <paramref name="IsStar"/>.</summary>
internal sealed record FunctionCall(string Name, Items<Expression> Arguments, bool IsDistinct, bool IsStar)
    : Expression;

/// <summary><c>CASE</c>: with a subject that is compared, or with conditions.</summary>
internal sealed record Case(Expression? Subject, Items<CaseBranch> Branches, Expression? Else) : Expression;

/// <summary><c>WHEN … THEN …</c>.</summary>
internal sealed record CaseBranch(Expression When, Expression Then);

/// <summary><c>[x IN source WHERE condition | projection]</c>.</summary>
internal sealed record ListComprehension(string Variable, Expression Source, Expression? Where, Expression? Projection)
    : Expression;

/// <summary><c>all(x IN source WHERE condition)</c>, and its kin.</summary>
internal sealed record Quantifier(QuantifierKind Kind, string Variable, Expression Source, Expression Where)
    : Expression;

/// <summary><c>reduce(accumulator = initial, x IN source | body)</c>.</summary>
internal sealed record Reduce(
    string Accumulator,
    Expression Initial,
    string Variable,
    Expression Source,
    Expression Body
) : Expression;

/// <summary><c>[p = (a)-->(b) WHERE condition | projection]</c>.</summary>
internal sealed record PatternComprehension(PathPattern Pattern, Expression? Where, Expression Projection) : Expression;

/// <summary>A pattern as a condition: whether there is such a path; or <c>shortestPath(…)</c> as a value.</summary>
internal sealed record PatternExpression(PathPattern Pattern) : Expression;

/// <summary><c>EXISTS { … }</c>, <c>COUNT { … }</c>, <c>COLLECT { … }</c>.</summary>
internal sealed record Subquery(SubqueryKind Kind, Query Query) : Expression;

/// <summary><c>variable {.name, key: value, .*, other}</c>.</summary>
internal sealed record MapProjection(Variable Source, Items<MapProjectionItem> Entries) : Expression;

/// <summary>
/// A part of a map projection: a key with its value; with neither, <c>.*</c>.
/// </summary>
internal sealed record MapProjectionItem(string? Key, Expression? Value);

internal enum UnaryOperator
{
    Not,
    Plus,
    Minus,
    IsNull,
    IsNotNull,
}

internal enum BinaryOperator
{
    Or,
    Xor,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    In,
    StartsWith,
    EndsWith,
    Contains,
    Matches,
}

internal enum QuantifierKind
{
    All,
    Any,
    None,
    Single,
}

internal enum SubqueryKind
{
    Exists,
    Count,
    Collect,
}
