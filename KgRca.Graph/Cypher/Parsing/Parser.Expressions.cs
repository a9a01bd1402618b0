using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

internal sealed partial class Parser
{
    // In a comprehension, a bar ends an expression: [x IN list WHERE x:Label | x].
    private bool _barEndsLabel;

    private Expression ParseExpression()
    {
        CheckDepth();
        return ParseChain(ParseXor, () => TakeWord("OR") ? BinaryOperator.Or : null);
    }

    private Expression ParseXor() => ParseChain(ParseAnd, () => TakeWord("XOR") ? BinaryOperator.Xor : null);

    private Expression ParseAnd() => ParseChain(ParseNot, () => TakeWord("AND") ? BinaryOperator.And : null);

    private Expression ParseNot()
    {
        var start = Here;
        var count = 0;
        while (TakeWord("NOT"))
            CheckChain(++count);
        var operand = ParseComparison();
        for (; count > 0; count--)
            operand = new Unary(UnaryOperator.Not, operand) { At = start };
        return operand;
    }

    // 1 < x < 3 means 1 < x AND x < 3.
    private Expression ParseComparison()
    {
        var start = Here;
        var left = ParsePredicate();
        Expression? all = null;
        for (var chain = 0; TakeComparison() is { } comparison; chain++)
        {
            var right = ParsePredicate();
            var pair = new Binary(comparison, left, right) { At = start };
            all = all is null ? pair : new Binary(BinaryOperator.And, all, pair) { At = start };
            left = right;
            CheckChain(chain);
        }
        return all ?? left;
    }

    private BinaryOperator? TakeComparison() =>
        TakeSymbol("=") ? BinaryOperator.Equal
        : TakeSymbol("<>") ? BinaryOperator.NotEqual
        : TakeSymbol("<=") ? BinaryOperator.LessOrEqual
        : TakeSymbol(">=") ? BinaryOperator.GreaterOrEqual
        : TakeSymbol("<") ? BinaryOperator.Less
        : TakeSymbol(">") ? BinaryOperator.Greater
        : null;

    private Expression ParsePredicate()
    {
        var start = Here;
        var left = ParseSum();
        for (var chain = 0; ; chain++)
        {
            CheckChain(chain);
            if (TakeWord("IS"))
            {
                var isNot = TakeWord("NOT");
                ExpectWord("NULL");
                left = new Unary(isNot ? UnaryOperator.IsNotNull : UnaryOperator.IsNull, left) { At = start };
            }
            else if (TakePredicate() is { } predicate)
                left = new Binary(predicate, left, ParseSum()) { At = start };
            else
                return left;
        }
    }

    private BinaryOperator? TakePredicate() =>
        TakeWord("IN") ? BinaryOperator.In
        : TakeWords("STARTS", "WITH") ? BinaryOperator.StartsWith
        : TakeWords("ENDS", "WITH") ? BinaryOperator.EndsWith
        : TakeWord("CONTAINS") ? BinaryOperator.Contains
        : TakeSymbol("=~") ? BinaryOperator.Matches
        : null;

    private Expression ParseSum() =>
        ParseChain(
            ParseProduct,
            () =>
                TakeSymbol("+") || TakeSymbol("||") ? BinaryOperator.Add
                : TakeSymbol("-") ? BinaryOperator.Subtract
                : null
        );

    private Expression ParseProduct() =>
        ParseChain(
            ParsePower,
            () =>
                TakeSymbol("*") ? BinaryOperator.Multiply
                : TakeSymbol("/") ? BinaryOperator.Divide
                : TakeSymbol("%") ? BinaryOperator.Modulo
                : null
        );

    private Expression ParsePower() => ParseChain(ParseSign, () => TakeSymbol("^") ? BinaryOperator.Power : null);

    private Expression ParseSign()
    {
        var start = Here;
        var signs = new Stack<UnaryOperator>();
        while (true)
        {
            if (Next.IsSymbol("-") && Ahead(1).Kind == TokenKind.Integer)
            {
                Take();
                return Signed(ParsePostfix(withLabels: true, isNegative: true));
            }
            if (TakeSymbol("-"))
                signs.Push(UnaryOperator.Minus);
            else if (TakeSymbol("+"))
                signs.Push(UnaryOperator.Plus);
            else
                return Signed(ParsePostfix(withLabels: true));
            CheckChain(signs.Count);
        }

        Expression Signed(Expression operand) =>
            signs.Aggregate(operand, (inner, sign) => new Unary(sign, inner) { At = start });
    }

    private Expression ParsePostfix(bool withLabels, bool isNegative = false)
    {
        var start = Here;
        var target = ParseAtom(isNegative);
        for (var chain = 0; ; chain++)
        {
            CheckChain(chain);
            if (TakeSymbol("."))
                target = new PropertyAccess(target, ExpectName("a property")) { At = start };
            else if (TakeSymbol("["))
                target = ParseSubscript(target) with { At = start };
            else if (withLabels && TakeSymbol(":"))
                target = new HasLabel(target, _barEndsLabel ? ParseLabelAnd() : ParseLabelExpression()) { At = start };
            else
                return target;
        }
    }

    private Expression ParseSubscript(Expression target)
    {
        var from = Next.IsSymbol("..") ? null : ParseInner(ParseExpression);
        if (!TakeSymbol(".."))
        {
            Expect("]");
            return new Subscript(target, from!);
        }
        var to = Next.IsSymbol("]") ? null : ParseInner(ParseExpression);
        Expect("]");
        return new Slice(target, from, to);
    }

    private Expression ParseChain(Func<Expression> operand, Func<BinaryOperator?> take)
    {
        var start = Here;
        var left = operand();
        for (var chain = 0; take() is { } found; chain++)
        {
            left = new Binary(found, left, operand()) { At = start };
            CheckChain(chain);
        }
        return left;
    }

    private void CheckChain(int length)
    {
        if (length > MaxChain)
            throw TooLarge($"More than {MaxChain} operators in a row");
    }

    /// <summary>Parses inside brackets, where a bar may be part of a label again.</summary>
    private T ParseInner<T>(Func<T> parse, bool barEndsLabel = false)
    {
        var before = _barEndsLabel;
        _barEndsLabel = barEndsLabel;
        try
        {
            return parse();
        }
        finally
        {
            _barEndsLabel = before;
        }
    }
}
