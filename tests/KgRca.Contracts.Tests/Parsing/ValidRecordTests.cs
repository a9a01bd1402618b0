using System.Text;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class ValidRecordTests
{
    private static readonly DateTimeOffset ObservedAt = new(2026, 11, 21, 11, 50, 50, TimeSpan.Zero);

    [Fact]
    public void Parse_Event_HasEveryMember()
    {
        var record = ParseAssert.Valid<Event>(DataTopic.Events, Samples.Of(DataTopic.Events));

        var expected = new Event(
            "0f5c2a",
            ObservedAt.AddSeconds(-1),
            "prod-eu-1",
            EventSource.K8sEvent,
            Severity.Warning,
            "Unhealthy",
            "Liveness probe failed: Get \"http://172.20.2.163:9555/\": connection refused",
            new ObjectReference("Pod", "adservice-d6c9fcc6b-d4nlb", "boutique", "6b1f"),
            ObservedAt.AddSeconds(-81),
            9,
            "server"
        );
        Assert.Equal(expected, record with { Labels = null });
        Assert.Equal(new Dictionary<string, string> { ["component"] = "kubelet" }, record.Labels);
        Assert.Equal(ObservedAt.AddSeconds(-81), record.Onset);
    }

    [Theory]
    [
        InlineData("first_time"),
        InlineData("count"),
        InlineData("container"),
        InlineData("labels"),
        InlineData("subject.uid"),
        InlineData("subject.namespace")
    ]
    public void Parse_EventWithoutOptionalMember_IsValid(string member) =>
        ParseAssert.Valid<Event>(DataTopic.Events, Samples.Without(DataTopic.Events, member));

    [Theory]
    [
        InlineData("first_time"),
        InlineData("container"),
        InlineData("labels"),
        InlineData("subject.uid"),
        InlineData("subject.namespace")
    ]
    public void Parse_OptionalMemberNull_IsAbsent(string member) =>
        Assert.Equal(
            ParseAssert.Valid<Event>(DataTopic.Events, Samples.Without(DataTopic.Events, member)) with
            {
                Labels = null,
            },
            ParseAssert.Valid<Event>(DataTopic.Events, Samples.With(DataTopic.Events, member, "null")) with
            {
                Labels = null,
            }
        );

    [Fact]
    public void Parse_EventWithoutCountAndFirstTime_HappenedOnceAtItsTime()
    {
        var value = Encoding.UTF8.GetBytes(
            Samples
                .Text(DataTopic.Events)
                .Replace("\"count\": 9,", "", StringComparison.Ordinal)
                .Replace("\"first_time\": \"2026-11-21T11:49:29.000Z\",", "", StringComparison.Ordinal)
        );

        var record = ParseAssert.Valid<Event>(DataTopic.Events, value);

        Assert.Equal((1, record.EventTime), (record.Count, record.Onset));
    }

    [Fact]
    public void Parse_Resource_KeepsTheObjectAndNamesIt()
    {
        var record = ParseAssert.Valid<Resource>(DataTopic.Resources, Samples.Of(DataTopic.Resources));

        Assert.Equal((StateOperation.Upsert, ObservedAt, "prod-eu-1"), (record.Op, record.ObservedAt, record.Cluster));
        Assert.Equal(new ObjectReference("Pod", "adservice-d6c9fcc6b-d4nlb", "boutique", "6b1f"), record.Reference());
        Assert.Equal("Running", record.Object.GetProperty("status").GetProperty("phase").GetString());
    }

    [Fact]
    public void Parse_DeletedClusterScopedResource_NeedsOnlyItsName()
    {
        const string value = """
            {"op":"delete","observed_at":"2026-11-21T11:50:50Z","cluster":"c","object":{"apiVersion":"v1","kind":"Node","metadata":{"name":"n","namespace":null}}}
            """;

        var record = ParseAssert.Valid<Resource>(DataTopic.Resources, Encoding.UTF8.GetBytes(value));

        Assert.Equal(new ObjectReference("Node", "n"), record.Reference());
    }

    [Fact]
    public void Parse_CallEdge_HasItsStatistics() =>
        Assert.Equal(
            new CallStatistics(CallSource.Trace, 2.5, 0.1, 4, 20.5),
            ParseAssert
                .Valid<Edge>(
                    DataTopic.Topology,
                    """
            {"op": "upsert", "observed_at": "2026-11-21T11:50:50.000Z", "cluster": "c", "type": "CALLS", "from": {"kind": "Deployment", "name": "a"}, "to": {"kind": "Service", "name": "b"},
             "calls": {"source": "trace", "rate": 2.5, "error_ratio": 0.1, "latency_p50_ms": 4, "latency_p95_ms": 20.5}}
            """u8.ToArray()
                )
                .Calls
        );

    [Fact]
    public void Parse_Edge_HasEveryMember() =>
        Assert.Equal(
            new Edge(
                StateOperation.Upsert,
                ObservedAt,
                "prod-eu-1",
                EdgeType.RunsOn,
                new ObjectReference("Pod", "adservice-d6c9fcc6b-d4nlb", "boutique", "6b1f"),
                new ObjectReference("Node", "worker-02")
            ),
            ParseAssert.Valid<Edge>(DataTopic.Topology, Samples.Of(DataTopic.Topology))
        );

    [Fact]
    public void Parse_AlertGroup_HasWhatIsUsed()
    {
        var record = ParseAssert.Valid<AlertGroup>(DataTopic.Alerts, Samples.Of(DataTopic.Alerts));

        Assert.Equal("{}:{alertname=\"PodRestarts\"}", record.GroupKey);
        var alert = Assert.Single(record.Alerts);
        Assert.Equal(
            (AlertStatus.Firing, "c6a1", DateTimeOffset.MinValue),
            (alert.Status, alert.Fingerprint, alert.EndsAt)
        );
        Assert.Equal(ObservedAt.AddTicks(1_234_567), alert.StartsAt);
        Assert.Equal("adservice", alert.Labels["pod"]);
        Assert.Equal(new Dictionary<string, string> { ["summary"] = "A pod restarts" }, alert.Annotations);
    }

    [Theory]
    [InlineData("VirtualService"), InlineData("X"), InlineData("Foo2Bar")]
    public void Parse_KindThatKubernetesDoesNotHave_IsACustomResource(string kind)
    {
        Assert.Equal(
            kind,
            ParseAssert
                .Valid<Event>(DataTopic.Events, Samples.With(DataTopic.Events, "subject.kind", $"\"{kind}\""))
                .Subject.Kind
        );
        Assert.Equal(
            kind,
            ParseAssert
                .Valid<Resource>(DataTopic.Resources, Samples.With(DataTopic.Resources, "object.kind", $"\"{kind}\""))
                .Reference()
                .Kind
        );
    }

    [Fact]
    public void Parse_ClientIdInTheValue_IsIgnoredLikeAnyUnknownMember() =>
        ParseAssert.Valid<Edge>(
            DataTopic.Topology,
            Samples.With(DataTopic.Topology, "client_id", "\"client-other-abcdef\"")
        );

    [Fact]
    public void Parse_MemberTwice_LastCounts()
    {
        var value = Encoding.UTF8.GetBytes(
            Samples
                .Text(DataTopic.Events)
                .Replace(
                    "\"count\": 9,",
                    "\"count\": 9, \"reason\": \"First\", \"labels\": {\"a\": \"1\"},",
                    StringComparison.Ordinal
                )
                .Replace("{\"component\": \"kubelet\"}", "{\"a\": \"1\", \"a\": \"2\"}", StringComparison.Ordinal)
        );

        var record = ParseAssert.Valid<Event>(DataTopic.Events, value);

        Assert.Equal("Unhealthy", record.Reason);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "2" }, record.Labels);
    }

    [Theory]
    [
        InlineData(DataTopic.Events),
        InlineData(DataTopic.Logs),
        InlineData(DataTopic.Resources),
        InlineData(DataTopic.Topology),
        InlineData(DataTopic.Alerts)
    ]
    public void Parse_RecordOfExactlyOneMebibyte_IsValid(DataTopic topic)
    {
        var sample = Samples.Of(topic);

        Assert.True(
            RecordParser
                .Parse(
                    topic,
                    [.. sample, .. Enumerable.Repeat((byte)' ', RecordLimits.Bytes - sample.Length)],
                    Samples.ReceivedAt
                )
                .IsValid
        );
    }

    [Fact]
    public void Parse_AsManyLabelsAsAllowed_IsValid()
    {
        var labels = string.Join(',', Enumerable.Range(0, RecordLimits.Labels).Select(i => $"\"k{i}\":\"v\""));

        var record = ParseAssert.Valid<Event>(
            DataTopic.Events,
            Samples.With(DataTopic.Events, "labels", $"{{{labels}}}")
        );

        Assert.Equal(RecordLimits.Labels, record.Labels?.Count);
    }
}
