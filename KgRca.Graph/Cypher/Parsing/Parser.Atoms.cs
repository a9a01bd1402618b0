using System.Globalization;
using System.Numerics;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

internal sealed partial class Parser
{
    private Expression ParseAtom(bool isNegative)
    {
        CheckDepth();
        var start = Here;
        return ParseUnplacedAtom(isNegative) is var atom && atom.At.Position == default
            ? atom with
            {
                At = start,
            }
            : atom;
    }

    private Expression ParseUnplacedAtom(bool isNegative) =>
        Next.Kind switch
        {
            TokenKind.Integer => new Literal(ParseInteger(isNegative)),
            TokenKind.Float => new Literal(ParseFloat()),
            TokenKind.String => new Literal(Take().Text),
            TokenKind.Parameter => new Parameter(Take().Text),
            TokenKind.Symbol when Next.IsSymbol("(") => ParseParenthesis(),
            TokenKind.Symbol when Next.IsSymbol("[") => ParseBracket(),
            TokenKind.Symbol when Next.IsSymbol("{") => ParseMap(),
            TokenKind.Word or TokenKind.QuotedWord => ParseWordAtom(),
            _ => throw Unexpected("an expression"),
        };

    private long ParseInteger(bool isNegative)
    {
        var token = Take();
        var text = token.Text;
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var isOctal = text.StartsWith("0o", StringComparison.OrdinalIgnoreCase);
        var value = BigInteger.Zero;
        var digits = isHex || isOctal ? text.AsSpan(2) : text;
        var radix =
            isHex ? 16
            : isOctal ? 8
            : 10;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
                throw InvalidNumber(token);
            value = value * radix + digit;
            if (value > ulong.MaxValue)
                break;
        }
        if (digits.Length == 0)
            throw InvalidNumber(token);
        if (isNegative)
            value = -value;
        return value >= long.MinValue && value <= long.MaxValue
            ? (long)value
            : throw _source.Error(
                "IntegerOverflow",
                $"{(isNegative ? "-" : "")}{text} is too large: an integer has 64 bits",
                token.Position
            );
    }

    private CypherException InvalidNumber(Token token) =>
        _source.Error("InvalidNumberLiteral", $"'{token.Text}' is no number", token.Position);

    private double ParseFloat()
    {
        var token = Take();
        var value = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value)
            ? value
            : throw _source.Error("FloatingPointOverflow", $"{token.Text} is too large", token.Position);
    }

    private Expression ParseParenthesis()
    {
        if (Try<Expression>(_failedPatterns, ParsePatternExpression) is { } pattern)
            return pattern;
        var start = Take().Position;
        var inner = ParseInner(ParseExpression);
        Expect(")");
        return inner with { At = start };
    }

    private PatternExpression? ParsePatternExpression() =>
        ParseInner(ParsePathPattern) is { Relationships.Count: > 0 } path ? new PatternExpression(path) : null;

    private Expression ParseBracket()
    {
        if (Try(_failedComprehensions, ParseComprehension) is { } comprehension)
            return comprehension;
        Take();
        Items<Expression> items = Next.IsSymbol("]") ? [] : ParseInner(() => ParseList(ParseExpression));
        Expect("]");
        return new ListLiteral(items);
    }

    private Expression? ParseComprehension()
    {
        Expect("[");
        if (IsVariable(Next) && Ahead(1).IsWord("IN"))
            return ParseListComprehension();
        if (!Next.IsSymbol("(") && !(IsVariable(Next) && Ahead(1).IsSymbol("=")))
            return null;
        var path = ParseInner(ParsePathPattern);
        if (path.Relationships.Count == 0)
            return null;
        var where = ParseInner(ParseWhere, barEndsLabel: true);
        Expect("|");
        var projection = ParseInner(ParseExpression);
        Expect("]");
        return new PatternComprehension(path, where, projection);
    }

    private ListComprehension ParseListComprehension()
    {
        var variable = Take().Text;
        Take();
        var source = ParseInner(ParseExpression, barEndsLabel: true);
        var where = ParseInner(ParseWhere, barEndsLabel: true);
        var projection = TakeSymbol("|") ? ParseInner(ParseExpression) : null;
        Expect("]");
        return new ListComprehension(variable, source, where, projection);
    }

    private MapLiteral ParseMap()
    {
        CheckDepth();
        Expect("{");
        Items<MapEntry> entries = Next.IsSymbol("}") ? [] : ParseInner(() => ParseList(ParseMapEntry));
        Expect("}");
        return new MapLiteral(entries);
    }

    private MapEntry ParseMapEntry()
    {
        var key = ExpectName("a key");
        Expect(":");
        return new MapEntry(key, ParseExpression());
    }

    private Expression ParseWordAtom()
    {
        if (Next.Kind == TokenKind.Word && ParseKeywordAtom() is { } atom)
            return atom;
        if (FunctionNameLength() is > 0 and var length)
            return ParseFunction(length);
        var variable = new Variable(ExpectVariable());
        return Next.IsSymbol("{") ? ParseMapProjection(variable) : variable;
    }

    private Expression? ParseKeywordAtom()
    {
        if (TakeWord("NULL"))
            return new Literal(null);
        if (TakeWord("TRUE"))
            return new Literal(true);
        if (TakeWord("FALSE"))
            return new Literal(false);
        if (Next.IsWord("CASE") && !Ahead(1).IsSymbol("("))
            return ParseCase();
        if (Ahead(1).IsSymbol("{"))
            return ParseSubquery();
        if (!Ahead(1).IsSymbol("("))
            return null;
        return Next.Text.ToUpperInvariant() switch
        {
            "CASE" => ParseCase(),
            "ALL" => ParseQuantifier(QuantifierKind.All),
            "ANY" => ParseQuantifier(QuantifierKind.Any),
            "NONE" => ParseQuantifier(QuantifierKind.None),
            "SINGLE" => ParseQuantifier(QuantifierKind.Single),
            "REDUCE" => ParseReduce(),
            "SHORTESTPATH" or "ALLSHORTESTPATHS" => new PatternExpression(ParsePathPattern()),
            _ => null,
        };
    }
}
