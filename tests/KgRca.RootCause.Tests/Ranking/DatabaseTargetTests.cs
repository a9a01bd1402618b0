using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Tests.Ranking;

/// <summary>Which database a client's line is about, and whether the client or the database is to blame.</summary>
public sealed class DatabaseTargetTests
{
    private const string Refused =
        "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure\n"
        + "Caused by: java.net.ConnectException: Connection refused";

    private const string ReadOnly = "The MySQL server is running with the --read-only option";

    private readonly World _world = new();

    [Fact]
    public void Of_DatabaseThatTakesNoWrites_BlamesTheDatabaseNotItsClient()
    {
        Database("orders-db", ready: 1);
        Assert.Equal("orders-db", Blamed(Causes.DatabaseReadOnly, ReadOnly));
    }

    [Fact]
    public void Of_TwoDatabases_BlamesTheOneThatIsNotNamedAfterAnotherWorkload()
    {
        Database("orders-db", ready: 1);
        Database("wiki-mysql", ready: 1);
        Workload("Deployment", "wiki", ready: 1);
        Assert.Equal("orders-db", Blamed(Causes.DatabaseReadOnly, ReadOnly));
    }

    [Fact]
    public void Of_TwoDatabasesThatNothingTellsApart_BlamesTheClient()
    {
        Database("orders-db", ready: 1);
        Database("ledger-db", ready: 1);
        Assert.Equal("web", Blamed(Causes.DatabaseReadOnly, ReadOnly));
    }

    [Fact]
    public void Of_ClientsOwnPoolIsEmpty_BlamesTheClient()
    {
        Database("orders-db", ready: 1);
        Assert.Equal(
            "web",
            Blamed(Causes.DatabaseConnections, "mysql HikariPool-1 - Connection is not available, request timed out")
        );
    }

    [Fact]
    public void Of_ClientRefusedByADatabaseThatIsUp_StandsAlmostInFull()
    {
        Database("orders-db", ready: 1);
        Assert.InRange(Weight(Client("web", ready: 0)), 0.85, 1);
    }

    [Fact]
    public void Of_ClientRefusedByADatabaseThatIsDown_CountsLittle()
    {
        Database("orders-db", ready: 0);
        Assert.InRange(Weight(Client("web", ready: 0)), 0, 0.5);
    }

    [Fact]
    public void Of_SeveralClientsRefused_CountsLittle()
    {
        Database("orders-db", ready: 1);
        var other = Line(Client("basket", ready: 0), Causes.DatabasePort, Refused);
        other.Subject.Candidates.Add(other);
        Assert.InRange(Weight(Client("web", ready: 0)), 0, 0.5);
    }

    [Fact]
    public void Of_ClientThatIsReadyWithTheSameSettings_CountsLess()
    {
        Database("orders-db", ready: 1);
        Assert.InRange(Weight(Client("web", ready: 1)), 0, 0.8);
    }

    [Theory]
    [InlineData(3306, false)]
    [InlineData(3307, true)]
    public void Of_LineThatNamesThePort_StandsOnlyWhereTheServiceLacksIt(int port, bool stands)
    {
        Database("orders-db", ready: 1);
        var line = $"Can't connect to MySQL server on 'orders-db:{port}' (111)";
        Assert.Equal(stands, Weight(Client("web", ready: 0), line) == 1);
    }

    [Theory]
    [InlineData("2026-03-01T11:59:00Z", true)]
    [InlineData("2026-03-01T11:50:00Z", false)]
    public void Of_LineBeforeItsPodBecameReady_CountsLess(string readySince, bool isLess)
    {
        var pod = Client("web", ready: 1, readySince);
        var line = Line(pod, Causes.DatabaseCredentials, "Access denied for user 'web'@'10.0.0.7'");
        Assert.Equal(isLess, Challenge.Of(line, World.Now, _world.Topology).Weight < 1);
    }

    private string Blamed(string cause, string message) =>
        RemediationTarget.Of(Line(Client("web", ready: 1), cause, message), _world.Topology).Name;

    private double Weight(ResourceState pod, string message = Refused) =>
        Challenge.Of(Line(pod, Causes.DatabasePort, message), World.Now, _world.Topology).Weight;

    private ResourceState Client(string name, int ready, string? readySince = null)
    {
        var deployment = Workload("Deployment", name, ready);
        var since = readySince is null ? "" : $$""", "lastTransitionTime": "{{readySince}}" """;
        var pod = _world.Add(
            $$$"""
            {"kind": "Pod", "metadata": {"namespace": "shop", "name": "{{{name}}}-1", "labels": {"app": "{{{name}}}"} },
             "status": {"conditions": [{"type": "Ready", "status": "{{{(
                ready > 0 ? "True" : "False"
            )}}}"{{{since}}} }]} }
            """
        );
        _world.Join(EdgeType.Controls, deployment, pod);
        return pod;
    }

    private void Database(string name, int ready)
    {
        Workload("StatefulSet", name, ready);
        _world.Add(
            $$$"""
            {"kind": "Service", "metadata": {"namespace": "shop", "name": "{{{name}}}"},
             "spec": {"selector": {"app": "{{{name}}}"}, "ports": [{"port": 3306}]} }
            """
        );
    }

    private ResourceState Workload(string kind, string name, int ready) =>
        _world.Add(
            $$$"""
            {"kind": "{{{kind}}}", "metadata": {"namespace": "shop", "name": "{{{name}}}"},
             "spec": {"replicas": 1, "template": {"metadata": {"labels": {"app": "{{{name}}}"} } } },
             "status": {"readyReplicas": {{{ready}}} } }
            """
        );

    private static Episode Line(ResourceState pod, string cause, string message) =>
        new($"line-{pod.Name}", pod)
        {
            Time = World.Now.AddMinutes(-2),
            Onset = World.Now.AddMinutes(-2),
            Severity = Severity.Error,
            Source = "k8s.log",
            Reason = "Log",
            Message = message,
            IsFromLog = true,
            Assessment = CauseAssessment.Origin(cause),
        };
}
