using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

internal sealed partial class Parser
{
    private static readonly string[] QueryStarts =
    [
        "MATCH",
        "OPTIONAL",
        "WITH",
        "UNWIND",
        "CALL",
        "RETURN",
        "CREATE",
        "MERGE",
        "SET",
        "DELETE",
        "DETACH",
        "REMOVE",
        "FOREACH",
    ];

    private Case ParseCase()
    {
        Take();
        var subject = Next.IsWord("WHEN") ? null : ParseInner(ParseExpression);
        var branches = new List<CaseBranch>();
        while (TakeWord("WHEN"))
        {
            var when = ParseInner(ParseExpression);
            ExpectWord("THEN");
            branches.Add(new CaseBranch(when, ParseInner(ParseExpression)));
        }
        if (branches.Count == 0)
            throw Unexpected("WHEN");
        var otherwise = TakeWord("ELSE") ? ParseInner(ParseExpression) : null;
        ExpectWord("END");
        return new Case(subject, [.. branches], otherwise);
    }

    private Subquery? ParseSubquery()
    {
        var kind =
            Next.IsWord("EXISTS") ? SubqueryKind.Exists
            : Next.IsWord("COUNT") ? SubqueryKind.Count
            : Next.IsWord("COLLECT") ? SubqueryKind.Collect
            : default(SubqueryKind?);
        if (kind is null)
            return null;
        _at += 2;
        var query = ParseInner<Query>(QueryStarts.Any(Next.IsWord) ? ParseQuery : ParsePatternQuery);
        Expect("}");
        return new Subquery(kind.Value, query);
    }

    // EXISTS { (a)-->(b) WHERE … } stands for EXISTS { MATCH (a)-->(b) WHERE … }.
    private Query ParsePatternQuery()
    {
        var match = ParseMatch(isOptional: false) with { At = Here };
        return new Query(QueryMode.Run, [new SingleQuery([match])], false);
    }

    private Quantifier? ParseQuantifier(QuantifierKind kind)
    {
        if (!IsVariable(Ahead(2)) || !Ahead(3).IsWord("IN"))
            return null;
        _at += 2;
        var variable = Take().Text;
        Take();
        var source = ParseInner(ParseExpression);
        ExpectWord("WHERE");
        var where = ParseInner(ParseExpression);
        Expect(")");
        return new Quantifier(kind, variable, source, where);
    }

    private Reduce ParseReduce()
    {
        _at += 2;
        var accumulator = ExpectVariable();
        Expect("=");
        var initial = ParseInner(ParseExpression);
        Expect(",");
        var variable = ExpectVariable();
        ExpectWord("IN");
        var source = ParseInner(ParseExpression, barEndsLabel: true);
        Expect("|");
        var body = ParseInner(ParseExpression);
        Expect(")");
        return new Reduce(accumulator, initial, variable, source, body);
    }

    // How many tokens make up the name of a function that is called here; 0 where none is.
    private int FunctionNameLength()
    {
        var length = 1;
        while (Ahead(length).IsSymbol(".") && Ahead(length + 1).IsName)
            length += 2;
        return Ahead(length).IsSymbol("(") ? length : 0;
    }

    private FunctionCall ParseFunction(int length)
    {
        var name = string.Concat(Enumerable.Range(0, length).Select(index => Ahead(index).Text));
        _at += length + 1;
        if (TakeSymbol("*"))
        {
            Expect(")");
            return new FunctionCall(name, [], false, true);
        }
        var isDistinct = TakeWord("DISTINCT");
        Items<Expression> arguments = Next.IsSymbol(")") ? [] : ParseInner(() => ParseList(ParseExpression));
        Expect(")");
        return new FunctionCall(name, arguments, isDistinct, false);
    }

    private MapProjection ParseMapProjection(Variable source)
    {
        Expect("{");
        Items<MapProjectionItem> items = Next.IsSymbol("}") ? [] : ParseInner(() => ParseList(ParseMapProjectionItem));
        Expect("}");
        return new MapProjection(source, items);

        MapProjectionItem ParseMapProjectionItem()
        {
            if (TakeSymbol("."))
            {
                if (TakeSymbol("*"))
                    return new MapProjectionItem(null, null);
                var at = Here;
                var name = ExpectName("a property");
                return new MapProjectionItem(name, new PropertyAccess(source, name) { At = at });
            }
            var start = Here;
            var key = ExpectName("a key");
            return new MapProjectionItem(key, TakeSymbol(":") ? ParseExpression() : new Variable(key) { At = start });
        }
    }
}
