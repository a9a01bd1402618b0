using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;

namespace KgRca.RootCause.Tests.Rules.Applications;

public sealed class LogReadingTests
{
    // Texts of Go's standard library, JDK, Node.js, Python, MySQL, PostgreSQL, Redis and MongoDB.
    [Theory]
    [InlineData("listen tcp :8080: bind: address already in use", Causes.PortConflict)]
    [InlineData("Web server failed to start. Port 9411 was already in use.", Causes.PortConflict)]
    [InlineData("Error: Port 5173 is already in use", Causes.PortConflict)]
    [InlineData(
        "System.Net.Sockets.SocketException (10048): Only one usage of each socket address is normally permitted",
        Causes.PortConflict
    )]
    [InlineData("java.lang.OutOfMemoryError: Java heap space", Causes.OomKilled)]
    [InlineData(
        "com.mysql.cj.exceptions.CJCommunicationsException: Communications link failure\nCaused by: Connection refused",
        Causes.DatabasePort
    )]
    [InlineData(
        "ERROR 1045 (28000): Access denied for user 'shop'@'10.0.0.7' (using password: YES)",
        Causes.DatabaseCredentials
    )]
    [InlineData("FATAL: password authentication failed for user \"shop\"", Causes.DatabaseCredentials)]
    [InlineData("WRONGPASS invalid username-password pair or user is disabled.", Causes.DatabaseCredentials)]
    [InlineData("NOAUTH Authentication required.", Causes.DatabaseCredentials)]
    [InlineData(
        "MongoServerError: Authentication failed. codeName: 'AuthenticationFailed'",
        Causes.DatabaseCredentials
    )]
    [InlineData(
        "org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed: Invalid username or password",
        Causes.DatabaseCredentials
    )]
    [InlineData("ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN", Causes.DatabaseCredentials)]
    [InlineData("unable to authenticate user [indexer] for REST request [/_bulk]", Causes.DatabaseCredentials)]
    [InlineData("etcdserver: authentication failed, invalid user ID or password", Causes.DatabaseCredentials)]
    [InlineData("SqlException (0x80131904): Login failed for user 'ledger'.", Causes.DatabaseCredentials)]
    [InlineData("socket.gaierror: [Errno -3] Temporary failure in name resolution", Causes.Dns)]
    [InlineData("Error: getaddrinfo EAI_AGAIN ledger", Causes.Dns)]
    [InlineData("ERROR 1040 (HY000): Too many connections", Causes.DatabaseConnections)]
    [InlineData(
        "FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute",
        Causes.DatabaseConnections
    )]
    [InlineData(
        "HikariPool-1 - Connection is not available, request timed out after 30000ms.",
        Causes.DatabaseConnections
    )]
    [InlineData(
        "ERROR 1290 (HY000): The MySQL server is running with the --read-only option so it cannot execute this statement",
        Causes.DatabaseReadOnly
    )]
    [InlineData("ERROR: cannot execute INSERT in a read-only transaction", Causes.DatabaseReadOnly)]
    [InlineData("READONLY You can't write against a read only replica.", Causes.DatabaseReadOnly)]
    [InlineData("write /data/wal: no space left on device", Causes.DiskFull)]
    [InlineData("accept tcp [::]:8080: accept4: too many open files", Causes.FileDescriptors)]
    [InlineData(
        "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-03-01T12:00:00Z is after 2026-02-28T00:00:00Z",
        Causes.Certificate
    )]
    [InlineData(
        "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
        Causes.Certificate
    )]
    [InlineData(
        "pods is forbidden: User \"system:serviceaccount:shop:web\" cannot list resource \"pods\" in API group \"\" in the namespace \"shop\"",
        Causes.RbacForbidden
    )]
    [InlineData(
        "dial tcp: lookup cart on 10.96.0.10:53: read udp 10.42.0.7:41234->10.96.0.10:53: i/o timeout",
        Causes.Dns
    )]
    [InlineData("dial tcp: lookup cart on 10.96.0.10:53: server misbehaving", Causes.Dns)]
    [InlineData("dial tcp: lookup catr on 10.96.0.10:53: no such host", Causes.ServiceAddress)]
    [InlineData("open /data/lock: read-only file system", Causes.VolumePermission)]
    public void Assess_LineThatTellsItsCause_IsAnOrigin(string line, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), LogReading.Assess(Severity.Error, line));

    [Theory]
    [InlineData(
        "rpc error: code = Unavailable desc = connection error: dial tcp 10.0.0.9:7070: connect: connection refused"
    )]
    [InlineData("IllegalStateException: No instances available for stock")]
    [InlineData("upstream answered 503 Service Unavailable")]
    [InlineData("RoundRobinLoadBalancer : No servers available for service: pricing")]
    public void Assess_LineAboutADependency_IsASymptom(string line) =>
        Assert.Equal(CauseAssessment.Symptom(Causes.DependencyUnavailable), LogReading.Assess(Severity.Error, line));

    [Fact]
    public void Assess_NameThatIsTaken_IsNoPortConflict() =>
        Assert.NotEqual(
            Causes.PortConflict,
            LogReading.Assess(Severity.Error, "sign-up failed: this e-mail address is already in use").Cause
        );
}
