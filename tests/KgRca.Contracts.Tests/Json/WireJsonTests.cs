using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Json;

public sealed class WireJsonTests
{
    [Theory]
    [
        InlineData(DataTopic.Events),
        InlineData(DataTopic.Logs),
        InlineData(DataTopic.Resources),
        InlineData(DataTopic.Topology),
        InlineData(DataTopic.Heartbeats)
    ]
    public void Serialize_ParsedExample_IsTheExample(DataTopic topic)
    {
        var record = RecordParser.Parse(topic, Samples.Of(topic), Samples.ReceivedAt).Record;
        Assert.NotNull(record);

        var written = JsonSerializer.SerializeToNode(record, record.GetType(), WireJson.Default);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Samples.Text(topic)), written), written?.ToJsonString());
    }

    [Fact]
    public void Serialize_AlertGroup_KeepsAlertmanagersNames()
    {
        var record = RecordParser.Parse(DataTopic.Alerts, Samples.Of(DataTopic.Alerts), Samples.ReceivedAt).Record;

        var written = JsonSerializer.Serialize(Assert.IsType<AlertGroup>(record), WireJson.Default.AlertGroup);

        const string expected = """
            {"version":"4","groupKey":"{}:{alertname=\"PodRestarts\"}","alerts":[{"status":"firing",
            "labels":{"alertname":"PodRestarts","namespace":"boutique","pod":"adservice"},"startsAt":"2026-11-21T11:50:50.123Z",
            "endsAt":"0001-01-01T00:00:00.000Z","annotations":{"summary":"A pod restarts"},"fingerprint":"c6a1"}]}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(written)), written);
    }

    [Fact]
    public void Serialize_OptionalMembersAbsent_AreNotWritten()
    {
        var edge = new Edge(
            StateOperation.Delete,
            Samples.ReceivedAt,
            "c",
            EdgeType.BoundTo,
            new ObjectReference("PersistentVolumeClaim", "a", "ns"),
            new ObjectReference("PersistentVolume", "b")
        );

        Assert.Equal(
            """{"op":"delete","observed_at":"2026-11-21T12:00:00.000Z","cluster":"c","type":"BOUND_TO","from":{"kind":"PersistentVolumeClaim","name":"a","namespace":"ns"},"to":{"kind":"PersistentVolume","name":"b"}}""",
            JsonSerializer.Serialize(edge, WireJson.Default.Edge)
        );
    }

    [Fact]
    public void Serialize_TimeInAnotherZone_IsUtcWithMilliseconds()
    {
        var time = new DateTimeOffset(2026, 1, 2, 1, 4, 5, 678, TimeSpan.FromHours(2)).AddTicks(9_999);

        Assert.Equal("2026-01-01T23:04:05.678Z", WireTimeConverter.ToText(time));
        var edge = new Edge(
            StateOperation.Upsert,
            time,
            "c",
            EdgeType.Uses,
            new ObjectReference("A", "a"),
            new ObjectReference("B", "b")
        );
        Assert.Contains(
            "\"2026-01-01T23:04:05.678Z\"",
            JsonSerializer.Serialize(edge, WireJson.Default.Edge),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Deserialize_FromAStreamInSmallPieces_IsTheSame()
    {
        // Values that straddle two buffers reach converters in another form than those of a span.
        var text = Samples.Text(DataTopic.Events).Replace("+", "\\u002b", StringComparison.Ordinal);
        using var stream = new SmallReads(Encoding.UTF8.GetBytes(text));
        var options = new JsonSerializerOptions(WireJson.Default.Options) { DefaultBufferSize = 16 };

        var record = await JsonSerializer.DeserializeAsync(
            stream,
            (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Event>)options.GetTypeInfo(typeof(Event)),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(Samples.ReceivedAt.AddSeconds(-551), record?.EventTime);
    }

    private sealed class SmallReads(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);
    }
}
