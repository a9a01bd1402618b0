using System.Buffers;
using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Topology;

/// <summary>
/// Finds what may be the name of a Service in configuration. A word counts where it stands as a host does: after
/// <c>://</c> or <c>@</c>, before a port, with <c>.svc</c>, or as the value of a key that is named after a host, as in
/// <c>DB_HOST=postgres</c>. Whether there is such a Service, only the cluster can tell.
/// </summary>
internal static class ServiceNames
{
    /// <summary>Characters of a text that are looked at.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxLabel = 63;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );

    private static readonly string[] HostKeys =
    [
        "host",
        "hosts",
        "hostname",
        "addr",
        "address",
        "addresses",
        "url",
        "uri",
        "endpoint",
        "endpoints",
        "server",
        "servers",
        "service",
        "broker",
        "brokers",
        "upstream",
    ];

    /// <summary>Adds the Services that a text may name.</summary>
    /// <param name="text">The text, such as <c>URL=http://cart.shop:8080/</c>.</param>
    /// <param name="namespace">The namespace that a name alone is of.</param>
    /// <param name="services">Gets them.</param>
    public static void Read(ReadOnlySpan<char> text, string @namespace, HashSet<ObjectKey> services)
    {
        if (text.Length > MaxLength)
            text = text[..MaxLength];
        for (var start = 0; start < text.Length; )
        {
            if (!IsWord(text[start]))
            {
                start++;
                continue;
            }
            var end = start;
            while (end < text.Length && IsWord(text[end]))
                end++;
            if (IsHost(text, start, end) && ReadHost(text[start..end], @namespace) is { } service)
                services.Add(service);
            start = end;
        }
    }

    /// <summary>
    /// The Service that a host's name without a port names: <c>cart</c>, <c>cart.shop</c> or <c>cart.shop.svc</c> and
    /// what may follow; null where it can be none.
    /// </summary>
    public static ObjectKey? ReadHost(ReadOnlySpan<char> host, string @namespace)
    {
        Span<Range> parts = stackalloc Range[4];
        var count = host.Split(parts, '.');
        if (count > 2 && host[parts[2]] is not "svc")
            return null;
        var name = host[parts[0]];
        if (!IsLabel(name) || char.IsAsciiDigit(name[0]))
            return null;
        if (count == 1)
            return new ObjectKey("Service", @namespace, name.ToString());
        return IsLabel(host[parts[1]]) ? new ObjectKey("Service", host[parts[1]].ToString(), name.ToString()) : null;
    }

    private static bool IsHost(ReadOnlySpan<char> text, int start, int end)
    {
        var before = text[..start];
        if (text[end..].StartsWith("://"))
            return false;
        return before.EndsWith("://")
            || before.EndsWith("@")
            || HasPort(text[end..])
            || text[start..end].Contains(".svc", StringComparison.Ordinal)
            || IsAfterHostKey(before);
    }

    private static bool HasPort(ReadOnlySpan<char> after) => after is [':', >= '0' and <= '9', ..];

    private static bool IsAfterHostKey(ReadOnlySpan<char> before)
    {
        var key = before.TrimEnd(" \t\"'");
        if (key is not [.., '=' or ':'])
            return false;
        key = key[..^1].TrimEnd(" \t\"'");
        var start = key.Length;
        while (start > 0 && char.IsAsciiLetterOrDigit(key[start - 1]))
            start--;
        var word = key[start..];
        foreach (var known in HostKeys)
            if (word.EndsWith(known, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool IsWord(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_';

    // RFC 1123, section 2.1, in lower case as Kubernetes asks.
    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= MaxLabel
        && label[0] != '-'
        && label[^1] != '-'
        && !label.ContainsAnyExcept(LabelCharacters);
}
