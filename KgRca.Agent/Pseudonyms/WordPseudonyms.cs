using System.Security.Cryptography;
using System.Text;

namespace KgRca.Agent.Pseudonyms;

/// <summary>
/// Makes up a word for a word: the same for the same, another for another, of the same length, so that what Kubernetes
/// allows as a name stays one. It is chosen by a keyed hash: without the key no guess can be tried. Words that are
/// nearly alike become words that are nearly alike, since a name that was mistyped is a cause. Not thread-safe.
/// </summary>
/// <param name="key">The key, 32 random bytes.</param>
internal sealed class WordPseudonyms(byte[] key)
{
    private const string Consonants = "bcdfghjklmnprstvwxz";
    private const string Vowels = "aeiou";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    // Of longer ones only so much is made up; a digest has 64 or 128.
    private const int LongestWord = 128;

    // Beyond these, two words could, very rarely, get one pseudonym.
    private const int MaxRemembered = 200_000;
    private const int MaxCompared = 4_096;
    private const int Attempts = 32;

    // How the engine finds that two names are meant to be one.
    private const int ShortestAlike = 5;
    private const int MaxEdit = 2;

    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<(string Word, string Pseudonym)> _comparable = [];

    /// <summary>The word made up for a word of letters and digits. Case is kept, letter by letter.</summary>
    public string Of(string word)
    {
        var lower = word.ToLowerInvariant();
        return Recase(word, _words.GetValueOrDefault(lower) ?? Make(lower));
    }

    private string Make(string word)
    {
        var pseudonym = Alike(word) ?? Fresh(word);
        if (_words.Count >= MaxRemembered || word.Length > LongestWord)
            return pseudonym;
        _words.Add(word, pseudonym);
        _used.Add(pseudonym);
        if (
            _comparable.Count < MaxCompared
            && word.Length >= ShortestAlike
            && pseudonym.Length == word.Length
            && !word.Any(char.IsDigit)
        )
            _comparable.Add((word, pseudonym));
        return pseudonym;
    }

    private string Fresh(string word)
    {
        var candidate = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (IsFree(candidate = Shape(word, attempt)))
                return candidate;
        // Words so short that there are hardly any others.
        for (var attempt = 0; !IsFree(candidate) && attempt < Attempts; attempt++)
            candidate += Shape("x", attempt);
        return candidate;
    }

    private bool IsFree(string candidate) =>
        !_used.Contains(candidate) && (candidate.Length == 1 || !KnownWords.IsProse(candidate));

    /// <summary>
    /// A word like one that is known already becomes a word like that one's pseudonym; null where none is like it.
    /// </summary>
    private string? Alike(string word)
    {
        if (word.Length is < ShortestAlike or > LongestWord || word.Any(char.IsDigit))
            return null;
        foreach (var (other, pseudonym) in _comparable)
        {
            var (start, end) = Shared(word, other);
            if (
                start + end < ShortestAlike - MaxEdit
                || Math.Max(word.Length, other.Length) - start - end > MaxEdit
                    && start < Math.Min(word.Length, other.Length)
            )
                continue;
            for (var attempt = 0; attempt < Attempts; attempt++)
                if (
                    $"{pseudonym[..start]}{Shape(word, attempt)[start..(word.Length - end)]}{pseudonym[(pseudonym.Length - end)..]}"
                        is var candidate
                    && IsFree(candidate)
                )
                    return candidate;
        }
        return null;
    }

    /// <summary>How many letters two words share at their start, and of the rest at their end.</summary>
    private static (int Start, int End) Shared(string left, string right)
    {
        var shorter = Math.Min(left.Length, right.Length);
        var (start, end) = (0, 0);
        while (start < shorter && left[start] == right[start])
            start++;
        while (end < shorter - start && left[^(end + 1)] == right[^(end + 1)])
            end++;
        return (start, end);
    }

    // Letters for letters, digits for digits; a word of three letters or more can be spoken, one of hexadecimal digits
    // stays one.
    private string Shape(string word, int attempt)
    {
        var length = Math.Min(word.Length, LongestWord);
        var random = Expand(word, attempt, length);
        var isSpoken = length > 2 && !word.Any(char.IsDigit);
        var letters = word.All(char.IsAsciiHexDigit) && !isSpoken && length > 2 ? Letters[..6] : Letters;
        var first = random[0] & 1;
        return string.Create(
            length,
            (word, random, isSpoken, letters, first),
            static (text, state) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    var choice =
                        char.IsDigit(state.word[i]) ? Digits
                        : !state.isSpoken ? state.letters
                        : (i & 1) == state.first ? Vowels
                        : Consonants;
                    text[i] = choice[state.random[i + 1] % choice.Length];
                }
            }
        );
    }

    private byte[] Expand(string word, int attempt, int length) =>
        HKDF.Expand(
            HashAlgorithmName.SHA256,
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{attempt}\n{word}")),
            length + 1
        );

    private static string Recase(string word, string pseudonym) =>
        string.Create(
            pseudonym.Length,
            (word, pseudonym),
            static (text, state) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] =
                        i < state.word.Length && char.IsUpper(state.word[i])
                            ? char.ToUpperInvariant(state.pseudonym[i])
                            : state.pseudonym[i];
            }
        );
}
