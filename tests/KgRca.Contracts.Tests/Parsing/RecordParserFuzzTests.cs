using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class RecordParserFuzzTests
{
    private const int Iterations = 20_000;

    [Fact]
    public void Parse_RandomBytes_IsNeverARecord() =>
        Gen.Select(Gens.Topic, Gen.Byte.Array[0, 200])
            .Sample((topic, value) => Assert.False(Check(topic, value).IsValid), iter: Iterations);

    [Fact]
    public void Parse_RandomJson_GivesARecordOrAnError() =>
        Gen.Select(Gens.Topic, Gens.Json(4))
            .Sample(
                (topic, json) =>
                {
                    Check(topic, Encoding.UTF8.GetBytes(json));
                },
                iter: Iterations
            );

    [Fact]
    public void Parse_RecordWithBytesChanged_GivesARecordOrAnError()
    {
        var edit = Gen.Select(
            Gen.Double[0, 1],
            Gen.Int[0, 3],
            Gen.Frequency((1, Gen.Byte), (2, Gen.Char["{}[]\",:\\0e- nud"].Select(c => (byte)c)))
        );

        Gen.Select(Gens.Topic, edit.Array[1, 6])
            .Sample(
                (topic, edits) =>
                {
                    Check(topic, edits.Aggregate(Samples.Of(topic), Apply));
                },
                iter: Iterations
            );
    }

    [Fact]
    public void Parse_RecordWithOneMemberReplaced_BlamesThatMemberOrOneThatDependsOnIt()
    {
        var paths = TopicName
            .Inputs.SelectMany(topic => Paths(JsonNode.Parse(Samples.Text(topic)), "").Select(path => (topic, path)))
            .ToArray();

        Gen.Select(Gen.OneOf(paths), Gens.Json(3))
            .Sample(
                (target, json) =>
                {
                    var result = Check(target.topic, Samples.With(target.topic, target.path, json));
                    if (result.IsValid)
                        return;
                    var blamed = result.Error.Member;
                    // first_time is compared with event_time, and a source may be right in another topic only.
                    Assert.True(
                        blamed.StartsWith(target.path, StringComparison.Ordinal)
                            || target.path.StartsWith(blamed, StringComparison.Ordinal)
                            || (blamed, target.path) is ("first_time", "event_time"),
                        $"{target.path} was spoiled; {blamed} was blamed."
                    );
                },
                iter: Iterations
            );
    }

    [Fact]
    public void Parse_SerializedEvent_IsEqual() =>
        Gens.Event.Sample(expected =>
        {
            var topic = expected.Source == EventSource.K8sLog ? DataTopic.Logs : DataTopic.Events;
            var record = ParseAssert.Valid<Event>(
                topic,
                JsonSerializer.SerializeToUtf8Bytes(expected, WireJson.Default.Event)
            );
            Assert.Equal(expected with { Labels = null }, record with { Labels = null });
            Assert.Equal(expected.Labels, record.Labels);
        });

    [Fact]
    public void Parse_SerializedEdge_IsEqual() =>
        Gens.Edge.Sample(expected =>
            Assert.Equal(
                expected,
                ParseAssert.Valid<Edge>(
                    DataTopic.Topology,
                    JsonSerializer.SerializeToUtf8Bytes(expected, WireJson.Default.Edge)
                )
            )
        );

    [Fact]
    public void Parse_SerializedAlertGroup_IsEqual() =>
        Gens.AlertGroup.Sample(expected =>
            Assert.Equivalent(
                expected with
                {
                    ReceivedAt = Samples.ReceivedAt,
                },
                ParseAssert.Valid<AlertGroup>(
                    DataTopic.Alerts,
                    JsonSerializer.SerializeToUtf8Bytes(expected, WireJson.Default.AlertGroup)
                ),
                strict: true
            )
        );

    // Whatever the bytes: no exception, and a record that can be written and read again, or an error that says
    // something and leaks nothing.
    private static ParseResult Check(DataTopic topic, byte[] value)
    {
        var result = RecordParser.Parse(topic, value, Samples.ReceivedAt);
        if (result.IsValid)
        {
            var once = Serialize(result.Record);
            var again = RecordParser.Parse(topic, once, Samples.ReceivedAt);
            Assert.True(again.IsValid, $"{again.Error}");
            Assert.Equal(once, Serialize(again.Record));
            Assert.Null(result.Error);
        }
        else
        {
            Assert.NotEmpty(result.Error.Message);
            Assert.DoesNotContain(Gens.Secret, $"{result.Error}", StringComparison.Ordinal);
            Assert.DoesNotContain("System.", $"{result.Error}", StringComparison.Ordinal);
        }
        return result;
    }

    private static byte[] Serialize(WireRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(record, record.GetType(), WireJson.Default);

    private static byte[] Apply(byte[] value, (double Position, int Operation, byte Value) edit)
    {
        var at = (int)(edit.Position * (value.Length - 1));
        return edit.Operation switch
        {
            0 => [.. value[..at], edit.Value, .. value[(at + 1)..]],
            1 => [.. value[..at], edit.Value, .. value[at..]],
            2 => [.. value[..at], .. value[(at + 1)..]],
            _ => [.. value[..at], .. value[(at / 2)..]],
        };
    }

    private static IEnumerable<string> Paths(JsonNode? node, string path) =>
        node switch
        {
            JsonObject members => members.SelectMany(member =>
                Paths(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}")
                    .Prepend(path.Length == 0 ? member.Key : $"{path}.{member.Key}")
            ),
            JsonArray items => items.SelectMany(item => Paths(item, $"{path}[0]").Prepend($"{path}[0]")),
            _ => [],
        };
}
