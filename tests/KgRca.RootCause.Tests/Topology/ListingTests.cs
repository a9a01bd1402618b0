using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Tests.Topology;

/// <summary>What a listing ends and what it does not, as the graph shows it.</summary>
public sealed class ListingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Listing_ObjectNotObservedSince_IsDeletedAtItsTime() =>
        AssertThere(["web"], [Pod(0, "web"), Pod(0, "old"), Pod(10, "web"), Listed(10, 11, 1)], ("old", 11));

    [Fact]
    public void Listing_BeforeItsObjects_WaitsForAllOfThem() =>
        AssertThere(["old", "web"], [Pod(0, "web"), Pod(0, "old"), Listed(10, 12, 2), Pod(10, "web")]);

    [Fact]
    public void Listing_LastObjectComesAfterIt_EndsTheOthers() =>
        AssertThere(["api", "web"], [Pod(0, "old"), Pod(10, "web"), Listed(10, 12, 2), Pod(11, "api")], ("old", 12));

    [Fact]
    public void Listing_OfNone_EndsAll() => AssertThere([], [Pod(0, "old"), Listed(10, 10, 0)], ("old", 10));

    [Fact]
    public void Listing_ObjectCreatedSince_DoesNotStandForOneThatIsStillToCome() =>
        AssertThere(
            ["new", "old", "web"],
            [Pod(0, "old"), Pod(10, "web"), Listed(10, 12, 2), Pod(13, "new", created: 13)]
        );

    [Fact]
    public void Listing_ObjectOfWhichOnlyALaterChangeIsKnown_WasListed() =>
        AssertThere(
            ["api", "web"],
            [Pod(0, "old"), Pod(10, "web"), Listed(10, 12, 2), Pod(20, "api", created: 5)],
            ("old", 12)
        );

    [Fact]
    public void Listing_ListedObjectDeletedSince_Counts() =>
        AssertThere(
            ["web"],
            [Pod(0, "old"), Pod(10, "api"), Gone(14, "api"), Listed(10, 12, 2), Pod(11, "web")],
            ("old", 12),
            ("api", 14)
        );

    [Fact]
    public void Listing_OfANamespace_LeavesOthersAlone() =>
        AssertThere(
            ["old"],
            [Pod(0, "old"), Pod(0, "gone", @namespace: "dev"), Listed(10, 11, 0, "dev")],
            ("gone", 11)
        );

    [Fact]
    public void Listing_OfAnotherGroup_LeavesTheKindAlone() =>
        AssertThere(["old"], [Pod(0, "old"), Listed(10, 11, 0) with { ApiVersion = "example.com/v1" }]);

    [Fact]
    public void Listing_OfAnotherVersionOfTheGroup_IsOfTheKind() =>
        AssertThere([], [Pod(0, "old"), Listed(10, 11, 0) with { ApiVersion = "v2" }], ("old", 11));

    [Fact]
    public void Listing_OlderThanTheLast_SaysNothing() =>
        AssertThere(["web"], [Pod(20, "web"), Listed(20, 21, 1), Listed(10, 11, 0), Pod(15, "old")]);

    [Fact]
    public void Listing_ObservationFromBeforeItComesLate_BringsNothingBack() =>
        AssertThere([], [Pod(0, "old"), Listed(10, 11, 0), Pod(5, "old"), Pod(5, "never-seen")], ("old", 11));

    [Fact]
    public void Listing_ObservationFromWithinItComesLate_BringsTheObjectBack() =>
        AssertThere(["old"], [Pod(0, "old"), Listed(10, 11, 0), Pod(10, "old")]);

    [Fact]
    public void Listing_DeleteComesAfterIt_TellsWhenItWas() =>
        AssertThere([], [Pod(0, "old"), Listed(10, 11, 0), Gone(4, "old")], ("old", 4));

    [Fact]
    public void Listing_DeleteCameBeforeIt_StaysAsItWas() =>
        AssertThere([], [Pod(0, "old"), Gone(4, "old"), Listed(10, 11, 0)], ("old", 4));

    [Fact]
    public void Resource_MadeAgainInTheMomentOfItsEnd_IsThereWithItsNewUid()
    {
        var graph = Replay.Run([Pod(0, "web"), Gone(10, "web", "web"), Pod(10, "web", uid: "second")]);

        var pod = Assert.Single(graph.OfLabel(GraphSchema.Resource));
        Assert.Equal("second", pod["uid"].AsString);
        Assert.Equal(PropertyType.Null, pod["deleted_at"].Type);
    }

    [Fact]
    public void Resource_SecondAgentTellsLateOfTheEndOfTheFormer_StaysWithItsNewUid()
    {
        var graph = Replay.Run([
            Pod(0, "web", created: 0),
            Pod(10, "web", uid: "second", created: 9),
            Pod(11, "web", created: 0),
            Gone(12, "web", "web"),
        ]);

        var pod = Assert.Single(graph.OfLabel(GraphSchema.Resource));
        Assert.Equal("second", pod["uid"].AsString);
        Assert.Equal(PropertyType.Null, pod["deleted_at"].Type);
    }

    [Fact]
    public void Resource_DeletedOnceMoreUnderTheSameUid_IsGone()
    {
        var graph = Replay.Run([Pod(0, "web"), Gone(10, "web"), Pod(20, "web"), Gone(30, "web")]);

        Assert.NotEqual(PropertyType.Null, Assert.Single(graph.OfLabel(GraphSchema.Resource))["deleted_at"].Type);
    }

    [Fact]
    public void Resource_MadeAgainUnseen_HasNoEdgesOfTheFormerInWhateverOrderTheyCome()
    {
        WireRecord[] records =
        [
            Pod(0, "web"),
            RunsOn(1, "node-1"),
            Pod(10, "web", uid: "second"),
            RunsOn(10, "node-2"),
        ];
        int[][] orders =
        [
            [0, 1, 2, 3],
            [0, 2, 1, 3],
            [0, 2, 3, 1],
            [0, 1, 3, 2],
            [1, 3, 0, 2],
            [1, 0, 3, 2],
        ];
        foreach (var order in orders)
            for (var restart = 1; restart < order.Length; restart++)
            {
                var graph = Replay.Run([.. order.Select(index => records[index])], restart);
                Assert.Equal("prod/Node//node-2", Assert.Single(graph.OfType("RUNS_ON")).Key.To.Key);
            }
    }

    private static Edge RunsOn(double second, string node) =>
        new(
            StateOperation.Upsert,
            Start.AddSeconds(second),
            "prod",
            EdgeType.RunsOn,
            new ObjectReference("Pod", "web", "shop"),
            new ObjectReference("Node", node)
        );

    private static Resource Pod(
        double second,
        string name,
        string @namespace = "shop",
        double? created = null,
        string? uid = null
    )
    {
        var creation = created is { } at
            ? $", \"creationTimestamp\": \"{Start.AddSeconds(at):yyyy-MM-ddTHH:mm:ssZ}\""
            : "";
        return new Resource(
            StateOperation.Upsert,
            Start.AddSeconds(second),
            "prod",
            JsonElement.Parse(
                $$"""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "{{@namespace}}", "name": "{{name}}", "uid": "{{uid
                    ?? name}}"{{creation}} } }
                """
            )
        );
    }

    private static Resource Gone(double second, string name, string? uid = null) =>
        new(
            StateOperation.Delete,
            Start.AddSeconds(second),
            "prod",
            JsonElement.Parse(
                $$"""{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{name}}", "uid": "{{uid
                    ?? name}}"} }"""
            )
        );

    private static Listing Listed(double started, double observed, int count, string? @namespace = null) =>
        new(Start.AddSeconds(observed), Start.AddSeconds(started), "prod", "v1", "Pod", count, @namespace);

    /// <summary>Also if the engine is rebuilt before any of the records, and if each comes twice.</summary>
    private static void AssertThere(
        string[] there,
        IReadOnlyList<WireRecord> records,
        params (string Name, double Second)[] gone
    )
    {
        var graph = Replay.Run(records);
        var pods = graph.OfLabel(GraphSchema.Resource).ToList();
        Assert.Equal(
            there,
            pods.Where(pod => pod["deleted_at"].Type == PropertyType.Null).Select(pod => pod["name"].AsString)
        );
        Assert.Equal(
            gone.Select(item => (item.Name, Start.AddSeconds(item.Second).ToUnixTimeMilliseconds())).Order(),
            pods.Where(pod => pod["deleted_at"].Type != PropertyType.Null)
                .Select(pod => (pod["name"].AsString!, pod["deleted_at"].AsInteger ?? 0))
                .Order()
        );
        for (var restart = 1; restart < records.Count; restart++)
            Replay.AssertSame(graph, Replay.Run(records, restart));
        Replay.AssertSame(graph, Replay.Run([.. records.SelectMany(record => new[] { record, record })]));
    }
}
