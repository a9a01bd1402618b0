using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;

namespace KgRca.RootCause.Tests.Rules.Applications;

/// <summary>Words that are parts of others.</summary>
public sealed class WholeWordsTests
{
    [Theory]
    [InlineData("KubePodOOMKilled", "OOM", true)]
    [InlineData("container_oom_events", "oom", true)]
    [InlineData("ContainerOomKiller", "OOM", true)]
    [InlineData("PostgresqlTooManyConnections", "OOM", false)]
    [InlineData("RoomBookingFailed", "OOM", false)]
    [InlineData("ResourceAccessException", "EACCES", false)]
    [InlineData("open /data/x: EACCES", "EACCES", true)]
    [InlineData("log was truncated", "runc", false)]
    public void Has_PartOfAWord_IsNoWord(string text, string word, bool expected) =>
        Assert.Equal(expected, WholeWords.Has(text, word));

    [Theory]
    [InlineData("open /var/lib/app/data.db: permission denied", "volume_mount_permission_denied")]
    [InlineData("PermissionError: [Errno 13] Permission denied: 'out.txt'", "volume_mount_permission_denied")]
    [InlineData("mkdir: cannot create directory 'cache': Permission denied", "volume_mount_permission_denied")]
    [InlineData("Forbidden: permission denied, on get http://vault:8200/v1/secret/data/app", null)]
    [InlineData("rpc error: code = PermissionDenied desc = permission denied for /users.v1.Users/Get", null)]
    [InlineData("ERROR: permission denied for table invoices", null)]
    [InlineData("ResourceAccessException: I/O error on POST request", null)]
    public void Assess_PermissionDenied_IsOfAFileOnlyWithAPath(string line, string? expected)
    {
        var cause = LogReading.Assess(Severity.Error, line).Cause;
        Assert.Equal(expected is not null, cause == "volume_mount_permission_denied");
    }

    [Theory]
    [InlineData("connect ECONNREFUSED 10.96.0.9:6379 (ioredis)")]
    [InlineData("pq: dial tcp 10.96.0.9:5432: connect: connection refused (postgres)")]
    [InlineData("mysql: dial tcp 10.96.0.9:3306: connect: connection refused")]
    public void Assess_RefusedAtTheUsualPort_IsNoWrongPort(string line) =>
        Assert.Equal("dependency_unavailable", LogReading.Assess(Severity.Error, line).Cause);

    [Fact]
    public void Assess_RefusedAtAnotherPort_IsAWrongPort() =>
        Assert.Equal(
            "mysql_invalid_port",
            LogReading.Assess(Severity.Error, "mysql: dial tcp 10.96.0.9:3307: connect: connection refused").Cause
        );
}
