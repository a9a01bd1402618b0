using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

internal sealed partial class Parser
{
    private static readonly string[] OtherClauses =
    [
        "USE",
        "LOAD",
        "SHOW",
        "DROP",
        "ALTER",
        "GRANT",
        "DENY",
        "REVOKE",
        "START",
        "STOP",
        "TERMINATE",
        "RENAME",
        "ENABLE",
        "DEALLOCATE",
        "REALLOCATE",
    ];

    private static readonly string[] SchemaWords =
    [
        "INDEX",
        "CONSTRAINT",
        "DATABASE",
        "COMPOSITE",
        "ALIAS",
        "USER",
        "ROLE",
        "OR",
        "FULLTEXT",
        "TEXT",
        "POINT",
        "RANGE",
        "LOOKUP",
        "VECTOR",
        "BTREE",
        "UNIQUE",
        "SERVER",
    ];

    private Query ParseStatement()
    {
        var mode =
            TakeWord("EXPLAIN") ? QueryMode.Explain
            : TakeWord("PROFILE") ? QueryMode.Profile
            : QueryMode.Run;
        return ParseQuery() with { Mode = mode };
    }

    private Query ParseQuery()
    {
        CheckDepth();
        var parts = new List<SingleQuery> { ParseSingleQuery() };
        var keepsDuplicates = default(bool?);
        while (Next.IsWord("UNION"))
        {
            var start = Take().Position;
            var all = TakeWord("ALL");
            TakeWord("DISTINCT");
            if (keepsDuplicates is { } before && before != all)
                throw _source.Error("InvalidClauseComposition", "UNION and UNION ALL cannot be mixed", start);
            keepsDuplicates = all;
            parts.Add(ParseSingleQuery());
        }
        return new Query(QueryMode.Run, [.. parts], keepsDuplicates ?? false);
    }

    private SingleQuery ParseSingleQuery()
    {
        var clauses = new List<Clause>();
        while (TryParseClause() is { } clause)
            clauses.Add(clause);
        return clauses.Count > 0 ? new SingleQuery([.. clauses]) : throw Unexpected("a clause");
    }

    private Clause? TryParseClause()
    {
        var start = Here;
        return ParseClause() is { } clause ? clause with { At = start } : null;
    }

    private Clause? ParseClause() =>
        TakeWords("OPTIONAL", "MATCH") ? ParseMatch(isOptional: true)
        : TakeWord("MATCH") ? ParseMatch(isOptional: false)
        : TakeWord("UNWIND") ? ParseUnwind()
        : TakeWord("WITH") ? ParseProjection(isReturn: false)
        : TakeWord("RETURN") ? ParseProjection(isReturn: true)
        : Next.IsWord("CALL") ? ParseCall()
        : ParseOtherClause() ?? (Clause?)ParseWritingClause();

    private Match ParseMatch(bool isOptional)
    {
        var patterns = ParseList(ParsePathPattern);
        return new Match(isOptional, patterns, ParseWhere());
    }

    private Expression? ParseWhere() => TakeWord("WHERE") ? ParseExpression() : null;

    private Unwind ParseUnwind()
    {
        var source = ParseExpression();
        ExpectWord("AS");
        return new Unwind(source, ExpectVariable());
    }

    private Projection ParseProjection(bool isReturn)
    {
        var isDistinct = TakeWord("DISTINCT");
        var isStar = TakeSymbol("*");
        Items<ProjectionItem> items = !isStar || TakeSymbol(",") ? ParseList(ParseProjectionItem) : [];
        Items<SortItem> orderBy = TakeWords("ORDER", "BY") ? ParseList(ParseSortItem) : [];
        var skip = TakeWord("SKIP") || TakeWord("OFFSET") ? ParseExpression() : null;
        var limit = TakeWord("LIMIT") ? ParseExpression() : null;
        var where = isReturn ? null : ParseWhere();
        return new Projection(isReturn, isDistinct, isStar, items, orderBy, skip, limit, where);
    }

    private ProjectionItem ParseProjectionItem()
    {
        var start = Here;
        var value = ParseExpression();
        var text = _source.Text[start.Offset..Previous.End];
        var hasAlias = TakeWord("AS");
        var name =
            hasAlias ? ExpectVariable()
            : value is Variable variable ? variable.Name
            : text;
        return new ProjectionItem(value, name, hasAlias) { At = start };
    }

    private SortItem ParseSortItem()
    {
        var value = ParseExpression();
        var isDescending = TakeWord("DESC") || TakeWord("DESCENDING");
        if (!isDescending && !TakeWord("ASC"))
            TakeWord("ASCENDING");
        return new SortItem(value, isDescending);
    }

    private Clause ParseCall()
    {
        Take();
        if (TakeSymbol("{"))
            return ParseCallSubquery(null, importsAll: false);
        if (!Next.IsSymbol("("))
            return ParseCallProcedure();
        Take();
        if (TakeSymbol("*"))
        {
            Expect(")");
            Expect("{");
            return ParseCallSubquery(null, importsAll: true);
        }
        Items<string> imports = Next.IsSymbol(")") ? [] : ParseList(ExpectVariable);
        Expect(")");
        Expect("{");
        return ParseCallSubquery(imports, importsAll: false);
    }

    private CallSubquery ParseCallSubquery(Items<string>? imports, bool importsAll)
    {
        var query = ParseQuery();
        Expect("}");
        var inTransactions = TakeWord("IN");
        if (inTransactions)
            SkipTransactions();
        return new CallSubquery(query, imports, importsAll, inTransactions);
    }

    private void SkipTransactions()
    {
        while (Next.Kind != TokenKind.End && !Next.IsWord("RETURN") && !Next.IsSymbol(";"))
            Take();
    }

    private CallProcedure ParseCallProcedure()
    {
        var name = ExpectName("a procedure");
        while (TakeSymbol("."))
            name += "." + ExpectName("a procedure");
        Items<Expression>? arguments = null;
        if (TakeSymbol("("))
        {
            arguments = Next.IsSymbol(")") ? new Items<Expression>([]) : ParseList(ParseExpression);
            Expect(")");
        }
        if (!TakeWord("YIELD"))
            return new CallProcedure(name, arguments, false, null, null);
        if (TakeSymbol("*"))
            return new CallProcedure(name, arguments, true, null, ParseWhere());
        return new CallProcedure(name, arguments, false, ParseList(ParseYieldItem), ParseWhere());
    }

    private YieldItem ParseYieldItem()
    {
        var column = ExpectName("a column");
        return new YieldItem(column, TakeWord("AS") ? ExpectVariable() : column);
    }

    private OtherClause? ParseOtherClause()
    {
        var isSchema = Next.IsWord("CREATE") && SchemaWords.Any(Ahead(1).IsWord);
        if (!isSchema && !OtherClauses.Any(Next.IsWord))
            return null;
        var keyword = Take().Text.ToUpperInvariant();
        if (isSchema || keyword is "LOAD" or "SHOW" or "DROP" && Next.IsName)
            keyword += " " + Take().Text.ToUpperInvariant();
        while (Next.Kind != TokenKind.End && !Next.IsSymbol(";"))
            Take();
        return new OtherClause(keyword);
    }
}
