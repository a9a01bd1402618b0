using System.Globalization;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

internal sealed partial class Parser
{
    private PathPattern ParsePathPattern()
    {
        CheckDepth();
        var start = Here;
        string? variable = null;
        if (IsVariable(Next) && Ahead(1).IsSymbol("="))
        {
            variable = Take().Text;
            Take();
        }
        var shortest = ParseShortest();
        if (shortest == ShortestKind.None)
            return ParsePath() with { Variable = variable, At = start };
        var path = ParsePath() with { Variable = variable, Shortest = shortest, At = start };
        Expect(")");
        return path;
    }

    private ShortestKind ParseShortest()
    {
        var kind =
            !Ahead(1).IsSymbol("(") ? ShortestKind.None
            : Next.IsWord("shortestPath") ? ShortestKind.One
            : Next.IsWord("allShortestPaths") ? ShortestKind.All
            : ShortestKind.None;
        if (kind != ShortestKind.None)
            _at += 2;
        return kind;
    }

    private PathPattern ParsePath()
    {
        var start = Here;
        var nodes = new List<NodePattern> { ParseNode() };
        var relationships = new List<RelationshipPattern>();
        while (Next.IsSymbol("-") || (Next.IsSymbol("<") && Ahead(1).IsSymbol("-")))
        {
            relationships.Add(ParseRelationship());
            nodes.Add(ParseNode());
        }
        return new PathPattern(null, ShortestKind.None, [.. nodes], [.. relationships]) { At = start };
    }

    private NodePattern ParseNode()
    {
        CheckDepth();
        var start = Here;
        Expect("(");
        var variable = IsVariable(Next) ? Take().Text : null;
        var label = TakeSymbol(":") || TakeWord("IS") ? ParseLabelExpression() : null;
        var properties = ParsePatternProperties();
        var where = ParseWhere();
        Expect(")");
        return new NodePattern(variable, label, properties, where) { At = start };
    }

    private RelationshipPattern ParseRelationship()
    {
        var start = Here;
        var isLeft = TakeSymbol("<");
        Expect("-");
        string? variable = null;
        LabelExpression? type = null;
        HopRange? hops = null;
        Expression? properties = null;
        Expression? where = null;
        if (TakeSymbol("["))
        {
            variable = IsVariable(Next) ? Take().Text : null;
            type = TakeSymbol(":") || TakeWord("IS") ? ParseLabelExpression() : null;
            hops = TakeSymbol("*") ? ParseHops() : null;
            if (hops is null && Next.IsSymbol(".."))
                throw _source.Error(
                    "InvalidRelationshipPattern",
                    "A relationship of several hops is written with a '*': [:TYPE*1..3]",
                    Here
                );
            properties = ParsePatternProperties();
            where = ParseWhere();
            Expect("]");
        }
        Expect("-");
        var isRight = TakeSymbol(">");
        var direction =
            isLeft == isRight ? PatternDirection.Either
            : isLeft ? PatternDirection.Left
            : PatternDirection.Right;
        return new RelationshipPattern(variable, type, direction, hops, properties, where) { At = start };
    }

    private HopRange ParseHops()
    {
        var from = ParseHopCount();
        if (!TakeSymbol(".."))
            return new HopRange(from, from);
        return new HopRange(from ?? 1, ParseHopCount());
    }

    private long? ParseHopCount()
    {
        if (Next.IsSymbol("-"))
            throw _source.Error("InvalidRelationshipPattern", "A number of hops cannot be negative", Here);
        if (Next.Kind != TokenKind.Integer)
            return null;
        return
            long.TryParse(Next.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && Take() != default
            ? count
            : throw Unexpected("a number of hops");
    }

    private Expression? ParsePatternProperties() =>
        Next.IsSymbol("{") ? ParseMap()
        : Next.Kind == TokenKind.Parameter ? new Parameter(Next.Text) { At = Take().Position }
        : null;

    private LabelExpression ParseLabelExpression()
    {
        var left = ParseLabelAnd();
        for (var chain = 0; TakeSymbol("|"); chain++)
        {
            TakeSymbol(":");
            left = new OrLabel(left, ParseLabelAnd());
            CheckChain(chain);
        }
        return left;
    }

    private LabelExpression ParseLabelAnd()
    {
        var left = ParseLabelNot();
        for (var chain = 0; Next.IsSymbol("&") || Next.IsSymbol(":"); chain++)
        {
            var isColon = Take().IsSymbol(":");
            left = new AndLabel(left, ParseLabelNot(), isColon);
            CheckChain(chain);
        }
        return left;
    }

    private LabelExpression ParseLabelNot()
    {
        CheckDepth();
        if (TakeSymbol("!"))
            return new NotLabel(ParseLabelNot());
        if (TakeSymbol("%"))
            return new AnyLabel();
        if (!TakeSymbol("("))
            return new LabelName(ExpectName("a label"));
        var inner = ParseLabelExpression();
        Expect(")");
        return inner;
    }
}
