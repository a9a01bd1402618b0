using System.Text.RegularExpressions;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Ranking;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Tests.Rules;
using KgRca.RootCause.Tests.Scenarios;
using KgRca.Scenarios;

namespace KgRca.RootCause.Tests.Ranking;

public sealed partial class ExplanationTests
{
    // An explanation that shares all but fewer words than this with its message repeats it.
    private const int LeastNewWords = 8;

    public static TheoryData<string> Causes => [.. CauseClasses.All.Select(cause => cause.Id)];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Of_AnyCause_SaysWhyItLeadsToTheSymptomAndHowLongBefore(string cause)
    {
        var explanation = Explain(cause, TimeSpan.FromSeconds(12));
        Assert.Contains("It began 12 s before the first failed readiness probe of Pod shop/web-1", explanation);
        var mechanism = Mechanisms.Of(cause);
        Assert.NotNull(mechanism);
        Assert.Contains(mechanism, explanation);
        Assert.NotEqual(CauseClasses.Find(cause)!.Meaning, mechanism);
    }

    [Theory]
    [InlineData(0, "It appeared together with the first")]
    [InlineData(90, "It began 90 s before the first")]
    [InlineData(600, "It began 10 min before the first")]
    [InlineData(1_728_000, "It began 20 days before the first")]
    [InlineData(-20, "It was reported 20 s after the first")]
    public void Of_CauseAndEffect_SaysHowFarApartTheyAre(int seconds, string expected) =>
        Assert.Contains(expected, Explain(RootCause.Rules.Causes.ServiceSelector, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Of_WordsThatNoRuleKnows_SaysSo()
    {
        var (cause, effect, incident) = Pair(default, TimeSpan.FromSeconds(5));
        var explanation = Explanation.Of(cause, effect, incident, [cause.Subject.NodeKey.Key]);
        Assert.Contains("No rule covers this report", explanation);
    }

    public static TheoryData<string> Scenarios => ["shop", "concurrent faults"];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Of_AnswersOfScenarios_AddToTheirMessages(string scenario)
    {
        IReadOnlyList<WireRecord> records =
            scenario == "shop" ? [.. ShopScenario.Generate().Select(Replay.Parse)] : ConcurrentFaultTests.AllAtOnce();
        Assert.Empty(Tautologies(records));
    }

    private static List<string> Tautologies(IReadOnlyList<WireRecord> records)
    {
        var graph = new GraphModel();
        var engine = new RootCauseEngine();
        foreach (var record in records)
        {
            var changes = new List<GraphChange>();
            engine.Process(record, changes);
            graph.Apply(changes);
        }
        var messages = graph
            .OfLabel(GraphSchema.Episodic)
            .ToDictionary(node => node.Key, node => node["message"].AsString);
        return graph
            .OfType(GraphSchema.PotentialCause)
            .Select(link => (Message: messages[link.Key.From] ?? "", Text: link["explanation"].AsString ?? ""))
            .Where(pair => AddsNothing(pair.Message, pair.Text))
            .Select(pair => $"{pair.Message} -> {pair.Text}")
            .ToList();
    }

    private static bool AddsNothing(string message, string explanation) =>
        Words(explanation).Except(Words(message)).Count() < LeastNewWords
        || !TimeSaid().IsMatch(explanation)
        || explanation.Contains("on the same object", StringComparison.Ordinal);

    private static IEnumerable<string> Words(string text) =>
        Word().Matches(text).Select(match => match.Value.ToLowerInvariant()).Distinct();

    private static string Explain(string cause, TimeSpan before)
    {
        var (episode, effect, incident) = Pair(CauseAssessment.Origin(cause), before);
        return Explanation.Of(episode, effect, incident, [episode.Subject.NodeKey.Key, effect.Subject.NodeKey.Key]);
    }

    private static (Episode Cause, Episode Effect, Incident Incident) Pair(CauseAssessment assessment, TimeSpan before)
    {
        var world = new World();
        var service = world.Topology.GetOrAdd(new ResourceId(World.Cluster, "Service", "shop", "web"), out _);
        var pod = world.Topology.GetOrAdd(new ResourceId(World.Cluster, "Pod", "shop", "web-1"), out _);
        var effect = At(pod, World.Now, "Unhealthy", "Readiness probe failed: connection refused", default);
        var incident = new Incident("inc")
        {
            StartedAt = World.Now,
            LastErrorAt = World.Now,
            Severity = Severity.Error,
            Title = "x",
        };
        return (At(service, World.Now - before, "Changed", "The selector was changed.", assessment), effect, incident);
    }

    private static Episode At(
        RootCause.Topology.ResourceState subject,
        DateTimeOffset onset,
        string reason,
        string message,
        CauseAssessment assessment
    ) =>
        new(reason, subject)
        {
            Time = onset,
            Onset = onset,
            Severity = Severity.Error,
            Source = "k8s.event",
            Reason = reason,
            Message = message,
            Assessment = assessment,
        };

    [GeneratedRegex(@"[A-Za-z]{2,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\d+ (s|min|h|days) (before|after)|at \d\d:\d\d:\d\d UTC|appeared together with")]
    private static partial Regex TimeSaid();
}
