using System.Text;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class MalformedRecordTests
{
    public static TheoryData<DataTopic> Topics { get; } = [.. TopicName.Inputs];

    [Theory]
    [MemberData(nameof(Topics))]
    public void Parse_CutShortAnywhere_IsMalformed(DataTopic topic)
    {
        var value = Samples.Of(topic);
        for (var length = 1; length < value.Length; length++)
            Assert.Equal((length, RecordErrorCode.MalformedJson), (length, Parse(topic, value[..length]).Code));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Parse_ByteThatIsNotUtf8Anywhere_IsInvalidUtf8(DataTopic topic)
    {
        var value = Samples.Of(topic);
        for (var i = 0; i < value.Length; i++)
        {
            // A byte that never occurs, a continuation without a start, a start without a continuation, half of a
            // surrogate pair.
            foreach (
                var bytes in (byte[][])
                    [
                        [0xFF],
                        [0x80],
                        [0xC3],
                        [0xED, 0xA0, 0x80],
                    ]
            )
            {
                byte[] spoiled = [.. value[..i], .. bytes, .. value[(i + 1)..]];
                Assert.Equal(
                    new RecordError(RecordErrorCode.InvalidUtf8, "", "The record is not valid UTF-8."),
                    Parse(topic, spoiled)
                );
            }
        }
    }

    [Theory]
    [InlineData("", "The record is empty.")]
    [InlineData("   ", "The record is not valid JSON (line 1, byte 3).")]
    [InlineData("{", "The record is not valid JSON (line 1, byte 1).")]
    [InlineData("{\n\"event_id\": Secret}", "The record is not valid JSON (line 2, byte 12).")]
    [InlineData("{\"event_id\": \"a\",}", "The record is not valid JSON (line 1, byte 17).")]
    [InlineData("{'event_id': 1}", "The record is not valid JSON (line 1, byte 1).")]
    [InlineData("// comment\n{}", "The record is not valid JSON (line 1, byte 0).")]
    [InlineData("{\"count\": 01}", "The record is not valid JSON (line 1, byte 11).")]
    [InlineData("{\"count\": NaN}", "The record is not valid JSON (line 1, byte 10).")]
    [InlineData("{\"a\": \"\t\"}", "The record is not valid JSON (line 1, byte 7).")]
    [InlineData("\uFEFF{}", "The record begins with a byte order mark, which JSON forbids.")]
    public void Parse_TextThatIsNotJson_SaysWhere(string text, string message) =>
        ParseAssert.Error(RecordErrorCode.MalformedJson, "", message, DataTopic.Events, Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("x"), InlineData("{}"), InlineData("\0"), InlineData(","), InlineData("]")]
    public void Parse_MoreAfterTheRecord_IsMalformed(string garbage)
    {
        foreach (var topic in TopicName.Inputs)
            Assert.Equal(
                RecordErrorCode.MalformedJson,
                Parse(topic, [.. Samples.Of(topic), .. Encoding.UTF8.GetBytes(garbage)]).Code
            );
    }

    [Fact]
    public void Parse_RecordOverOneMebibyte_IsTooLarge() =>
        ParseAssert.Error(
            RecordErrorCode.TooLarge,
            "",
            "The record has 1048577 bytes; at most 1048576 are allowed.",
            DataTopic.Logs,
            new byte[RecordLimits.Bytes + 1]
        );

    [Fact]
    public void Parse_MillionLabels_IsTooLarge()
    {
        var labels = string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":\"\""));

        Assert.Equal(
            RecordErrorCode.TooLarge,
            Parse(DataTopic.Events, Samples.With(DataTopic.Events, "labels", $"{{{labels}}}")).Code
        );
    }

    [Theory]
    [InlineData(DataTopic.Resources, "object.spec")]
    [InlineData(DataTopic.Events, "labels")]
    [InlineData(DataTopic.Events, "unknown")]
    [InlineData(DataTopic.Topology, "from")]
    [InlineData(DataTopic.Alerts, "alerts")]
    public void Parse_TenThousandLevels_IsTooDeep(DataTopic topic, string member)
    {
        foreach (var (open, close) in ((string, string)[])[("[", "]"), ("{\"a\":", "}")])
        {
            var deep = $"{Repeat(open, 10_000)}1{Repeat(close, 10_000)}";
            ParseAssert.Error(
                RecordErrorCode.MalformedJson,
                "",
                "The record nests deeper than 128 levels.",
                topic,
                Samples.With(topic, member, deep)
            );
        }
    }

    [Theory]
    [InlineData(DataTopic.Resources, "object.spec", 2)]
    [InlineData(DataTopic.Events, "unknown", 1)]
    public void Parse_AsDeepAsAllowed_IsValid(DataTopic topic, string member, int above)
    {
        var depth = RecordLimits.Depth - above;

        Assert.True(
            RecordParser
                .Parse(
                    topic,
                    Samples.With(topic, member, $"{Repeat("[", depth)}{Repeat("]", depth)}"),
                    Samples.ReceivedAt
                )
                .IsValid
        );
        Assert.Equal(
            RecordErrorCode.MalformedJson,
            Parse(topic, Samples.With(topic, member, $"{Repeat("[", depth + 1)}{Repeat("]", depth + 1)}")).Code
        );
    }

    [Theory]
    [InlineData(DataTopic.Events, "event_id", "event_id")]
    [InlineData(DataTopic.Events, "message", "message")]
    [InlineData(DataTopic.Events, "subject.name", "subject.name")]
    [InlineData(DataTopic.Events, "labels.component", "labels")]
    [InlineData(DataTopic.Alerts, "groupKey", "groupKey")]
    [InlineData(DataTopic.Alerts, "alerts[0].labels.pod", "alerts[0].labels")]
    [InlineData(DataTopic.Topology, "to.kind", "to.kind")]
    [InlineData(DataTopic.Topology, "cluster", "cluster")]
    [InlineData(DataTopic.Resources, "object.kind", "object")]
    [InlineData(DataTopic.Resources, "object.spec.nodeName", "object")]
    public void Parse_HalfOfASurrogatePair_NamesTheMember(DataTopic topic, string member, string expected)
    {
        foreach (var half in (string[])["\\ud83d", "\\uD83D", "\\ude00", "a\\ude00\\ud83d"])
            ParseAssert.Error(
                RecordErrorCode.InvalidValue,
                expected,
                "has text that is not valid Unicode",
                topic,
                Samples.With(topic, member, $"\"{half}\"")
            );
    }

    [Theory]
    [
        InlineData(DataTopic.Events, "severity"),
        InlineData(DataTopic.Events, "event_time"),
        InlineData(DataTopic.Resources, "op"),
        InlineData(DataTopic.Topology, "type")
    ]
    public void Parse_HalfOfASurrogatePairInAValueOfFixedForm_NamesTheMember(DataTopic topic, string member)
    {
        var error = Parse(topic, Samples.With(topic, member, "\"\\ud83d\""));

        Assert.Equal((RecordErrorCode.InvalidValue, member), (error.Code, error.Member));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public void Parse_HalfOfASurrogatePairInANameAnywhere_GivesAnErrorOrIsIgnored(DataTopic topic)
    {
        var text = Samples.Text(topic);
        for (var quote = text.IndexOf('"', StringComparison.Ordinal); quote >= 0; quote = text.IndexOf('"', quote + 1))
        {
            var spoiled = Encoding.UTF8.GetBytes(text.Insert(quote, "\"\\ud83d\":1,").Insert(quote + 2, "e"));
            var result = RecordParser.Parse(topic, spoiled, Samples.ReceivedAt);
            Assert.True(result.IsValid || result.Error.Message.Length > 0);
        }
    }

    [Fact]
    public void Parse_WholeSurrogatePair_IsReadable()
    {
        var record = ParseAssert.Valid<Event>(
            DataTopic.Events,
            Samples.With(DataTopic.Events, "message", "\"\\ud83d\\ude00\"")
        );

        Assert.Equal("😀", record.Message);
        ParseAssert.Valid<Resource>(
            DataTopic.Resources,
            Samples.With(DataTopic.Resources, "object.spec.nodeName", "\"\\uD83D\\uDE00\"")
        );
    }

    private static RecordError Parse(DataTopic topic, byte[] value)
    {
        var result = RecordParser.Parse(topic, value, Samples.ReceivedAt);
        Assert.Null(result.Record);
        return Assert.IsType<RecordError>(result.Error);
    }

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
}
