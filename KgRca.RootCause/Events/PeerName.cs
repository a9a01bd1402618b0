using System.Buffers;

namespace KgRca.RootCause.Events;

/// <summary>The host that a line of a log says it could not reach.</summary>
internal static class PeerName
{
    // Go, Node.js, Java, Spring Cloud, Feign, Envoy, Nginx, MySQL, PostgreSQL: what comes right before the name.
    private static readonly string[] BeforeName =
    [
        "lookup ",
        "ENOTFOUND ",
        "EAI_AGAIN ",
        "ECONNREFUSED ",
        "UnknownHostException: ",
        "No instances available for ",
        "No servers available for service: ",
        "available server for client: ",
        "MySQL server on '",
        "could not translate host name \"",
        "connection to server at \"",
        "`host=",
        "dial tcp ",
        "http://",
        "https://",
        "jdbc:mysql://",
        "jdbc:postgresql://",
        "Connect to ",
        "Failed to connect to ",
        "Connection to ",
    ];

    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" .:,;/\"'`])(\n\r\t");

    /// <summary>
    /// The first label of the host name that a message says could not be reached; null where it names none.
    /// </summary>
    public static string? In(string message)
    {
        foreach (var before in BeforeName)
            if (NameAfter(message, before) is { Length: > 0 } name)
                return name;
        return null;
    }

    private static string? NameAfter(string message, string before)
    {
        var at = message.IndexOf(before, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = message.AsSpan(at + before.Length);
        var end = rest.IndexOfAny(NameEnds);
        var name = end < 0 ? rest : rest[..end];
        // An address by number names nobody.
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name.ToString() : null;
    }
}
