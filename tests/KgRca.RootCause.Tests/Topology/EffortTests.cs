using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.RootCause.Topology;
using KgRca.Scenarios.WorstCases;

namespace KgRca.RootCause.Tests.Topology;

/// <summary>No record costs more than so much, however much there is of what it concerns.</summary>
public sealed class EffortTests
{
    private const int Most = 200;
    private const int Size = 30;

    // What is looked for, what is inspected first, what has waited, and what is ranked: each may take a look of its own.
    private const int MostLooks = 6;

    public static TheoryData<string> Names => [.. AllWorstCases.List.Select(worst => worst.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Process_WorstCase_LooksAtNoMoreThanARecordMay(string name)
    {
        var worst = AllWorstCases.List.Single(worst => worst.Name == name);
        var effort = new Effort(Most, Most);
        var engine = new RootCauseEngine(effort);
        var largest = 0L;
        foreach (var record in worst.Grow(Size).Concat(worst.Probe(Size)))
        {
            var before = effort.Visited;
            engine.Process(Replay.Parse(record), []);
            largest = Math.Max(largest, effort.Visited - before);
        }
        Assert.InRange(largest, 0, MostLooks * Most);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Process_WorstCaseOfTwiceTheSize_CostsAtMostTwiceAsMuch(string name)
    {
        var worst = AllWorstCases.List.Single(worst => worst.Name == name);
        AllocatedByProbe(worst, 10);
        var (once, twice) = (AllocatedByProbe(worst, Size), AllocatedByProbe(worst, 2 * Size));
        Assert.InRange(twice, 0, (2.5 * once) + 100_000);
    }

    [Fact]
    public void Process_MoreThanARecordMay_IsDoneWithTheNext()
    {
        var worst = AllWorstCases.List.Single(worst =>
            worst.Name == "Services of one selector, then Pods with its label"
        );
        var records = worst.Grow(60).Concat(worst.Probe(60)).Concat(Later(worst)).ToList();
        Assert.Equal(Findings(records, new Effort()), Findings(records, new Effort(Most, 10)));
    }

    [Fact]
    public void Process_MoreThanALookMay_SaysSo()
    {
        var worst = AllWorstCases.List.Single(worst => worst.Name == "nodes, then Pods that wait");
        var graph = new GraphModel();
        Run([.. worst.Grow(60), .. worst.Probe(60)], new Effort(20, Most), graph);
        Assert.Contains(
            graph.OfLabel(GraphSchema.Incident).SelectMany(node => IncidentNode.From(node).Unknown),
            text => text.StartsWith("So much is related to this incident", StringComparison.Ordinal)
        );
    }

    // Records of another moment, that concern nothing else.
    private static IEnumerable<CaptureRecord> Later(WorstCase worst) => worst.Probe(1_000).Skip(1).Take(70);

    private static long AllocatedByProbe(WorstCase worst, int size)
    {
        var engine = new RootCauseEngine(new Effort(Most, Most));
        foreach (var record in worst.Grow(size))
            engine.Process(Replay.Parse(record), []);
        var records = worst.Probe(size).Select(Replay.Parse).ToList();
        List<GraphChange> changes = [];
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var record in records)
            engine.Process(record, changes);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static List<string> Findings(List<CaptureRecord> records, Effort effort)
    {
        var graph = new GraphModel();
        Run(records, effort, graph);
        return
        [
            .. graph
                .OfLabel(GraphSchema.Episodic)
                .Select(EpisodicNode.From)
                .Where(episode => episode.FindingState == EpisodicNode.Active)
                .Select(episode => $"{episode.ResourceId} {episode.Reason}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static void Run(IEnumerable<CaptureRecord> records, Effort effort, GraphModel graph)
    {
        var engine = new RootCauseEngine(effort);
        foreach (var record in records)
        {
            List<GraphChange> changes = [];
            engine.Process(Replay.Parse(record), changes);
            graph.Apply(changes);
        }
    }
}
