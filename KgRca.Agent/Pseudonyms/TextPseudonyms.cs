using System.Text.RegularExpressions;

namespace KgRca.Agent.Pseudonyms;

/// <summary>
/// Replaces names in texts. A name is mapped word by word, so that a Pod's still begins with its ReplicaSet's, and a
/// Service's is found in an address. Of a message every word is replaced that is not known to be one of Kubernetes'
/// own: what is not known to be harmless goes. Not thread-safe.
/// </summary>
/// <param name="key">The key, 32 random bytes.</param>
internal sealed partial class TextPseudonyms(byte[] key)
{
    private const int MaxLearned = 100_000;
    private const int AccountDigits = 9;

    // Kubernetes' limit.
    private const int LongestName = 253;

    // What stands before a name in Kubernetes' messages: "Started container server".
    private static readonly HashSet<string> Nouns = new(StringComparer.OrdinalIgnoreCase)
    {
        "container",
        "pod",
        "node",
        "deployment",
        "service",
        "statefulset",
        "daemonset",
        "job",
        "cronjob",
        "set",
        "namespace",
        "volume",
        "claim",
        "secret",
        "configmap",
        "serviceaccount",
        "storageclass",
        "persistentvolumeclaim",
        "ingress",
        "cluster",
        "workload",
    };

    private readonly WordPseudonyms _words = new(key);
    private readonly AddressPseudonyms _addresses = new(key);

    // Names that have a word of Kubernetes' messages: only by knowing them can "data" the Deployment be told from data.
    private readonly HashSet<string> _learned = new(StringComparer.Ordinal);

    /// <summary>
    /// A name, an address, an image, or a value of which nothing is known: every word is replaced, but for names that
    /// every cluster has.
    /// </summary>
    public string Name(string text) =>
        KnownWords.IsName(text)
            ? text
            : Tokens().Replace(text, match => Address(match) ?? Label(match.Value, isProse: false, match, text));

    /// <summary>
    /// A key: of a label, of a ConfigMap, of an environment variable, or a word of an API. Known words stay.
    /// </summary>
    public string Key(string text) =>
        Tokens().Replace(text, match => Address(match) ?? Label(match.Value, isProse: true, match, text));

    /// <summary>A message: known words stay, unless they are a name there.</summary>
    public string Message(string text)
    {
        var previous = "";
        return Tokens()
            .Replace(
                text,
                match =>
                {
                    var (label, before) = (match.Value, previous);
                    previous = label;
                    return Address(match)
                        ?? Label(
                            label,
                            isProse: !KnownWords.IsName(label) && !IsName(text, match, before),
                            match,
                            text
                        );
                }
            );
    }

    /// <summary>Remembers a name, so that it is known in messages.</summary>
    public void Learn(string name)
    {
        foreach (var token in Tokens().EnumerateMatches(name))
        {
            if (_learned.Count >= MaxLearned)
                return;
            var label = name.Substring(token.Index, token.Length);
            if (label.Split('-', '_').Any(word => KnownWords.IsProse(word.ToLowerInvariant())))
                _learned.Add(label);
        }
    }

    private string? Address(Match match) =>
        match.Groups["time"].Success ? match.Value
        : match.Groups["mac"].Success ? Mac(match.Value)
        : match.Groups["ip"].Success
            ? _addresses.Of(match.Value)
                ?? (
                    match.Groups["ip6"].Success
                        ? Words().Replace(match.Value, word => Word(word.Value, isProse: true))
                        : null
                )
        : null;

    private string Mac(string address)
    {
        var digits = _words.Of(address.Replace(":", "", StringComparison.Ordinal));
        return string.Join(':', Enumerable.Range(0, digits.Length / 2).Select(pair => digits.Substring(pair * 2, 2)));
    }

    private bool IsName(string text, Match match, string before)
    {
        if (_learned.Count == 0)
            return false;
        var label = match.Value;
        if (!_learned.Contains(label))
            return HasName(label);
        if (label.Contains('-', StringComparison.Ordinal))
            return true;
        var (left, right) = (At(text, match.Index - 1), At(text, match.Index + match.Length));
        return left is '"' or '\'' or '`' or '/' or '@' or '_'
            || left is ':' or '.' && match.Index > 1 && char.IsLetterOrDigit(text[match.Index - 2])
            || right is '/' or '_'
            || right is ':' or '.' && char.IsLetterOrDigit(At(text, match.Index + match.Length + 1))
            || Nouns.Contains(before);
    }

    // web-6f7c9d5b84-x7k2p, of a Deployment web; web-1.
    private bool HasName(string label)
    {
        if (label.Length > LongestName || !label.AsSpan().ContainsAnyInRange('0', '9'))
            return false;
        for (var start = 0; start >= 0; start = Next(label, start))
        for (var end = label.IndexOf('-', start); end > 0; end = label.IndexOf('-', end + 1))
            if (_learned.Contains(label[start..end]))
                return true;
        return false;
    }

    private static int Next(string label, int start) => label.IndexOf('-', start) is >= 0 and var dash ? dash + 1 : -1;

    private string Label(string label, bool isProse, Match match, string text)
    {
        if (KnownWords.IsName(label))
            return label;
        // The number of an account, as in a registry's address.
        if (label.Length >= AccountDigits && label.All(char.IsAsciiDigit))
            return
                At(text, match.Index - 1) is '.' or '-' or '/' or '@'
                || At(text, match.Index + label.Length) is '.' or '-' or '/' or '@'
                ? _words.Of(label)
                : label;
        for (var dash = label.LastIndexOf('-'); dash > 0; dash = label.LastIndexOf('-', dash - 1))
            if (KnownWords.IsName(label[..dash]))
                return label[..dash] + Words().Replace(label[dash..], word => Word(word.Value, isProse));
        return Words().Replace(label, word => Word(word.Value, isProse));
    }

    private string Word(string word, bool isProse)
    {
        if (IsKept(word, isProse) || Quantity().IsMatch(word))
            return word;
        var letters = word.AsSpan().TrimEnd("0123456789").Length;
        if (letters == 0)
            return word;
        // A hash is replaced as a whole; of node12, v1 and Http2Exception the numbers stay.
        if (word.AsSpan(0, letters).ContainsAnyInRange('0', '9') && !word.Any(char.IsUpper))
            return _words.Of(word);
        return Humps().Replace(word, hump => IsKept(hump.Value, isProse) ? hump.Value : _words.Of(hump.Value));
    }

    private static bool IsKept(string word, bool isProse) =>
        word.ToLowerInvariant() is var lower && (isProse ? KnownWords.IsProse(lower) : KnownWords.IsStructural(lower));

    private static char At(string text, int index) => index >= 0 && index < text.Length ? text[index] : '\0';

    // Hardware addresses, times, addresses (perhaps with the length of a network, or with dashes, as in host names),
    // then names without dots.
    [GeneratedRegex(
        """
            (?<mac>(?<![\w:])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}(?![\w:]))
            |(?<time>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(?:Z|[+-]\d\d:\d\d)?)
            |(?<ip>(?<ip6>(?<![\w:.])(?:[0-9A-Fa-f]{1,4}|(?=::))(?::[0-9A-Fa-f]{0,4}){2,7}(?:/\d{1,3})?(?![\w:]))
              |(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}(?!\d))?(?![\w])
              |(?<!\d)\d{1,3}(?:-\d{1,3}){3}(?!\d))
            |[\p{L}\p{Nd}]+(?:-(?!\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?!\d))[\p{L}\p{Nd}]+)*
            """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Tokens();

    [GeneratedRegex(@"[\p{L}\p{Nd}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    // camelCase, HTTPServer
    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}\p{Nd}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Humps();

    // 100m, 256Mi, 30s, 1h30m0s, 2xx, 1e3
    [GeneratedRegex(
        "^(?:[0-9]+(?:[KMGTPE]i?|[kKMG]?B|[munk]|ms|us|ns|s|h|d|min|xx|th|e[0-9]+))+$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Quantity();
}
