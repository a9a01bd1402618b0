using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using KgRca.Scenarios;

namespace KgRca.RootCause.Tests.Scenarios;

public sealed class LoadScenarioTests
{
    [Fact]
    public void Generate_SameArguments_MakesTheSameRecords() =>
        Assert.Equal(Lines(LoadScenario.Generate(60, 500, 7)), Lines(LoadScenario.Generate(60, 500, 7)));

    [Fact]
    public void Generate_AnotherSeed_MakesOtherRecords() =>
        Assert.NotEqual(Lines(LoadScenario.Generate(60, 500, 7)), Lines(LoadScenario.Generate(60, 500, 8)));

    [Fact]
    public void Generate_WithoutEnd_StartsAtOnce() =>
        Assert.Equal(1_000, LoadScenario.Generate(10_000, long.MaxValue, 1).Take(1_000).Count());

    [Fact]
    public void Generate_Records_AreValidAndMostlyInfo()
    {
        var events = LoadScenario.Generate(60, 5_000, 7).Select(Replay.Parse).OfType<Event>().ToList();
        Assert.InRange(events.Count(item => item.Severity == Severity.Info) / (double)events.Count, 0.95, 0.99);
        Assert.InRange(events.Count(item => item.Severity == Severity.Error), 1, 40);
    }

    [Fact]
    public void Process_HealthyObjects_MakeNoFindingAndNoIncident()
    {
        var graph = Replay.Run([.. LoadScenario.Generate(500, 0, 7).Select(Replay.Parse)]);
        Assert.Equal(500 + 10 + 50 + 50, graph.OfLabel(GraphSchema.Resource).Count());
        Assert.Empty(graph.OfLabel(GraphSchema.Episodic));
        Assert.Empty(graph.OfLabel(GraphSchema.Incident));
    }

    private static IEnumerable<string> Lines(IEnumerable<CaptureRecord> records) =>
        records.Select(record =>
            $"{record.Topic} {record.Key} {record.Time:O} {System.Text.Encoding.UTF8.GetString(record.Value.Span)}"
        );
}
