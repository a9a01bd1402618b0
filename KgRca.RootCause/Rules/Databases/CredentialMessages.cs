using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;

namespace KgRca.RootCause.Rules.Databases;

/// <summary>
/// How servers refuse a user, a password, a token or what a user may do, as they and their clients log it. What users
/// of an application type wrongly is the application's everyday business: general words count only beside a server's.
/// </summary>
internal static class CredentialMessages
{
    public static Wording[] Wordings { get; } =
    [
        // A token of an application's own users: every one of them expires.
        new(CauseAssessment.Symptom(), ["jwt expired", "JWT expired at", "TokenExpiredError", "ExpiredJwtException"]),
        Wording.Origin(
            Causes.DatabaseCredentials,
            [.. OfDatabases, .. OfStores, .. OfBrokers, .. OfSearchAndSecrets, .. OfClouds]
        ),
        Wording.Origin(
            Causes.DatabaseCredentials,
            "authentication failed",
            "authentication failure",
            "auth failed",
            "failed to authenticate",
            "could not authenticate",
            "unable to authenticate",
            "invalid credentials",
            "bad credentials",
            "incorrect password",
            "invalid password",
            "wrong password",
            "invalid username or password",
            "incorrect username or password",
            "bad username or password",
            "login failed",
            "login refused",
            "logon denied",
            "not authorized to access",
            "permission denied for",
            "code = Unauthenticated",
            "401 Unauthorized",
            "status code 401"
        ) with
        {
            Beside = ServerSoftware.Names,
        },
        // What an HTTP client was answered.
        Wording.Origin(
            Causes.DatabaseCredentials,
            "401 Client Error",
            "HttpClientErrorException$Unauthorized",
            "WebClientResponseException$Unauthorized",
            "Request failed with status code 401",
            "does not indicate success: 401",
            "unexpected status code: 401",
            "unexpected status code 401",
            "unexpected HTTP status 401",
            "returned HTTP status 401",
            "server returned HTTP status 401",
            "401 Unauthorized from ",
            "FeignException$Unauthorized"
        ),
    ];

    private static string[] OfDatabases =>
        [
            // MySQL, MariaDB
            "Access denied for user",
            "ER_ACCESS_DENIED_ERROR",
            "command denied to user",
            // PostgreSQL, PgBouncer
            "password authentication failed",
            "no pg_hba.conf entry for",
            "SCRAM authentication failed",
            "peer authentication failed",
            "no password supplied",
            "The server requested SCRAM-based authentication, but no password",
            "client password must be a string",
            "permission denied for table",
            "permission denied for schema",
            "permission denied for relation",
            "permission denied for database",
            "permission denied to create",
            "28P01",
            "InvalidPassword",
            // SQL Server, Oracle, ClickHouse, Cassandra
            "Login failed for user",
            "Login failed. The login is from an untrusted domain",
            "ORA-01017",
            "ORA-28000",
            "ORA-28001",
            "invalid username/password; logon denied",
            "Authentication failed: password is incorrect",
            "Provided username cassandra and/or password are incorrect",
            "and/or password are incorrect",
        ];

    private static string[] OfStores =>
        [
            // Redis, Valkey
            "WRONGPASS",
            "NOAUTH ",
            "invalid username-password pair",
            "NOPERM",
            "invalid password (response code: ERR)",
            "ERR invalid password",
            "Client sent AUTH, but no password is set",
            "AUTH <password> called without any password configured",
            // MongoDB
            "AuthenticationFailed",
            "MongoSecurityException",
            "sasl conversation error: unable to authenticate",
            "Exception authenticating MongoCredential",
            "not authorized on",
            "command find requires authentication",
            // memcached, LDAP, SMTP
            "LDAP: error code 49",
            "LDAP Result Code 49",
            "535 5.7.8",
            "535-5.7.8",
            "535 Authentication",
        ];

    private static string[] OfBrokers =>
        [
            // Kafka: Java, librdkafka, sarama, kafka-python, KafkaJS
            "SaslAuthenticationException",
            "SaslAuthenticationFailed",
            "SASL authentication failed",
            "SASL authentication error",
            "SASL Authentication failed",
            "KafkaJSSASLAuthenticationError",
            "AuthenticationFailedError",
            "Failed authentication with",
            "TopicAuthorizationException",
            "GroupAuthorizationException",
            "TOPIC_AUTHORIZATION_FAILED",
            "CLUSTER_AUTHORIZATION_FAILED",
            // RabbitMQ: server, Java, pika, amqplib, .NET, Go
            "ACCESS_REFUSED",
            "login refused: user '",
            "AuthenticationFailureException",
            "ProbableAuthenticationError",
            "user can only log in via localhost",
            "username or password not allowed",
            "PLAIN login refused",
            "NOT_ALLOWED - vhost",
            // NATS, Pulsar
            "nats: authorization violation",
            "Authorization Violation",
            "PulsarClientException$AuthenticationException",
        ];

    private static string[] OfSearchAndSecrets =>
        [
            // Elasticsearch, OpenSearch
            "unable to authenticate user [",
            "missing authentication credentials for REST request",
            "missing authentication token for REST request",
            "security_exception",
            "is unauthorized for user [",
            "is unauthorized for API key",
            "AuthenticationException(401",
            "AuthorizationException(403",
            "Security exception: 401",
            // etcd
            "invalid user ID or password",
            "invalid auth token",
            "etcdserver: permission denied",
            "etcdserver: user name is empty",
            // Vault, OpenBao, External Secrets
            "missing client token",
            "invalid secret id",
            "invalid role ID",
            "invalid role or secret ID",
            "Code: 403. Errors",
            "VaultError: permission denied",
            "VaultException: Status 403",
            "hvac.exceptions.Forbidden",
            "hvac.exceptions.Unauthorized",
            "permission denied on path",
        ];

    private static string[] OfClouds =>
        [
            "oauth2: cannot fetch token: 401",
            "oauth2: \"invalid_",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "security token included in the request is",
            "AADSTS7000215",
            "AADSTS7000222",
            "AADSTS700016",
            "Invalid JWT Signature",
            "InvalidAuthenticationToken",
            "AuthenticationErrorDetail",
        ];

    /// <summary>Whether a line says that credentials were refused.</summary>
    public static bool IsRefusal(string message) => Array.Exists(Wordings, wording => wording.IsIn(message));
}
