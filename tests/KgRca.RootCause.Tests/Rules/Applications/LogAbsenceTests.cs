using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;
using static KgRca.RootCause.Tests.Rules.Applications.QuietLines;

namespace KgRca.RootCause.Tests.Rules.Applications;

public sealed class LogAbsenceTests
{
    [Fact]
    public void Process_LineThatStopsWhileOthersGoOn_OpensAnIncidentAndIsItsCause()
    {
        var graph = Replay.Run(
            InOrder(Service("web"), Lines("web", Cart, 0..10), Lines("web", Order, 0..6), [Tick(700)])
        );
        var incident = Assert.Single(graph.OfLabel(GraphSchema.Incident));
        Assert.Equal("Part of the work stopped: Deployment shop/web", incident["title"].AsString);
        Assert.Equal(Start.AddSeconds(5 * 60 + 57).ToUnixTimeMilliseconds(), incident["started_at"].AsInteger);
        var cause = Assert.Single(graph.OfType(GraphSchema.PotentialCause));
        Assert.Equal(
            ("log_line_stopped", "Deployment", "web"),
            (cause["cause"].AsString, cause["object_kind"].AsString, cause["object_name"].AsString)
        );
        Assert.Contains(Order, Episode(graph)["message"].AsString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(250, 0)]
    public void Process_LineOfAShortHistory_IsMissedOnlyWhereFewAreFollowed(int others, int silences)
    {
        var rest = Enumerable
            .Range(0, others)
            .SelectMany(i =>
                (IEnumerable<WireRecord>)
                    [.. Service($"other-{i}"), .. Lines($"other-{i}", Cart, 0..4), .. Lines($"other-{i}", Order, 0..4)]
            );
        Assert.Equal(
            silences,
            Replay
                .Run(InOrder(Service("web"), rest, Lines("web", Cart, 0..4), Lines("web", Order, 0..2), [Tick(320)]))
                .OfLabel(GraphSchema.Incident)
                .Count()
        );
    }

    [Fact]
    public void Process_LinesOneByOne_AreReadAlike() =>
        Assert.Equal(
            1,
            Silences(
                Enumerable.Range(0, 120).Select(i => Line("web", $"cart of customer {i} was read", 5 * i, 5 * i)),
                Enumerable.Range(0, 60).Select(i => Line("web", $"order {i} was paid", 5 * i + 1, 5 * i + 1))
            )
        );

    [Fact]
    public void Process_LinesThatNameTheirPlaceInTheCode_AreToldApartByIt()
    {
        Assert.Equal(1, Silences(Lines("web", "cart.go:17] done", 0..10), Lines("web", "cart.go:42] done", 0..6)));
        Assert.Equal(
            0,
            Silences(
                Lines("web", "cart.go:17] done", 0..10),
                Lines("web", "order.go:42] paid by card", 0..6),
                Lines("web", "order.go:42] paid by transfer", 6..10)
            )
        );
    }

    [Fact]
    public void Process_ContainerThatFallsSilent_HasNoSilence() =>
        Assert.Equal(0, Silences(Lines("web", Cart, 0..6), Lines("web", Order, 0..6)));

    [Fact]
    public void Process_LineThatWasRare_IsNotMissed() =>
        Assert.Equal(0, Silences(Lines("web", Cart, 0..10), Lines("web", Order, 0..6, count: 1)));

    [Fact]
    public void Process_LineOfAMinorPart_IsNotMissed() =>
        Assert.Equal(0, Silences(Lines("web", Cart, 0..10, count: 60), Lines("web", Order, 0..6)));

    [Fact]
    public void Process_LineThatPausesNowAndThen_IsNotMissed() =>
        Assert.Equal(
            0,
            Silences(
                Lines("web", Cart, 0..15),
                Lines("web", Order, 3..6, count: 30),
                Lines("web", Order, 9..12, count: 30)
            )
        );

    [Fact]
    public void Process_LineThatWasThereForAWhileOnly_IsNotMissed() =>
        Assert.Equal(0, Silences(Lines("web", Cart, 0..20), Lines("web", "row 17 was imported", 8..14, count: 90)));

    [Fact]
    public void Process_LinesOfAContainerThatStarts_AreNotMissed()
    {
        IEnumerable<WireRecord> lines =
        [
            .. Lines("web", "bean 17 was loaded", 0..3, count: 50),
            .. Lines("web", Cart, 1..10),
            Tick(700),
        ];
        Assert.Empty(
            Replay.Run(InOrder(Service("web", created: "2026-11-21T11:00:00Z"), lines)).OfLabel(GraphSchema.Incident)
        );
        Assert.Single(Replay.Run(InOrder(Service("web"), lines)).OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void Process_PodThatIsGone_HasNoSilence() =>
        Assert.Equal(0, Silences(Lines("web", Cart, 0..7), Lines("web", Order, 0..6), [Gone(425, "Pod", "web-1")]));

    [Fact]
    public void Process_LineThatMayBeAmongThoseThatTheAgentDidNotTellApart_IsNotMissed() =>
        Assert.Equal(
            0,
            Silences(
                Lines("web", Cart, 0..10),
                Lines("web", Order, 0..6),
                Lines("web", $"12 {LogTexts.Uncounted}; the first: order 17 was paid", 6..10)
            )
        );

    [Theory]
    [InlineData(0, 1)]
    [InlineData(6, 0)]
    public void Process_WorkThatAnotherPodTakesOver_IsNotMissed(int since, int silences)
    {
        var graph = Replay.Run(
            InOrder(
                Service("web"),
                Service("other"),
                [Controls("web", "other-1")],
                Lines("web", Cart, 0..10),
                Lines("web", Order, 0..6),
                Lines("other", Order, since..10),
                [Tick(700)]
            )
        );
        Assert.Equal(
            silences,
            graph.OfLabel(GraphSchema.Episodic).Count(node => node["cause"].AsString == "log_line_stopped")
        );
    }

    [Fact]
    public void Process_LineThatIsStillToCome_IsNotMissed()
    {
        var late = Lines("web", Order, 6..10).Select(line => line with { EventTime = line.EventTime.AddSeconds(-20) });
        WireRecord[] records =
        [
            .. Service("web"),
            .. Lines("web", Cart, 0..10)
                .Zip(Lines("web", Order, 0..6).Concat(late))
                .SelectMany(pair => new WireRecord[] { pair.First, pair.Second }),
            Tick(700),
        ];
        Assert.Empty(Replay.Run(records).OfLabel(GraphSchema.Incident));
    }

    [Fact]
    public void Process_LineThatComesAgain_EndsItsSilence()
    {
        var graph = Replay.Run(
            InOrder(Service("web"), Lines("web", Cart, 0..20), Lines("web", Order, 0..6), Lines("web", Order, 12..20))
        );
        Assert.Equal(Start.AddSeconds(12 * 60 + 2).ToUnixTimeMilliseconds(), Episode(graph)["resolved_at"].AsInteger);
    }

    [Theory]
    [InlineData(Severity.Error, 1)]
    [InlineData(Severity.Info, 0)]
    public void Process_ShortSilence_CountsWhereErrorsWereReported(Severity severity, int silences) =>
        Assert.Equal(
            silences,
            Silences(
                Lines("web", Cart, 3..6),
                [Line("web", "stock is empty", 250, 250, severity: severity)],
                Lines("web", Order, 3..5)
            )
        );

    [Fact]
    public void Process_ServiceThatIsAskedForLess_IsNotTheCause() =>
        Assert.Equal(
            "gateway",
            FirstCause(
                Service("gateway"),
                Service("web"),
                [Calls("gateway", "web")],
                Both("gateway"),
                Both("web"),
                [Tick(700)]
            )
        );

    [Fact]
    public void Process_CallerThatReportsErrors_IsNotTheCause() =>
        Assert.Equal(
            "web",
            FirstCause(
                Service("gateway"),
                Service("web"),
                [Calls("gateway", "web")],
                Both("gateway"),
                Both("web"),
                [Line("gateway", "it failed", 358, 358, severity: Severity.Error), Tick(700)]
            )
        );

    [Fact]
    public void Process_MoreKindsOfLinesThanAreFollowed_KeepsSomeOfEachPod()
    {
        var kinds = Enumerable.Range('A', 40).SelectMany(letter => Lines("web", $"kind {(char)letter} of line", 0..2));
        var graph = Replay.Run(InOrder(Service("web"), kinds));
        var pod = Assert.Single(graph.OfLabel(GraphSchema.Resource), node => node["kind"].AsString == "Pod");
        var memory = Assert.Single(graph.OfLabel(GraphSchema.Memory), node => node.Key == MemoryNode.KeyOf(pod.Key));
        Assert.Equal(
            32,
            memory.Properties.Count(property => property.Name.StartsWith("line_", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Process_KindThatIsHeardNoMore_IsForgottenInTime()
    {
        var graph = Replay.Run(InOrder(Service("web"), Lines("web", Cart, 0..2), Lines("web", "hello", 0..60)));
        var remembered = graph.OfLabel(GraphSchema.Memory).SelectMany(memory => memory.Properties);
        Assert.Single(remembered, property => property.Name.StartsWith("line_", StringComparison.Ordinal));
    }

    private static IEnumerable<WireRecord> Both(string service) =>
        [.. Lines(service, Cart, 0..10), .. Lines(service, Order, 0..6)];

    private static string? FirstCause(params IEnumerable<WireRecord>[] records) =>
        Assert
            .Single(
                Replay.Run(InOrder(records)).OfType(GraphSchema.PotentialCause),
                cause => cause["rank"].AsInteger == 1
            )["object_name"]
            .AsString;

    private static int Silences(params IEnumerable<WireRecord>[] lines) =>
        Replay
            .Run(InOrder([Service("web"), .. lines, [Tick(1_500)]]))
            .OfLabel(GraphSchema.Episodic)
            .Count(node => node["cause"].AsString == "log_line_stopped");

    private static Node Episode(GraphModel graph) =>
        Assert.Single(graph.OfLabel(GraphSchema.Episodic), node => node["cause"].AsString == "log_line_stopped");
}
