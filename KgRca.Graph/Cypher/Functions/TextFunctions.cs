using System.Text;
using KgRca.Graph.Cypher.Values;
using static KgRca.Graph.Cypher.Functions.Signature;

namespace KgRca.Graph.Cypher.Functions;

/// <summary>Functions of texts. Positions and lengths count code points.</summary>
internal static class TextFunctions
{
    private static readonly Dictionary<string, NormalizationForm> Forms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["NFC"] = NormalizationForm.FormC,
        ["NFD"] = NormalizationForm.FormD,
        ["NFKC"] = NormalizationForm.FormKC,
        ["NFKD"] = NormalizationForm.FormKD,
    };

    public static IEnumerable<CypherFunction> All =>
        [
            Function("toLower", Text, Text, text => ((string)text).ToLowerInvariant()),
            Function("lower", Text, Text, text => ((string)text).ToLowerInvariant()),
            Function("toUpper", Text, Text, text => ((string)text).ToUpperInvariant()),
            Function("upper", Text, Text, text => ((string)text).ToUpperInvariant()),
            Trimming("trim", (text, what) => TrimEnd(TrimStart(text, what), what)),
            Trimming("btrim", (text, what) => TrimEnd(TrimStart(text, what), what)),
            Trimming("ltrim", TrimStart),
            Trimming("rtrim", TrimEnd),
            Function("char_length", Text, Integer, text => Texts.Length((string)text)),
            Function("character_length", Text, Integer, text => Texts.Length((string)text)),
            Function("left", [Text, Integer], Text, args => Texts.Part(TextOf(args), 0, Count("left", args[1]))),
            Function("right", [Text, Integer], Text, args => Right(TextOf(args), Count("right", args[1]))),
            Function("substring", [Text, Integer, Integer], Text, Substring, minArgs: 2),
            Function(
                "replace",
                [Text, Text, Text],
                Text,
                args => Replace(TextOf(args), (string)args[1]!, (string)args[2]!)
            ),
            Function("split", [Text, Text | List], List, args => Split(TextOf(args), args[1]!)),
            Function("normalize", [Text, Text], Text, Normalize, minArgs: 1),
            Function("isNormalized", [Text, Text], Bool, args => TextOf(args).IsNormalized(Form(args)), minArgs: 1),
        ];

    private static CypherFunction Trimming(string name, Func<string, string?, string> trim) =>
        Function(
            name,
            [Text, Text],
            Text,
            args => trim(TextOf(args), args.ElementAtOrDefault(1) as string),
            minArgs: 1
        );

    private static string TextOf(object?[] args) => (string)args[0]!;

    private static string TrimStart(string text, string? what) =>
        what is null ? text.TrimStart() : text.TrimStart(what.ToCharArray());

    private static string TrimEnd(string text, string? what) =>
        what is null ? text.TrimEnd() : text.TrimEnd(what.ToCharArray());

    private static string Right(string text, long length)
    {
        var skipped = Texts.Length(text) - length;
        return skipped <= 0 ? text : Texts.Part(text, skipped, length);
    }

    private static string Substring(object?[] args)
    {
        var start = Count("substring", args[1]);
        var length = args.Length > 2 ? Count("substring", args[2]) : long.MaxValue;
        return Texts.Part(TextOf(args), start, length);
    }

    private static string Replace(string text, string search, string replacement)
    {
        if (search.Length == 0)
            return text;
        var longest = (long)text.Length / search.Length * Math.Max(replacement.Length, search.Length);
        var isLargeAtWorst = longest + search.Length > CypherArithmetic.MaxTextLength;
        if (isLargeAtWorst && ReplacedLength(text, search, replacement) > CypherArithmetic.MaxTextLength)
            throw CypherErrors.TooLarge("A text", CypherArithmetic.MaxTextLength);
        return text.Replace(search, replacement, StringComparison.Ordinal);
    }

    private static long ReplacedLength(string text, string search, string replacement)
    {
        var count = 0L;
        for (var i = 0; (i = text.IndexOf(search, i, StringComparison.Ordinal)) >= 0; i += search.Length)
            count++;
        return text.Length + count * (replacement.Length - search.Length);
    }

    private static CypherList? Split(string text, object delimiter)
    {
        if (delimiter is string single)
            return new CypherList(SplitAt(text, [single]));
        var delimiters = (CypherList)delimiter;
        if (delimiters.Any(item => item is null))
            return null;
        var texts = delimiters.Select(item => item as string ?? throw CypherErrors.Argument("split", item, Text));
        return new CypherList(SplitAt(text, [.. texts]));
    }

    /// <summary>An empty delimiter splits into single characters.</summary>
    private static string[] SplitAt(string text, string[] delimiters) =>
        delimiters.Contains("") && text.Length > 0
            ? [.. text.EnumerateRunes().Select(rune => rune.ToString())]
            : text.Split(delimiters, StringSplitOptions.None);

    private static string Normalize(object?[] args) => TextOf(args).Normalize(Form(args));

    private static NormalizationForm Form(object?[] args)
    {
        var name = args.ElementAtOrDefault(1) as string ?? "NFC";
        return Forms.TryGetValue(name, out var form)
            ? form
            : throw CypherErrors.Value($"'{name}' is no normal form; there are NFC, NFD, NFKC and NFKD.");
    }

    private static long Count(string function, object? value) =>
        value is long and >= 0 ? (long)value : throw CypherErrors.Range($"{function}() takes no negative number.");
}
