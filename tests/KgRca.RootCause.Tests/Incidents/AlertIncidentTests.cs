using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class AlertIncidentTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);
    private static readonly string[] Workloads = ["gateway", "web", "db", "mail"];
    private static readonly string[] Quantiles = ["0.9", "0.95", "0.99"];

    [Theory]
    [InlineData("critical")]
    [InlineData("warning")]
    public void Process_AlertThatIsOverWithinASample_OpensNone(string severity) =>
        Assert.Equal(
            0,
            Incidents(
                Alert(0, severity: severity),
                Alert(0, endsAfter: 60, severity: severity),
                Alert(600, "KubeJobFailed", severity: severity)
            )
        );

    [Fact]
    public void Process_AlertThatHoldsWhileRecordsComeIn_OpensOne() =>
        Assert.Equal(
            1,
            Incidents(Alert(0), Alert(80, "Other", severity: "info"), Alert(95, "Other", severity: "info"))
        );

    [Fact]
    public void Process_AlertThatHasHeldAsItComes_OpensOneAtOnce() =>
        Assert.Equal(1, Incidents(Alert(0) with { ReceivedAt = Start.AddSeconds(120) }));

    [Fact]
    public void Process_AlertThatHeldAndIsOver_OpensOneWhicheverComesFirst()
    {
        Assert.Equal(1, Incidents(Alert(0), Alert(0, endsAfter: 300)));
        Assert.Equal(1, Incidents(Alert(0, endsAfter: 300)));
    }

    [Fact]
    public void CloseQuiet_AlertThatFiresWhileNoRecordComes_OpensOne()
    {
        var (engine, changes) = (new RootCauseEngine(), new List<GraphChange>());
        engine.Process(Alert(0), changes);
        engine.CloseQuiet(Start.AddSeconds(60), changes);
        Assert.Empty(IncidentsOf(changes));
        engine.CloseQuiet(Start.AddSeconds(120), changes);
        Assert.Single(IncidentsOf(changes));
    }

    [Fact]
    public void Process_WarningThatStandsAlone_OpensOneAfterTenMinutes()
    {
        Assert.Equal(
            0,
            Incidents(Alert(0, severity: "warning"), Alert(590, "Other", severity: "info", service: "unrelated"))
        );
        Assert.Equal(
            1,
            Incidents(Alert(0, severity: "warning"), Alert(610, "Other", severity: "info", service: "unrelated"))
        );
    }

    [Theory]
    [InlineData("web", "ErrorRateHigh", 30, 1)]
    [InlineData("web", "LatencyHigh", 30, 0)]
    [InlineData("db", "LatencyHigh", 30, 2)]
    [InlineData("gateway", "ClientLatencyHigh", 30, 1)]
    [InlineData("gateway", "ClientLatencyHigh", 350, 0)]
    [InlineData("mail", "LatencyHigh", 30, 0)]
    public void Process_WarningThatIsNotAlone_OpensOneAtOnce(string service, string alert, int onset, int incidents)
    {
        WireRecord[] calls = [Calls("gateway", "web"), Calls("web", "db")];
        Assert.Equal(
            incidents,
            Incidents([
                .. Workloads.Select(Deployment),
                .. calls,
                Alert(0, severity: "warning"),
                Alert(onset, alert, severity: "warning", service: service),
                Alert(0, severity: "warning", endsAfter: 400) with
                {
                    ReceivedAt = Start.AddSeconds(400),
                },
                Alert(onset, alert, severity: "warning", service: service, endsAfter: 560 - onset),
            ])
        );
    }

    [Theory]
    [InlineData("LatencyHigh", 30, Severity.Error, 0)]
    [InlineData("LatencyHigh", 120, Severity.Error, 1)]
    [InlineData("LatencyHigh", 120, Severity.Info, 0)]
    [InlineData("SelfTimeHigh", 120, Severity.Error, 1)]
    [InlineData("ErrorRateHigh", 30, Severity.Error, 1)]
    [InlineData("ErrorRateHigh", 30, Severity.Info, 0)]
    public void Process_WarningAboutAServiceThatLogsErrors_OpensOneWhereItHoldsOrIsAboutFailures(
        string alert,
        int endsAfter,
        Severity severity,
        int incidents
    )
    {
        var line = new Event(
            "e1",
            Start.AddSeconds(-60),
            "prod",
            EventSource.K8sLog,
            severity,
            "Log",
            "order 17 was lost",
            new ObjectReference("Deployment", "web", "shop")
        );
        Assert.Equal(
            incidents,
            Incidents([
                .. Workloads.Select(Deployment),
                line,
                Alert(0, alert, severity: "warning"),
                Alert(0, alert, endsAfter, "warning") with
                {
                    ReceivedAt = Start.AddSeconds(endsAfter),
                },
            ])
        );
    }

    private static Resource Deployment(string name) =>
        LiveRecords.Seen(
            0,
            $$$"""{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "{{{name}}}"}}"""
        );

    private static Edge Calls(string from, string to) =>
        new(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.Calls,
            new ObjectReference("Deployment", from, "shop"),
            new ObjectReference("Service", to, "shop")
        );

    [Fact]
    public void Process_RulesThatDifferInAQuantile_AreNoRepetition()
    {
        var alerts = Quantiles
            .Select(quantile => new Alert(
                AlertStatus.Firing,
                new Dictionary<string, string>(Labels("TrafficHigh", "warning")) { ["quantile"] = quantile },
                Start,
                null
            ))
            .ToList();
        Assert.Equal(0, Incidents(new AlertGroup("4", "{}", alerts), Alert(100, "Other", severity: "info")));
    }

    private static int Incidents(params WireRecord[] records) =>
        Replay.Run(records).OfLabel(GraphSchema.Incident).Count();

    private static IEnumerable<string> IncidentsOf(List<GraphChange> changes) =>
        changes
            .OfType<UpsertNode>()
            .Where(change => change.Key.Label == GraphSchema.Incident)
            .Select(change => change.Key.Key)
            .Distinct();

    private static AlertGroup Alert(
        int second,
        string name = "LatencyHigh",
        int? endsAfter = null,
        string severity = "critical",
        string service = "web"
    ) =>
        new(
            "4",
            "{}",
            [
                new(
                    endsAfter is null ? AlertStatus.Firing : AlertStatus.Resolved,
                    Labels(name, severity, service),
                    Start.AddSeconds(second),
                    endsAfter is { } seconds ? Start.AddSeconds(second + seconds) : null
                ),
            ]
        );

    private static Dictionary<string, string> Labels(string name, string severity, string service = "web") =>
        new()
        {
            ["alertname"] = name,
            ["severity"] = severity,
            ["cluster"] = "prod",
            ["namespace"] = "shop",
            ["service"] = service,
        };
}
