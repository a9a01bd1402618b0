using System.Globalization;

namespace KgRca.Graph.Cypher.Parsing;

/// <summary>Cuts a query's text into tokens.</summary>
internal sealed class Lexer(SourceText source)
{
    private static readonly string[] DoubleSymbols = ["<=", ">=", "<>", "=~", "..", "+=", "||"];
    private const string Symbols = "()[]{}<>=+-*/%^,.:;|&!$";

    private readonly string _text = source.Text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>All tokens, the last of them the end.</summary>
    /// <exception cref="CypherException">Something in the text is no token.</exception>
    public static IReadOnlyList<Token> Read(SourceText source)
    {
        var lexer = new Lexer(source);
        while (lexer.SkipBlank())
            lexer.ReadToken();
        lexer._tokens.Add(new Token(TokenKind.End, "", lexer.Here, lexer._at));
        return lexer._tokens;
    }

    private Position Here => new(_at, _line, _at - _lineStart + 1);

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool SkipBlank()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '\n')
                (_line, _lineStart) = (_line + 1, _at + 1);
            if (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\uFEFF')
                _at++;
            else if (Peek() == '/' && Peek(1) == '/')
                _at = _text.IndexOf('\n', _at) is >= 0 and var end ? end : _text.Length;
            else if (Peek() == '/' && Peek(1) == '*')
                SkipComment();
            else
                return true;
        }
        return false;
    }

    private void SkipComment()
    {
        var start = Here;
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw source.Error("UnexpectedSyntax", "The comment has no end: '*/' is missing", start);
        for (; _at < end + 2; _at++)
            if (_text[_at] == '\n')
                (_line, _lineStart) = (_line + 1, _at + 1);
    }

    private void ReadToken()
    {
        var start = Here;
        var first = Peek();
        if (IsWordStart(first))
            Add(TokenKind.Word, ReadWord(), start);
        else if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(Peek(1)) && !AfterDot()))
            ReadNumber(start);
        else if (first is '\'' or '"')
            Add(TokenKind.String, StringReader().Read(ref _at), start);
        else if (first == '`')
            Add(TokenKind.QuotedWord, ReadQuoted(start), start);
        else if (first == '$' && (IsWordStart(Peek(1)) || char.IsAsciiDigit(Peek(1)) || Peek(1) == '`'))
            ReadParameter(start);
        else
            ReadSymbol(start);
        CountLines(start);
    }

    // Strings and quoted names may hold line breaks.
    private void CountLines(Position start)
    {
        if (_tokens[^1].Kind is not (TokenKind.String or TokenKind.QuotedWord))
            return;
        for (var i = start.Offset; i < _at; i++)
            if (_text[i] == '\n')
                (_line, _lineStart) = (_line + 1, i + 1);
    }

    private bool AfterDot() => _tokens.Count > 0 && _tokens[^1].End == _at && _tokens[^1].IsSymbol(".");

    private StringToken StringReader() => new(source, Here);

    private void ReadSymbol(Position start)
    {
        var symbol = Array.Find(DoubleSymbols, two => string.CompareOrdinal(_text, _at, two, 0, 2) == 0);
        if (symbol is null && !Symbols.Contains(Peek()))
        {
            var shown = char.IsHighSurrogate(Peek())
                ? _text.Substring(_at, Math.Min(2, _text.Length - _at))
                : $"{Peek()}";
            throw source.Error(
                char.IsAscii(Peek()) ? "UnexpectedSyntax" : "InvalidUnicodeCharacter",
                $"'{shown}' means nothing here",
                start
            );
        }
        symbol ??= Peek().ToString();
        _at += symbol.Length;
        Add(TokenKind.Symbol, symbol, start);
    }

    private void ReadParameter(Position start)
    {
        _at++;
        var at = _at;
        if (Peek() == '`')
        {
            Add(TokenKind.Parameter, ReadQuoted(start), start);
            return;
        }
        while (IsWordPart(Peek()))
            _at++;
        Add(TokenKind.Parameter, _text[at.._at], start);
    }

    private string ReadWord()
    {
        var at = _at;
        while (IsWordPart(Peek()))
            _at++;
        return _text[at.._at];
    }

    private string ReadQuoted(Position start)
    {
        var at = _at + 1;
        for (_at++; ; _at++)
        {
            if (_at >= _text.Length)
                throw source.Error("UnexpectedSyntax", "The name has no end: '`' is missing", start);
            if (Peek() != '`')
                continue;
            if (Peek(1) != '`')
                break;
            _at++;
        }
        return _text[at.._at++].Replace("``", "`");
    }

    private void ReadNumber(Position start)
    {
        var at = _at;
        var isFloat = false;
        if (Peek() == '0' && Peek(1) is 'x' or 'X' or 'o' or 'O')
        {
            while (char.IsLetterOrDigit(Peek()))
                _at++;
        }
        else
        {
            SkipDigits();
            if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
            {
                isFloat = true;
                _at++;
                SkipDigits();
            }
            var sign = Peek(1) is '+' or '-' ? 2 : 1;
            if (Peek() is 'e' or 'E' && char.IsAsciiDigit(Peek(sign)))
            {
                isFloat = true;
                _at += sign;
                SkipDigits();
            }
        }
        // Letters that run on make it no number, which the parser says where it expects one.
        isFloat &= !IsWordStart(Peek());
        while (IsWordPart(Peek()))
            _at++;
        Add(isFloat ? TokenKind.Float : TokenKind.Integer, _text[at.._at], start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek()))
            _at++;
    }

    private void Add(TokenKind kind, string text, Position start) => _tokens.Add(new Token(kind, text, start, _at));

    private static bool IsWordStart(char c) => char.IsLetter(c) || c == '_' || IsConnector(c);

    private static bool IsWordPart(char c) =>
        char.IsLetterOrDigit(c)
        || c == '_'
        || IsConnector(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;

    private static bool IsConnector(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.ConnectorPunctuation;
}
