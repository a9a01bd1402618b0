using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.RootCause.Ranking;
using KgRca.Scenarios;

namespace KgRca.RootCause.Tests.Ranking;

public sealed class ProofTests
{
    [Fact]
    public void Process_Scenario_GivesEachAnswerItsRuleAndItsErrors()
    {
        var graph = Replay.Run([.. ShopScenario.Generate().Select(Replay.Parse)]);
        var members = graph
            .OfType(GraphSchema.SameIncident)
            .ToDictionary(link => link.Key.From.Key, link => link.Key.To.Key);
        Assert.All(
            graph.OfType(GraphSchema.PotentialCause),
            link =>
            {
                Assert.Matches($@"^(detector|taxonomy)\..+@{RankWeights.RulesVersion}$", link["rule"].AsString);
                Assert.NotEmpty(link["effects"].AsStrings ?? []);
                Assert.All(link["effects"].AsStrings ?? [], effect => Assert.Equal(link.Key.To.Key, members[effect]));
            }
        );
        Assert.Contains(
            graph.OfType(GraphSchema.PotentialCause),
            link => link["against"].AsStrings?.Contains("It is usually a symptom of another failure.") == true
        );
    }

    [Theory]
    [InlineData(
        "targets port",
        "keeps killing a healthy container",
        "probe of Pod shop/cart-",
        ", via ReplicaSet shop/cart-"
    )]
    [InlineData(
        "it exceeded its memory limit",
        "The kernel kills a container that exceeds its memory limit",
        "3 s after the first"
    )]
    [InlineData(
        "Deployment cart was changed",
        "Changes are the most common cause",
        "failed liveness probe of Pod shop/cart-"
    )]
    public void Process_Scenario_ExplainsAnAnswerInWords(string report, params string[] parts)
    {
        var graph = Replay.Run([.. ShopScenario.Generate().Select(Replay.Parse)]);
        var explanations = graph
            .OfType(GraphSchema.PotentialCause)
            .Select(link => link["explanation"].AsString ?? "")
            .Where(text => text.Contains(report, StringComparison.Ordinal));
        Assert.Contains(
            explanations,
            text => Array.TrueForAll(parts, part => text.Contains(part, StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Process_OneErrorAlone_SaysWhatIsNotKnown()
    {
        var graph = Replay.Run([
            Parse(
                """
                {"event_id": "e1", "event_time": "2026-11-21T11:50:00Z", "cluster": "prod", "source": "k8s.event", "severity": "error", "reason": "Failed", "message": "failed",
                 "subject": {"kind": "Pod", "namespace": "shop", "name": "web-1"}}
                """
            ),
        ]);
        Assert.Equal(
            [
                "Records begin with the first error: what happened before it is not known.",
                "No logs have been sent.",
                "No alerts have been sent.",
                "The state of these kinds of objects in cluster prod has not been sent: Pod, Deployment, Service, Node.",
            ],
            Assert.Single(graph.OfLabel(GraphSchema.Incident))["unknown"].AsStrings ?? []
        );
    }

    [Fact]
    public void Process_ErrorAfterHalfAnHourOfRecords_KnowsTheWindow()
    {
        var graph = Replay.Run([
            Parse(
                """
                {"event_id": "e0", "event_time": "2026-11-21T11:20:00Z", "cluster": "prod", "source": "k8s.log", "severity": "warning", "reason": "Log", "message": "slow",
                 "subject": {"kind": "Pod", "namespace": "shop", "name": "db-1"}}
                """
            ),
            Parse(
                """
                {"event_id": "e1", "event_time": "2026-11-21T11:50:00Z", "cluster": "prod", "source": "k8s.event", "severity": "error", "reason": "Failed", "message": "failed",
                 "subject": {"kind": "Pod", "namespace": "shop", "name": "web-1"}}
                """
            ),
        ]);
        var unknown = Assert.Single(graph.OfLabel(GraphSchema.Incident))["unknown"].AsStrings ?? [];
        Assert.DoesNotContain(
            unknown,
            gap => gap.StartsWith("Records begin", StringComparison.Ordinal) || gap == "No logs have been sent."
        );
    }

    [Theory]
    [InlineData("2026-11-21T11:50:30Z")]
    [InlineData("2026-11-21T12:20:00Z")]
    public void Process_LogsComeLater_AreNoLongerUnknown(string time)
    {
        var graph = Replay.Run([
            Parse(
                """
                {"event_id": "e1", "event_time": "2026-11-21T11:50:00Z", "cluster": "prod", "source": "k8s.event", "severity": "error", "reason": "Failed", "message": "failed",
                 "subject": {"kind": "Pod", "namespace": "shop", "name": "web-1"}}
                """
            ),
            Parse(
                $$$"""
                {"event_id": "e2", "event_time": "{{{time}}}", "cluster": "prod", "source": "k8s.log", "severity": "warning", "reason": "Log", "message": "slow",
                 "subject": {"kind": "Pod", "namespace": "other", "name": "db-1"}}
                """
            ),
        ]);
        var unknown = Assert.Single(graph.OfLabel(GraphSchema.Incident))["unknown"].AsStrings ?? [];
        Assert.DoesNotContain("No logs have been sent.", unknown);
        Assert.Contains("No alerts have been sent.", unknown);
    }

    private static WireRecord Parse(string text)
    {
        var result = RecordParser.Parse(
            DataTopic.Events,
            System.Text.Encoding.UTF8.GetBytes(text),
            DateTimeOffset.UnixEpoch.AddYears(56).AddDays(330)
        );
        Assert.True(result.IsValid, result.Error?.ToString());
        return result.Record;
    }
}
