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
        "://",
        "outbound|",
        "host not found in upstream \"",
        "Failed to resolve '",
        "Could not resolve host: ",
        "can't resolve '",
        "bad address '",
        "Unknown MySQL server host '",
        "Can't connect to server on '",
        "ConnectionPool(host='",
        "host='",
        " (tcp://",
        "Connection refused (",
        "Name or service not known (",
        "Name or service not known: '",
        "No such host is known. (",
        "Resource temporarily unavailable (",
        "Addr: ",
        "Connect to ",
        "Failed to connect to ",
        "Connection to ",
    ];

    private static readonly SearchValues<string> AnyBefore = SearchValues.Create(BeforeName, StringComparison.Ordinal);

    private static readonly SearchValues<char> HostEnds = SearchValues.Create(" :,;/\"'`])(\n\r\t\\?&<>");

    // Words that stand where a name would.
    private static readonly string[] NoNames =
    [
        "the",
        "a",
        "an",
        "node",
        "server",
        "host",
        "database",
        "broker",
        "upstream",
    ];

    /// <summary>
    /// The first label of the host name that a message says could not be reached; null where it names none.
    /// </summary>
    public static string? In(string message) => HostIn(message)?.Split('.')[0];

    /// <summary>The host name that a message says could not be reached; null where it names none.</summary>
    public static string? HostIn(string message)
    {
        if (!message.AsSpan().ContainsAny(AnyBefore))
            return null;
        foreach (var before in BeforeName)
            if (HostAfter(message, before) is { Length: > 0 } name)
                return name;
        return null;
    }

    private static string? HostAfter(string message, string before)
    {
        var at = message.IndexOf(before, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = message.AsSpan(at + before.Length);
        // A user and a password; the port and subset of a mesh's cluster.
        if (before == "://" && rest.IndexOfAny('@', '/', ' ') is >= 0 and var mark && rest[mark] == '@')
            rest = rest[(mark + 1)..];
        else if (before == "outbound|")
            rest = rest[(rest.IndexOf("||") is >= 0 and var bars ? bars + 2 : 0)..];
        var end = rest.IndexOfAny(HostEnds);
        var name = (end < 0 ? rest : rest[..end]).TrimEnd('.');
        // An address by number names nobody.
        return name.Length > 0 && char.IsAsciiLetter(name[0]) && Array.IndexOf(NoNames, name.ToString()) < 0
            ? name.ToString()
            : null;
    }
}
