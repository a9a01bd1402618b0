using System.Globalization;
using System.Text.RegularExpressions;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>Reads what clients of databases log: which kind of database it is about, and what they are told.</summary>
internal static partial class DatabaseMessages
{
    private const int ShortName = 5;

    private static readonly (string Text, int Port)[] Words =
    [
        ("mysql", 3306),
        ("mariadb", 3306),
        ("Too many connections", 3306),
        ("--read-only option", 3306),
        ("--super-read-only option", 3306),
        ("org.postgresql", 5432),
        ("postgres", 5432),
        ("postmaster", 5432),
        ("psycopg", 5432),
        ("pgx", 5432),
        ("connection slots are reserved", 5432),
        ("sorry, too many clients already", 5432),
        ("in a read-only transaction", 5432),
        ("redis", 6379),
        ("ioredis", 6379),
        ("redisson", 6379),
        ("max number of clients reached", 6379),
        ("read only replica", 6379),
        ("mongo", 27017),
        ("mongodb", 27017),
        ("mongoose", 27017),
        ("mongoclient", 27017),
        ("NotWritablePrimary", 27017),
    ];

    // HikariCP, .NET's SqlClient: the pool of the client itself gives out no more.
    private static readonly string[] OwnPool =
    [
        "prior to obtaining a connection from the pool",
        "Connection is not available, request timed out",
        "QueuePool limit of size",
        "Timeout acquiring a connection",
    ];

    // Linux, Windows, and the words of the JDK, Node.js, Go, Python and libpq.
    private static readonly string[] Refused = ["connection refused", "ECONNREFUSED", "(111)", "(10061)", " refused. "];

    /// <summary>The port that databases of the kind that a message is about use; null where it is about none.</summary>
    public static int? PortOf(string message)
    {
        foreach (var (text, port) in Words)
            if (IsIn(message, text))
                return port;
        return null;
    }

    // Short names are parts of other words, such as redis of redistribute.
    private static bool IsIn(string message, string text) =>
        text.Length <= ShortName
            ? WholeWords.Has(message, text)
            : message.Contains(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is the client's own pool that has no more connections, not the database.</summary>
    public static bool IsOwnPool(string message) =>
        Array.Exists(OwnPool, text => message.Contains(text, StringComparison.Ordinal));

    /// <summary>Whether a line says that a database refused the connection, as where nobody listens.</summary>
    public static bool IsRefusal(string message) =>
        Array.Exists(Refused, text => message.Contains(text, StringComparison.OrdinalIgnoreCase))
        && PortOf(message) is not null;

    /// <summary>Whether a line says that it asked the port at which such databases listen: the port is not wrong.</summary>
    public static bool IsAtUsualPort(string message) => PortIn(message) is { } asked && asked == PortOf(message);

    /// <summary>The port that a line says it asked; null where it says none.</summary>
    public static int? PortIn(string message) =>
        AskedPort().Match(message) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : null;

    [GeneratedRegex(
        @"(?:dial tcp |ECONNREFUSED |server on '|Connection to |connect to |\(dial tcp |host=\S+ port=|"", |\), )"
            + @"[`'""]?(?:[\w.\[\]-]+:|port )?(\d{2,5})\b",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex AskedPort();
}
