using System.Runtime.CompilerServices;
using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Parsing;

/// <summary>
/// Reads Cypher by recursive descent. Where the grammar needs to look far ahead (a pattern or an expression in
/// parentheses), it tries the one and goes back; what failed once at a place is not tried there again.
/// </summary>
internal sealed partial class Parser
{
    private const int MaxCharacters = 256 * 1024;

    // A chain of operators becomes a tree as deep as the chain is long.
    private const int MaxChain = 2_000;

    private readonly SourceText _source;
    private readonly IReadOnlyList<Token> _tokens;
    private readonly HashSet<int> _failedPatterns = [];
    private readonly HashSet<int> _failedComprehensions = [];
    private int _at;

    private Parser(SourceText source) => (_source, _tokens) = (source, Lexer.Read(source));

    /// <summary>Parses a query.</summary>
    /// <exception cref="CypherException">The text is not Cypher.</exception>
    public static Query Parse(string text)
    {
        var source = new SourceText(text);
        if (text.Length > MaxCharacters)
            throw new CypherException(
                CypherErrorKind.LimitExceeded,
                "QueryTooLarge",
                $"The query has {text.Length} characters; {MaxCharacters} are allowed."
            );
        var parser = new Parser(source);
        var query = parser.ParseStatement();
        parser.TakeSymbol(";");
        if (parser.Next.Kind != TokenKind.End)
            throw parser.Next.IsName && parser.Previous.IsSymbol(";")
                ? source.Error("UnexpectedSyntax", "Only one statement may be sent at a time", parser.Next.Position)
                : parser.Unexpected("a clause");
        NestingLimit.Check(query, source);
        return query;
    }

    private Token Next => _tokens[_at];

    private Token Previous => _tokens[_at - 1];

    private Position Here => Next.Position;

    private Token Ahead(int count) => _tokens[Math.Min(_at + count, _tokens.Count - 1)];

    private Token Take() => _tokens[_at++];

    private bool TakeSymbol(string symbol)
    {
        if (!Next.IsSymbol(symbol))
            return false;
        _at++;
        return true;
    }

    private bool TakeWord(string keyword)
    {
        if (!Next.IsWord(keyword))
            return false;
        _at++;
        return true;
    }

    private bool TakeWords(string first, string second)
    {
        if (!Next.IsWord(first) || !Ahead(1).IsWord(second))
            return false;
        _at += 2;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!TakeSymbol(symbol))
            throw Unexpected($"'{symbol}'");
    }

    private void ExpectWord(string keyword)
    {
        if (!TakeWord(keyword))
            throw Unexpected(keyword);
    }

    /// <summary>A name of a variable, which no keyword can be.</summary>
    private string ExpectVariable()
    {
        if (!IsVariable(Next))
            throw Unexpected("a variable");
        return Take().Text;
    }

    /// <summary>A name of a label, a type, a property or a function, which may be a keyword too.</summary>
    private string ExpectName(string what)
    {
        if (!Next.IsName)
            throw Unexpected(what);
        return Take().Text;
    }

    private static bool IsVariable(Token token) =>
        token.Kind == TokenKind.QuotedWord || (token.Kind == TokenKind.Word && !Keywords.IsReserved(token.Text));

    private Items<T> ParseList<T>(Func<T> parse)
    {
        var items = new List<T>();
        do items.Add(parse());
        while (TakeSymbol(","));
        return new Items<T>([.. items]);
    }

    private CypherException Unexpected(string expected)
    {
        var hint = Next.Kind == TokenKind.Word ? Keywords.Similar(Next.Text) : null;
        var message = $"Expected {expected}, found {Next.Shown}";
        return _source.Error(
            "UnexpectedSyntax",
            hint is null ? message : $"{message}; did you mean {hint}?",
            Next.Position
        );
    }

    /// <summary>Tries to parse; goes back to where it was if that is not what stands there.</summary>
    private T? Try<T>(HashSet<int> failed, Func<T?> parse)
        where T : class
    {
        var start = _at;
        if (failed.Contains(start))
            return null;
        try
        {
            if (parse() is { } result)
                return result;
        }
        catch (CypherException exception) when (exception.Detail == "UnexpectedSyntax")
        {
            // It is something else.
        }
        _at = start;
        failed.Add(start);
        return null;
    }

    // Not a mistake that another reading of the text could avoid.
    private CypherException TooLarge(string message) =>
        _source.Error("QueryTooLarge", message, Here, CypherErrorKind.LimitExceeded);

    private void CheckDepth()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TooLarge("The query is nested too deeply");
    }
}
