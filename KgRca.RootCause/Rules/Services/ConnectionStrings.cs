using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KgRca.RootCause.Rules.Services;

/// <summary>
/// Reads hosts and ports out of the forms in which programs are told addresses: URLs with and without a user, JDBC,
/// several hosts, Go's and PHP's DSNs, .NET's <c>Server=name,1433</c>, libpq's <c>host= port=</c>, lists of brokers.
/// </summary>
internal static partial class ConnectionStrings
{
    private static readonly Dictionary<string, int> DefaultPorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = 80,
        ["https"] = 443,
        ["ws"] = 80,
        ["wss"] = 443,
        ["postgres"] = 5432,
        ["postgresql"] = 5432,
        ["mysql"] = 3306,
        ["mariadb"] = 3306,
        ["sqlserver"] = 1433,
        ["mongodb"] = 27017,
        ["redis"] = 6379,
        ["rediss"] = 6379,
        ["amqp"] = 5672,
        ["amqps"] = 5671,
        ["nats"] = 4222,
        ["ldap"] = 389,
        ["ldaps"] = 636,
        ["cassandra"] = 9042,
    };

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-._"
    );

    private static readonly string[] Databases =
    [
        "postgres",
        "postgresql",
        "mysql",
        "mariadb",
        "sqlserver",
        "oracle",
        "mongodb",
        "cassandra",
    ];

    private static readonly string[] HostKeys =
    [
        "host",
        "hostname",
        "server",
        "datasource",
        "addr",
        "address",
        "networkaddress",
        "endpoint",
        "endpoints",
        "servers",
        "bootstrap.servers",
    ];

    /// <summary>The hosts that a value names; none where it is no address.</summary>
    public static List<Endpoint> Read(string value)
    {
        var text = value.Trim().Trim('"', '\'', '[', ']');
        if (text.Length is 0 or > 2000)
            return [];
        text = Wrapper().Replace(text, "");
        if (text.Contains("//", StringComparison.Ordinal))
            return [.. FromUrls(text)];
        if (text.Contains('(', StringComparison.Ordinal))
            return [.. FromParentheses(text)];
        return text.Contains('=', StringComparison.Ordinal) ? FromPairs(text) : [.. FromList(text, null)];
    }

    private static IEnumerable<Endpoint> FromUrls(string text)
    {
        foreach (Match url in Url().Matches(text))
        {
            var scheme = Known(url.Groups["scheme"].Value);
            foreach (var endpoint in FromList(url.Groups["authority"].Value, scheme))
                yield return endpoint;
        }
    }

    /// <summary>Hosts with commas between them, after a user and password or not.</summary>
    private static IEnumerable<Endpoint> FromList(string list, string? scheme)
    {
        var isDatabase = scheme is not null && Array.IndexOf(Databases, scheme.ToLowerInvariant()) >= 0;
        foreach (var part in list[(list.LastIndexOf('@') + 1)..].Split([',', ' '], StringSplitOptions.TrimEntries))
            if (Split(part, ':') is var (host, port) && IsHost(host))
                yield return new Endpoint(host, port ?? DefaultPort(scheme), isDatabase);
    }

    // user:password@tcp(db:3306)/shop, (ADDRESS=(HOST=db)(PORT=1521))
    private static IEnumerable<Endpoint> FromParentheses(string text)
    {
        foreach (Match match in Dialled().Matches(text))
            if (IsHost(match.Groups["host"].Value))
                yield return new Endpoint(match.Groups["host"].Value, Number(match.Groups["port"].Value), true);
    }

    private static List<Endpoint> FromPairs(string text)
    {
        var (hosts, ports) = (new List<(string Host, int? Port)>(), new List<int?>());
        var isDatabase = false;
        foreach (var pair in Pair().EnumerateMatches(text))
        {
            var item = text.AsSpan(pair.Index, pair.Length);
            var equals = item.IndexOf('=');
            var key = item[..equals].ToString().Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
            var value = item[(equals + 1)..].Trim().Trim("'\"").ToString();
            // PHP's DSNs begin with their driver.
            key = key[(key.LastIndexOf(':') + 1)..];
            if (key == "port")
                ports.AddRange(value.Split(',').Select(Number));
            else if (Array.IndexOf(HostKeys, key) >= 0)
                hosts.AddRange(Hosts(value));
            isDatabase |= key is "dbname" or "database" or "initialcatalog" or "datasource";
        }
        if (hosts.Count == 0)
            return [.. FromList(string.Join(',', text.Split(',').Where(part => !part.Contains('='))), null)];
        return
        [
            .. hosts
                .Select((host, index) => new Endpoint(host.Host, host.Port ?? PortOf(ports, index), isDatabase))
                .Where(endpoint => IsHost(endpoint.Host)),
        ];
    }

    // .NET writes the port of SQL Server after a comma, libpq several hosts.
    private static IEnumerable<(string Host, int? Port)> Hosts(string value)
    {
        if (value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase))
            value = value["tcp:".Length..];
        if (Split(value, ',') is { Port: { } number } named)
            return [(named.Host, number)];
        return value.Split(',', StringSplitOptions.TrimEntries).Select(part => Split(part, ':'));
    }

    private static int? PortOf(List<int?> ports, int index) =>
        ports.Count == 0 ? null : ports[Math.Min(index, ports.Count - 1)];

    private static (string Host, int? Port) Split(string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
            return (text, null);
        var rest = text.AsSpan(at + 1);
        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        // Oracle's thin driver has a service after the port.
        return digits == 0 || digits > 0 && rest[digits] is not (':' or '/')
            ? ("", null)
            : (text[..at], Number(digits < 0 ? rest : rest[..digits]));
    }

    // The driver stands after the scheme; a name of SRV records has no port.
    private static string Known(string scheme) =>
        scheme.EndsWith("+srv", StringComparison.Ordinal) ? scheme : scheme.Split('+')[0];

    private static int? DefaultPort(string? scheme) =>
        scheme is not null && DefaultPorts.TryGetValue(scheme, out var port) ? port : null;

    private static int? Number(string text) => Number(text.AsSpan());

    private static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            ? port
            : null;

    private static bool IsHost(string text) =>
        text.Length is > 0 and <= 253
        && char.IsAsciiLetterLower(text[0])
        && text.AsSpan().IndexOfAnyExcept(HostCharacters) < 0;

    [GeneratedRegex("^(?:jdbc|r2dbc):", RegexOptions.CultureInvariant)]
    private static partial Regex Wrapper();

    // A list may repeat the scheme at every broker.
    [GeneratedRegex(
        @"(?<scheme>[A-Za-z][A-Za-z0-9_+.-]*)(?::[a-z]+)?:(?:thin:@)?//"
            + @"(?<authority>(?:(?!,[A-Za-z_]+://)[^/?#;""'\s])+)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Url();

    [GeneratedRegex(
        @"(?:tcp\((?<host>[^:)]+)(?::(?<port>\d+))?\))|(?:\(HOST\s*=\s*(?<host>[^)]+)\)\s*\(PORT\s*=\s*(?<port>\d+)\))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Dialled();

    [GeneratedRegex(@"[A-Za-z][A-Za-z. :]*=('[^']*'|""[^""]*""|[^;\s]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
