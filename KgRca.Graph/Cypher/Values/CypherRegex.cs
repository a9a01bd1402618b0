using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// The regular expressions of <c>=~</c>. A pattern comes from a customer, so it runs in linear time where .NET can do
/// that, and otherwise, with look-around or back references, for <see cref="Timeout"/> at most.
/// </summary>
internal static class CypherRegex
{
    private const int CacheCapacity = 256;
    private const RegexOptions Options = RegexOptions.CultureInvariant;
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(250);
    private static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    /// <summary>Whether the whole of a text matches a pattern.</summary>
    /// <exception cref="CypherException">The pattern is none, or the match takes too long.</exception>
    public static bool IsMatch(string text, string pattern)
    {
        try
        {
            return Find(pattern).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new CypherException(
                CypherErrorKind.LimitExceeded,
                "RegularExpressionTimeout",
                $"A match of a regular expression took longer than {Timeout.TotalMilliseconds} ms."
            );
        }
    }

    private static Regex Find(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var known))
            return known;
        var regex = Compile(pattern);
        if (Cache.Count >= CacheCapacity)
            Cache.Clear();
        return Cache.GetOrAdd(pattern, regex);
    }

    private static Regex Compile(string pattern)
    {
        var anchored = $@"\A(?:{pattern})\z";
        try
        {
            return new Regex(anchored, Options | RegexOptions.NonBacktracking, Timeout);
        }
        catch (NotSupportedException)
        {
            return new Regex(anchored, Options, Timeout);
        }
        catch (RegexParseException error)
        {
            throw CypherErrors.Value($"Invalid regular expression: {error.Message}");
        }
    }
}
