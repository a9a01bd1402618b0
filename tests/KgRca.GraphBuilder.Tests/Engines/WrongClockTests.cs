using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.EventLog.Tenants;

namespace KgRca.GraphBuilder.Tests.Engines;

public sealed class WrongClockTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly BuiltGraph _built = new();

    [Theory]
    [InlineData(600, "a")]
    [InlineData(950, "a")]
    [InlineData(3_600, "a")]
    [InlineData(86_400, "a")]
    [InlineData(3_600, "b")]
    [InlineData(86_400, "b")]
    public async Task Process_ErrorAfterOneThatIsAhead_OpensItsIncident(int secondsAhead, string cluster)
    {
        await _built.SendErrorAsync(cluster, "ahead", Now.AddSeconds(secondsAhead), Now);
        await _built.SendErrorAsync("a", "right", Now.AddMinutes(1), Now.AddMinutes(1));

        var incidents = await _built.IncidentsAsync();
        Assert.Equal([Now, Now.AddMinutes(1)], incidents.Select(incident => incident.StartedAt));
        Assert.All(incidents, incident => Assert.Equal(IncidentNode.Open, incident.Status));
    }

    [Theory]
    [InlineData(
        DataTopic.Resources,
        """{"op":"upsert","observed_at":"T","cluster":"a","object":{"apiVersion":"v1","kind":"Node","metadata":{"name":"n","creationTimestamp":"T"}}}"""
    )]
    [InlineData(
        DataTopic.Resources,
        """{"op":"listed","observed_at":"T","started_at":"T","cluster":"a","api_version":"v1","kind":"Secret","count":0}"""
    )]
    [InlineData(
        DataTopic.Topology,
        """{"op":"upsert","observed_at":"T","cluster":"a","type":"CALLS","from":{"kind":"Pod","namespace":"x","name":"a"},"to":{"kind":"Pod","namespace":"x","name":"b"}}"""
    )]
    [InlineData(
        DataTopic.Alerts,
        """{"version":"4","groupKey":"g","alerts":[{"status":"firing","labels":{"alertname":"Down","namespace":"x","pod":"p","cluster":"a"},"startsAt":"T"}]}"""
    )]
    [InlineData(
        DataTopic.Logs,
        """{"event_id":"l","event_time":"T","cluster":"a","source":"k8s.log","severity":"error","reason":"LogError","message":"no","subject":{"kind":"Pod","namespace":"x","name":"p"}}"""
    )]
    public async Task Process_ErrorAfterARecordOfAnySortThatIsAhead_OpensItsIncident(DataTopic topic, string record)
    {
        await _built.SendErrorAsync("a", "before", Now, Now);
        await _built.SendAsync(topic, Now, record.Replace("\"T\"", $"\"{WireTimeConverter.ToText(Now.AddDays(2))}\""));
        await _built.SendErrorAsync("a", "right", Now.AddMinutes(1), Now.AddMinutes(1));

        Assert.Equal(2, (await _built.IncidentsAsync()).Count(incident => incident.Status == IncidentNode.Open));
        Assert.Equal(1, Assert.Single(await _built.ClocksAsync()).Records);
    }

    [Fact]
    public async Task Process_RecordsThatAreAhead_AreReportedWithTheirSource()
    {
        await _built.SendErrorAsync("a", "x", Now.AddHours(1), Now);
        await _built.SendErrorAsync("a", "y", Now.AddHours(1), Now.AddMinutes(1));
        _built.Restart();
        await _built.SendErrorAsync("a", "z", Now.AddHours(1), Now.AddMinutes(2));

        Assert.Equal(
            new ClockNode("a", "kubelet on node-1", TimeSpan.FromMinutes(58), 3, Now, Now.AddMinutes(2)),
            Assert.Single(await _built.ClocksAsync())
        );
    }

    [Fact]
    public async Task Process_ClusterThatIsAheadThenRight_GoesOnAtOnce()
    {
        for (var minute = 0; minute < 5; minute++)
            await _built.SendErrorAsync(
                "a",
                $"ahead{minute}",
                Now.AddMinutes(minute).AddHours(2),
                Now.AddMinutes(minute)
            );
        await _built.SendErrorAsync("a", "right", Now.AddMinutes(5), Now.AddMinutes(5));

        Assert.Equal(
            Now.AddMinutes(5),
            (await _built.IncidentsAsync()).Where(IsOpen).Max(incident => incident.LastErrorAt)
        );
    }

    [Fact]
    public async Task Process_OldCaptureBesideLiveRecords_HasItsIncidents()
    {
        var old = Now.AddYears(-3);
        await _built.SendErrorAsync("live", "one", Now, Now);
        await _built.SendErrorAsync("old", "one", old, Now.AddSeconds(1));
        await _built.SendErrorAsync("live", "two", Now.AddSeconds(2), Now.AddSeconds(2));
        await _built.SendErrorAsync("old", "two", old.AddMinutes(1), Now.AddSeconds(3));

        Assert.Equal(
            [old, old.AddMinutes(1), Now, Now.AddSeconds(2)],
            (await _built.IncidentsAsync()).Select(incident => incident.StartedAt)
        );
        Assert.Empty(await _built.ClocksAsync());
    }

    [Fact]
    public async Task Process_EnginesRebuiltAfterEachRecord_BuildTheSameGraph()
    {
        await using var restarted = new BuiltGraph();
        foreach (var built in (BuiltGraph[])[_built, restarted])
        {
            for (var minute = 0; minute < 40; minute++)
            {
                var arrivedAt = Now.AddMinutes(minute);
                await built.SendErrorAsync("a", $"p{minute}", arrivedAt.AddHours(minute % 3 - 1), arrivedAt);
                if (built == restarted)
                    built.Restart();
                await built.SendErrorAsync("b", $"p{minute}", arrivedAt, arrivedAt);
            }
        }

        Assert.Equal(await _built.DumpAsync(), await restarted.DumpAsync());
    }

    [Fact]
    public async Task Process_GraphThatAnEarlierVersionBuiltAheadOfTime_Recovers()
    {
        await _built.SendErrorAsync("a", "before", Now, Now);
        await _built.ApplyAsync(
            new UpsertNode(EngineNode.Key, new EngineNode(Now.AddHours(20), Now).ToProperties()),
            new DeleteNode(EngineNode.KeyOf("a"))
        );
        _built.Restart();
        await _built.SendErrorAsync("a", "right", Now.AddMinutes(1), Now.AddMinutes(1));

        Assert.Equal(2, (await _built.IncidentsAsync()).Count(incident => incident.Status == IncidentNode.Open));
    }

    [Fact]
    public async Task CloseQuiet_ClusterWithoutRecords_ClosesItsIncidentsWhileOthersGoOn()
    {
        await _built.SendErrorAsync("a", "x", Now, Now);
        await _built.SendErrorAsync("b", "x", Now, Now);
        await _built.SendErrorAsync("b", "x2", Now.AddMinutes(20), Now.AddMinutes(20));
        await _built.CloseQuietAsync(TimeSpan.Zero);

        Assert.Equal(
            [IncidentNode.Closed, IncidentNode.Closed, IncidentNode.Open],
            (await _built.IncidentsAsync()).Select(incident => incident.Status)
        );
    }

    [Fact]
    public async Task Process_AlertThatIsAheadSentAgain_IsOneEpisode()
    {
        var alert =
            $$"""{"version":"4","groupKey":"g","alerts":[{"status":"firing","labels":{"alertname":"Down","namespace":"x","pod":"p"},"startsAt":"{{WireTimeConverter.ToText(Now.AddHours(1))}}"}]}""";
        await _built.SendAsync(DataTopic.Alerts, Now, alert);
        await _built.SendAsync(DataTopic.Alerts, Now.AddMinutes(5), alert);

        var episodes = await _built.Graph.FindNodesAsync(
            new Graph.NodeQuery(GraphSchema.Episodic),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(Now, EpisodicNode.From(Assert.Single(episodes.Nodes)).EventTime);
    }

    [Fact]
    public async Task Process_AlertOfAnOldCapture_HasNotLastedUntilItsArrival()
    {
        var old = Now.AddYears(-3);
        var alert =
            $$"""{"version":"4","groupKey":"g","alerts":[{"status":"firing","labels":{"alertname":"HighLatency","severity":"critical","namespace":"x","pod":"p"},"startsAt":"{{WireTimeConverter.ToText(old)}}"}]}""";
        await _built.SendAsync(DataTopic.Alerts, Now, alert, SentTime.ToHeader(old.AddSeconds(1)));

        Assert.Empty(await _built.IncidentsAsync());
    }

    public ValueTask DisposeAsync() => _built.DisposeAsync();

    private static bool IsOpen(IncidentNode incident) => incident.Status == IncidentNode.Open;
}
