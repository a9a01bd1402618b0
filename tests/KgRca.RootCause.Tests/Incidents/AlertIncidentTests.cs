using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Incidents;

public sealed class AlertIncidentTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);
    private static readonly string[] Quantiles = ["0.9", "0.95", "0.99"];

    [Theory]
    [InlineData("critical")]
    [InlineData("warning")]
    public void Process_AlertThatIsOverWithinASample_OpensNone(string severity) =>
        Assert.Equal(0, Incidents(Alert(0, severity: severity), Alert(0, endsAfter: 60, severity: severity), Alert(600, "KubeJobFailed", severity: severity)));

    [Fact]
    public void Process_AlertThatHoldsWhileRecordsComeIn_OpensOne() => Assert.Equal(1, Incidents(Alert(0), Alert(80, "Other", severity: "info"), Alert(95, "Other", severity: "info")));

    [Fact]
    public void Process_AlertThatHasHeldAsItComes_OpensOneAtOnce() => Assert.Equal(1, Incidents(Alert(0) with { ReceivedAt = Start.AddSeconds(120) }));

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
    public void Process_RulesThatDifferInAQuantile_AreNoRepetition()
    {
        var alerts = Quantiles.Select(quantile => new Alert(AlertStatus.Firing,
            new Dictionary<string, string>(Labels("TrafficHigh", "warning")) { ["quantile"] = quantile }, Start, null)).ToList();
        Assert.Equal(0, Incidents(new AlertGroup("4", "{}", alerts), Alert(100, "Other", severity: "info")));
    }

    private static int Incidents(params WireRecord[] records) => Replay.Run(records).OfLabel(GraphSchema.Incident).Count();

    private static IEnumerable<string> IncidentsOf(List<GraphChange> changes) =>
        changes.OfType<UpsertNode>().Where(change => change.Key.Label == GraphSchema.Incident).Select(change => change.Key.Key).Distinct();

    private static AlertGroup Alert(int second, string name = "LatencyHigh", int? endsAfter = null, string severity = "warning") => new("4", "{}",
    [
        new(endsAfter is null ? AlertStatus.Firing : AlertStatus.Resolved, Labels(name, severity), Start.AddSeconds(second), endsAfter is { } seconds ? Start.AddSeconds(second + seconds) : null),
    ]);

    private static Dictionary<string, string> Labels(string name, string severity) =>
        new() { ["alertname"] = name, ["severity"] = severity, ["cluster"] = "prod", ["namespace"] = "shop", ["service"] = "web" };
}
