namespace KgRca.Graph.Neo4j;

/// <summary>
/// The connection string <c>ConnectionStrings:neo4j</c>: one or more addresses of the HTTP interface, separated by
/// commas, then the user and the password: <c>http://a:7474,http://b:7474;user=neo4j;password=…</c>.
/// </summary>
/// <param name="Servers">The addresses.</param>
/// <param name="User">The user; none where the servers want none.</param>
/// <param name="Password">Its password.</param>
public sealed record Neo4jAddress(IReadOnlyList<Uri> Servers, string? User, string? Password)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong, without the password.</exception>
    public static Neo4jAddress Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts is not [var addresses, .. var settings])
            throw Wrong("it is empty");
        var (user, password) = (default(string), default(string));
        foreach (var setting in settings)
        {
            var separator = setting.IndexOf('=', StringComparison.Ordinal);
            var name = separator < 0 ? setting : setting[..separator].Trim();
            var value = separator < 0 ? "" : setting[(separator + 1)..];
            if (name.Equals("user", StringComparison.OrdinalIgnoreCase))
                user = value;
            else if (name.Equals("password", StringComparison.OrdinalIgnoreCase))
                password = value;
            else
                throw Wrong($"'{name}' is neither user nor password");
        }
        return new Neo4jAddress(
            [.. addresses.Split(',', StringSplitOptions.TrimEntries).Select(Server)],
            user,
            password
        );
    }

    /// <inheritdoc/>
    /// <remarks>Without the password.</remarks>
    public override string ToString() => string.Join(',', Servers);

    private static Uri Server(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? server
            : throw Wrong($"'{text}' is no address such as http://neo4j:7474");

    private static FormatException Wrong(string what) =>
        new($"ConnectionStrings:neo4j: {what}. It looks like http://neo4j:7474;user=neo4j;password=…");
}
