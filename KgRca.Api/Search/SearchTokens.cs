using System.Text;

namespace KgRca.Api.Search;

/// <summary>Cuts texts of Kubernetes into the words that are looked up.</summary>
internal static class SearchTokens
{
    private const int MinStem = 3;
    private const int MaxToken = 64;

    private static readonly HashSet<string> Stops = new(StringComparer.Ordinal)
    {
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "did",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "i",
        "in",
        "is",
        "it",
        "its",
        "my",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "there",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "with",
    };

    // The longest first: the first that fits is cut off.
    private static readonly string[] Endings =
    [
        "ations",
        "ation",
        "ings",
        "ing",
        "ied",
        "ies",
        "ions",
        "ion",
        "ed",
        "es",
        "e",
        "s",
        "y",
    ];

    /// <summary>
    /// The words of a text, in order: runs of letters and digits, and the parts of those in camel case as well
    /// (<c>ImagePullBackOff</c> gives itself, image, pull, back and off;
    /// <c>OOMKilled</c> itself, oom and kill). Names that hyphens, dots or slashes hold together give their parts. In
    /// lower case, without stop words and common endings.
    /// </summary>
    public static List<string> Of(string text)
    {
        var tokens = new List<string>();
        for (var start = 0; start < text.Length; )
        {
            if (!char.IsLetterOrDigit(text[start]))
            {
                start++;
                continue;
            }
            var end = start + 1;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
                end++;
            AddWord(tokens, text.AsSpan(start, end - start));
            start = end;
        }
        return tokens;
    }

    private static void AddWord(List<string> tokens, ReadOnlySpan<char> word)
    {
        Add(tokens, word);
        var parts = 0;
        for (var start = 0; start < word.Length; )
        {
            var end = EndOfPart(word, start);
            if (parts++ > 0 || end < word.Length)
                Add(tokens, word[start..end]);
            start = end;
        }
    }

    /// <summary>
    /// Where a part of a word in camel case ends: before a capital that follows a small letter, and before the last
    /// capital of several that a small letter follows.
    /// </summary>
    private static int EndOfPart(ReadOnlySpan<char> word, int start)
    {
        for (var i = start + 1; i < word.Length; i++)
        {
            if (!char.IsUpper(word[i]))
                continue;
            if (char.IsLower(word[i - 1]) || i + 1 < word.Length && char.IsLower(word[i + 1]))
                return i;
        }
        return word.Length;
    }

    private static void Add(List<string> tokens, ReadOnlySpan<char> word)
    {
        if (word.Length > MaxToken)
            word = word[..MaxToken];
        var token = word.ToString().ToLowerInvariant().Normalize(NormalizationForm.FormKC);
        if (!Stops.Contains(token))
            tokens.Add(Stem(token));
    }

    private static string Stem(string token)
    {
        if (token.EndsWith("ss", StringComparison.Ordinal) || !char.IsLetter(token[^1]))
            return token;
        foreach (var ending in Endings)
        {
            if (token.Length - ending.Length < MinStem || !token.EndsWith(ending, StringComparison.Ordinal))
                continue;
            var stem = token[..^ending.Length];
            // "killed" and "killing" are "kill", "scheduled" and "schedule" "schedul", "dropped" and "drop" "drop".
            return
                ending is "ed" or "ing" or "ings"
                && stem.Length > MinStem
                && stem[^1] == stem[^2]
                && stem[^1] is not ('l' or 's' or 'z')
                ? stem[..^1]
                : stem;
        }
        return token;
    }
}
