using KgRca.RootCause.Rules.Databases;

namespace KgRca.RootCause.Tests.Rules.Databases;

public sealed class DatabaseMessagesTests
{
    // MySQL's Connector/J, PyMySQL and client; pgjdbc, libpq, pgx; Node.js with ioredis.
    [Theory]
    [InlineData(
        "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure\n"
            + "Caused by: java.net.ConnectException: Connection refused (Connection refused)",
        null
    )]
    [InlineData("(2003, \"Can't connect to MySQL server on 'orders-db' ([Errno 111] Connection refused)\")", null)]
    [InlineData("ERROR 2003 (HY000): Can't connect to MySQL server on 'orders-db:3307' (111)", 3307)]
    [InlineData(
        "org.postgresql.util.PSQLException: Connection to crm-postgresql:5433 refused. Check that the hostname and "
            + "port are correct and that the postmaster is accepting TCP/IP connections.",
        5433
    )]
    [InlineData(
        "psycopg2.OperationalError: connection to server at \"crm-postgresql\" (10.1.2.3), port 5433 failed: "
            + "Connection refused",
        5433
    )]
    [InlineData("[ioredis] Unhandled error event: Error: connect ECONNREFUSED 10.1.2.3:6380", 6380)]
    public void PortIn_RefusalByADatabase_IsThePortThatWasAsked(string line, int? port)
    {
        Assert.True(DatabaseMessages.IsRefusal(line));
        Assert.Equal(port, DatabaseMessages.PortIn(line));
    }

    [Theory]
    [InlineData("dial tcp 10.0.0.9:7070: connect: connection refused")]
    [InlineData("FATAL: password authentication failed for user \"shop\" (postgres)")]
    public void IsRefusal_OtherLines_AreNone(string line) => Assert.False(DatabaseMessages.IsRefusal(line));

    [Theory]
    [InlineData("HikariPool-1 - Connection is not available, request timed out after 30000ms.", true)]
    [InlineData("sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached", true)]
    [InlineData("java.sql.SQLNonTransientConnectionException: Too many connections", false)]
    public void IsOwnPool_Line_OnlyWhereTheClientsPoolIsEmpty(string line, bool isOwn) =>
        Assert.Equal(isOwn, DatabaseMessages.IsOwnPool(line));
}
