namespace KgRca.Graph.Cypher.Syntax;

/// <summary>A whole query: parts joined by <c>UNION</c>.</summary>
/// <param name="Mode">Whether to run it, or to show its plan.</param>
/// <param name="Parts">What is joined.</param>
/// <param name="KeepsDuplicates">Whether by <c>UNION ALL</c>.</param>
internal sealed record Query(QueryMode Mode, Items<SingleQuery> Parts, bool KeepsDuplicates);

/// <summary>Clauses, each working on the rows of the one before.</summary>
internal sealed record SingleQuery(Items<Clause> Clauses);

internal enum QueryMode
{
    Run,
    Explain,
    Profile,
}

/// <summary>A clause.</summary>
internal abstract record Clause
{
    /// <summary>Where it begins.</summary>
    public Place At { get; init; }

    /// <summary>Its keywords, as a message names it.</summary>
    public abstract string Name { get; }
}

/// <summary><c>MATCH</c>.</summary>
internal sealed record Match(bool IsOptional, Items<PathPattern> Patterns, Expression? Where) : Clause
{
    public override string Name => IsOptional ? "OPTIONAL MATCH" : "MATCH";
}

/// <summary><c>UNWIND list AS variable</c>.</summary>
internal sealed record Unwind(Expression Source, string Variable) : Clause
{
    public override string Name => "UNWIND";
}

/// <summary><c>WITH</c> or <c>RETURN</c>: what goes on to the next clause, or out.</summary>
internal sealed record Projection(
    bool IsReturn,
    bool IsDistinct,
    bool IsStar,
    Items<ProjectionItem> Entries,
    Items<SortItem> OrderBy,
    Expression? Skip,
    Expression? Limit,
    Expression? Where
) : Clause
{
    public override string Name => IsReturn ? "RETURN" : "WITH";
}

/// <summary>A column, with the name that it gets; unnamed ones are called by their text.</summary>
internal sealed record ProjectionItem(Expression Value, string Name, bool HasAlias)
{
    /// <summary>Where it begins.</summary>
    public Place At { get; init; }
}

/// <summary>An expression to order by.</summary>
internal sealed record SortItem(Expression Value, bool IsDescending);

/// <summary><c>CALL procedure(…) YIELD …</c>. Without parentheses, parameters are the arguments.</summary>
internal sealed record CallProcedure(
    string Procedure,
    Items<Expression>? Arguments,
    bool YieldsAll,
    Items<YieldItem>? Yield,
    Expression? Where
) : Clause
{
    public override string Name => "CALL";
}

/// <summary>A column of a procedure, with the name that it gets.</summary>
internal sealed record YieldItem(string Column, string Variable);

/// <summary><c>CALL { … }</c>.</summary>
/// <param name="Query">What is called, once for each row.</param>
/// <param name="Imports">The variables named in <c>CALL (a, b) { … }</c>; null for the older form, which begins with
/// <c>WITH</c>.</param>
/// <param name="ImportsAll">Whether all are imported: <c>CALL (*) { … }</c>.</param>
/// <param name="InTransactions">Whether it asks for <c>IN TRANSACTIONS</c>.</param>
internal sealed record CallSubquery(Query Query, Items<string>? Imports, bool ImportsAll, bool InTransactions) : Clause
{
    public override string Name => InTransactions ? "CALL { … } IN TRANSACTIONS" : "CALL { … }";
}

/// <summary>A clause that only an administrator or a loader needs; its text is not looked at.</summary>
internal sealed record OtherClause(string Keyword) : Clause
{
    public override string Name => Keyword;
}
