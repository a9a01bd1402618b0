namespace KgRca.Graph.Cypher.Parsing;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>A name in backticks, never a keyword.</summary>
    QuotedWord,

    Integer,
    Float,
    String,
    Parameter,
    Symbol,
    End,
}

/// <summary>A piece of a query's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the digits, the string's value or the symbol.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="End">Characters before its end.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Position Position, int End)
{
    public bool IsWord(string keyword) =>
        Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsName => Kind is TokenKind.Word or TokenKind.QuotedWord;

    /// <summary>How a message names it.</summary>
    public string Shown =>
        Kind switch
        {
            TokenKind.End => "the end of the query",
            TokenKind.String => "a string",
            TokenKind.Parameter => $"'${Text}'",
            _ => $"'{Text}'",
        };
}
