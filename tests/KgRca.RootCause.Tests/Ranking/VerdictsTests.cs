using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Ranking;
using KgRca.Scenarios;

namespace KgRca.RootCause.Tests.Ranking;

public sealed class VerdictsTests
{
    private static readonly List<WireRecord> Records = [.. ShopScenario.Generate().Select(Replay.Parse)];

    [Fact]
    public void Learn_FirstCalledWrongAndSecondRight_TurnsTheOrderOfTheNextOneLikeIt()
    {
        var (incident, first, second) = Contested(Rank([]));
        var after = Rank([.. Verdict(first, "incorrect", 5), .. Verdict(second, "correct", 5)])[incident];
        Assert.True(after.IndexOf(second) < after.IndexOf(first));
    }

    [Fact]
    public void Learn_VerdictsTakenBackOrBalanced_LeavesTheOrder()
    {
        var before = Rank([]);
        var (_, first, second) = Contested(before);
        Assert.Equal(
            before,
            Rank([
                .. Verdict(first, "withdrawn", 3),
                .. Verdict(second, "correct", 2),
                .. Verdict(second, "incorrect", 2),
            ])
        );
    }

    [Fact]
    public void Learn_AnyNumberOfVerdicts_PutsNoSymptomBeforeAnOrigin()
    {
        Assert.All(
            Enumerable.Range(0, 50),
            right =>
                Assert.All(
                    Enumerable.Range(0, 50),
                    wrong => Assert.InRange(RankWeights.OfVerdicts(right, wrong), 0.7, 1.3)
                )
        );
        Assert.True(
            RankWeights.OfRole(CauseRole.Symptom) * RankWeights.OfVerdicts(1_000, 0)
                < RankWeights.OfRole(CauseRole.Origin) * RankWeights.OfVerdicts(0, 1_000)
        );
    }

    /// <summary>An incident whose first two causes are of unlike kinds and near each other, and these kinds.</summary>
    private static (string Incident, string First, string Second) Contested(Dictionary<string, List<string>> causes)
    {
        var graph = Replay.Run(Records);
        return graph
            .OfLabel(GraphSchema.Incident)
            .Select(incident =>
            {
                var links = graph
                    .OfType(GraphSchema.PotentialCause)
                    .Where(link => link.Key.To == incident.Key)
                    .OrderBy(link => link["rank"].AsInteger)
                    .ToList();
                return (
                    incident.Key.Key,
                    links,
                    links.FindIndex(link => link["cause"].AsString != links[0]["cause"].AsString)
                );
            })
            .Where(item =>
                item.Item3 > 0
                && item.links[item.Item3]["rank_score"].AsFloat > 0.65 * item.links[0]["rank_score"].AsFloat
            )
            .Select(item => (item.Key, causes[item.Key][0], item.links[item.Item3]["cause"].AsString ?? ""))
            .First();
    }

    private static IEnumerable<Node> Verdict(string cause, string verdict, int times) =>
        Enumerable
            .Range(0, times)
            .Select(i => new Node(
                new NodeKey(GraphSchema.Feedback, $"{cause}/{verdict}/{i}"),
                [new("cause", cause), new("verdict", verdict)]
            ));

    /// <summary>The causes of each incident, in order, by an engine that knows verdicts.</summary>
    private static Dictionary<string, List<string>> Rank(IReadOnlyList<Node> feedback)
    {
        var (graph, engine, changes) = (new GraphModel(), new RootCauseEngine(), new List<GraphChange>());
        engine.Learn(feedback);
        foreach (var record in Records)
            engine.Process(record, changes);
        graph.Apply(changes);
        return graph
            .OfLabel(GraphSchema.Incident)
            .ToDictionary(
                incident => incident.Key.Key,
                incident =>
                    graph
                        .OfType(GraphSchema.PotentialCause)
                        .Where(link => link.Key.To == incident.Key)
                        .OrderBy(link => link["rank"].AsInteger)
                        .Select(link => link["cause"].AsString ?? "")
                        .Distinct()
                        .ToList()
            );
    }
}
