namespace KgRca.RootCause.Rules.Databases;

/// <summary>How servers refuse a user, a password or a token, as their clients log it.</summary>
internal static class CredentialMessages
{
    private static readonly string[] Refusals =
    [
        // MySQL, PostgreSQL, SQL Server, ClickHouse
        "Access denied for user",
        "password authentication failed",
        "Login failed for user",
        "Authentication failed: password is incorrect",
        // Redis
        "WRONGPASS",
        "NOAUTH Authentication required",
        "Client sent AUTH, but no password is set",
        // MongoDB
        "AuthenticationFailed",
        "sasl conversation error: unable to authenticate",
        // Kafka, RabbitMQ
        "SaslAuthenticationException",
        "ACCESS_REFUSED - Login was refused",
        "login refused: user '",
        // Elasticsearch, etcd, Vault
        "unable to authenticate user [",
        "missing authentication credentials for REST request",
        "authentication failed, invalid user ID or password",
        "missing client token",
        "invalid secret id",
    ];

    /// <summary>Whether a line says that credentials were refused.</summary>
    public static bool IsRefusal(string message) =>
        Array.Exists(Refusals, text => message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
