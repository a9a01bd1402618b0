namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Servers that refuse a login or a token, as they and their clients say it.</summary>
internal static class CredentialLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        ("PostgreSQL", "FATAL:  password authentication failed for user \"ledger\""),
        (
            "PostgreSQL",
            "connection to server at \"orders-db\" (10.96.3.4), port 5432 failed: FATAL:  password authentication failed for user \"orders\""
        ),
        ("PostgreSQL", "org.postgresql.util.PSQLException: FATAL: password authentication failed for user \"orders\""),
        (
            "PostgreSQL",
            """org.postgresql.util.PSQLException: The server requested SCRAM-based authentication, but no password was provided."""
        ),
        ("PostgreSQL", """SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string"""),
        (
            "PostgreSQL",
            """failed to connect to `host=orders-db user=orders database=orders`: failed SASL auth (FATAL: password authentication failed for user "orders" (SQLSTATE 28P01))"""
        ),
        ("PostgreSQL", "pq: password authentication failed for user \"orders\""),
        (
            "PostgreSQL",
            "Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user \"orders\""
        ),
        ("PostgreSQL", "asyncpg.exceptions.InvalidPasswordError: password authentication failed for user \"orders\""),
        (
            "PostgreSQL",
            """FATAL:  no pg_hba.conf entry for host "10.42.1.9", user "orders", database "orders", no encryption"""
        ),
        ("PostgreSQL", """ERROR: permission denied for table invoices"""),
        ("PostgreSQL", """fe_sendauth: no password supplied"""),
        ("MySQL", """ERROR 1045 (28000): Access denied for user 'shop'@'10.42.0.7' (using password: YES)"""),
        ("MySQL", """java.sql.SQLException: Access denied for user 'shop'@'10.42.0.7' (using password: YES)"""),
        ("MySQL", """Error 1045 (28000): Access denied for user 'shop'@'10.42.0.7' (using password: NO)"""),
        ("MySQL", """(1045, "Access denied for user 'shop'@'10.42.0.7' (using password: YES)")"""),
        ("MySQL", """Error: ER_ACCESS_DENIED_ERROR: Access denied for user 'shop'@'10.42.0.7' (using password: YES)"""),
        ("MySQL", """SQLSTATE[HY000] [1045] Access denied for user 'shop'@'10.42.0.7' (using password: YES)"""),
        (
            "MySQL",
            """MySqlConnector.MySqlException (0x80004005): Access denied for user 'shop'@'10.42.0.7' (using password: YES)"""
        ),
        ("MySQL", """ERROR 1142 (42000): SELECT command denied to user 'shop'@'10.42.0.7' for table 'orders'"""),
        (
            "SQL Server and Oracle",
            """Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'ledger'."""
        ),
        (
            "SQL Server and Oracle",
            """com.microsoft.sqlserver.jdbc.SQLServerException: Login failed for user 'ledger'. ClientConnectionId:4c1e"""
        ),
        ("SQL Server and Oracle", """ORA-01017: invalid username/password; logon denied"""),
        ("SQL Server and Oracle", """ORA-28000: The account is locked."""),
        ("Redis", """WRONGPASS invalid username-password pair or user is disabled."""),
        ("Redis", """NOAUTH Authentication required."""),
        ("Redis", """redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled."""),
        ("Redis", """ReplyError: WRONGPASS invalid username-password pair or user is disabled."""),
        ("Redis", """redis.clients.jedis.exceptions.JedisDataException: NOAUTH Authentication required."""),
        (
            "Redis",
            """ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?"""
        ),
        (
            "Redis",
            """StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s). There was an authentication failure; check that passwords (or client certificates) are configured correctly: (RedisServerException) WRONGPASS invalid username-password pair"""
        ),
        ("Redis", """NOPERM this user has no permissions to run the 'set' command"""),
        ("MongoDB", """MongoServerError: Authentication failed."""),
        (
            "MongoDB",
            """pymongo.errors.OperationFailure: Authentication failed., full error: {'ok': 0.0, 'errmsg': 'Authentication failed.', 'code': 18, 'codeName': 'AuthenticationFailed'}"""
        ),
        (
            "MongoDB",
            """connection() error occurred during connection handshake: auth error: sasl conversation error: unable to authenticate using mechanism "SCRAM-SHA-256": (AuthenticationFailed) Authentication failed."""
        ),
        (
            "MongoDB",
            """com.mongodb.MongoSecurityException: Exception authenticating MongoCredential{mechanism=SCRAM-SHA-256, userName='stock', source='admin'}"""
        ),
        ("MongoDB", """MongoServerError: not authorized on stock to execute command { find: "items" }"""),
        (
            "Kafka",
            """org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512"""
        ),
        (
            "Kafka",
            """[Producer clientId=billing] Connection to node -1 (kafka-0.kafka/10.42.0.9:9092) failed authentication due to: Authentication failed: Invalid username or password"""
        ),
        (
            "Kafka",
            """%3|1767225600.123|FAIL|rdkafka#producer-1| [thrd:sasl_plaintext://kafka:9092/bootstrap]: sasl_plaintext://kafka:9092/bootstrap: SASL authentication error: Authentication failed (after 312ms in state AUTH_REQ)"""
        ),
        (
            "Kafka",
            """kafka: client has run out of available brokers to talk to: kafka server: SASL Authentication failed.: Authentication failed, invalid credentials"""
        ),
        (
            "Kafka",
            """KafkaJSSASLAuthenticationError: SASL PLAIN authentication failed: Authentication failed: Invalid username or password"""
        ),
        ("Kafka", """Unable connect to "kafka:9092": [Error 58] SaslAuthenticationFailed: Authentication failed"""),
        (
            "Kafka",
            """org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized to access topics: [orders]"""
        ),
        (
            "RabbitMQ",
            """ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile."""
        ),
        (
            "RabbitMQ",
            """com.rabbitmq.client.AuthenticationFailureException: ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."""
        ),
        (
            "RabbitMQ",
            "Error: Handshake terminated by server: 403 (ACCESS-REFUSED) with message \"ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN\""
        ),
        (
            "RabbitMQ",
            """pika.exceptions.ProbableAuthenticationError: ConnectionClosedByBroker: (403) 'ACCESS_REFUSED - Login was refused'"""
        ),
        (
            "RabbitMQ",
            """Exception (403) Reason: "username or password not allowed" dialing amqp://mailer@rabbitmq:5672/"""
        ),
        ("RabbitMQ", """PLAIN login refused: user 'guest' can only connect via localhost"""),
        ("RabbitMQ", """ACCESS_REFUSED - access to vhost 'orders' refused for user 'mailer'"""),
        ("Elasticsearch", """unable to authenticate user [indexer] for REST request [/_bulk]"""),
        ("Elasticsearch", """missing authentication credentials for REST request [/_cluster/health]"""),
        (
            "Elasticsearch",
            """elasticsearch.AuthenticationException: AuthenticationException(401, 'security_exception', 'unable to authenticate user [indexer] for REST request [/]')"""
        ),
        (
            "Elasticsearch",
            """ResponseError: security_exception: [security_exception] Reason: missing authentication credentials for REST request [/]"""
        ),
        (
            "Elasticsearch",
            """action [indices:data/write/bulk] is unauthorized for user [indexer] with effective roles [reader]"""
        ),
        ("etcd", """etcdserver: authentication failed, invalid user ID or password"""),
        ("etcd", """etcdserver: permission denied"""),
        ("etcd", """rpc error: code = Unauthenticated desc = etcdserver: invalid auth token"""),
        (
            "Vault",
            "Error making API request.\n\nURL: GET http://vault:8200/v1/secret/data/orders\nCode: 403. Errors:\n\n* permission denied"
        ),
        (
            "Vault",
            """Error making API request. URL: PUT http://vault:8200/v1/auth/approle/login Code: 400. Errors: * invalid role or secret ID"""
        ),
        ("Vault", """hvac.exceptions.Forbidden: permission denied, on get http://vault:8200/v1/secret/data/orders"""),
        ("Vault", """Error: missing client token"""),
        (
            "Vault",
            """org.springframework.vault.VaultException: Status 403 Forbidden [secret/orders]: permission denied"""
        ),
        (
            "Clouds and HTTP",
            """An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid."""
        ),
        ("Clouds and HTTP", """ExpiredToken: The security token included in the request is expired"""),
        ("Clouds and HTTP", """AADSTS7000215: Invalid client secret provided."""),
        (
            "Clouds and HTTP",
            """requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: http://catalog:8080/items"""
        ),
        ("Clouds and HTTP", """AxiosError: Request failed with status code 401"""),
        (
            "Clouds and HTTP",
            """System.Net.Http.HttpRequestException: Response status code does not indicate success: 401 (Unauthorized)."""
        ),
        ("Clouds and HTTP", """oauth2: cannot fetch token: 401 Unauthorized"""),
        (
            "Clouds and HTTP",
            """smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed: bad username')"""
        ),
        ("Clouds and HTTP", """LDAP: error code 49 - Invalid Credentials"""),
    ];
}
