using System.Text;
using System.Text.Json;
using CsCheck;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Tests.Captures;

public sealed class CaptureRecordTests
{
    private const string Line = """
        {"topic": "state.k8s.resource", "key": "c/Pod/n/\u00fc", "time": "2026-11-21T11:50:50.000Z", "value": {"op": [1, "}"]} }
        """;

    private const string Topics =
        "must be one of events.normalized, logs.normalized, state.k8s.resource, state.k8s.topology, alerts.raw, agents.heartbeat";

    [Fact]
    public void TryRead_Line_GivesItsMembers()
    {
        Assert.Null(Read(Line, out var record));

        Assert.Equal(
            (DataTopic.Resources, "c/Pod/n/ü", Samples.ReceivedAt.AddSeconds(-550)),
            (record.Topic, record.Key, record.Time)
        );
        Assert.Equal("{\"op\": [1, \"}\"]}", Encoding.UTF8.GetString(record.Value.Span));
    }

    [Fact]
    public void TryRead_MembersInAnotherOrderAmongUnknownOnes_AreFound()
    {
        Assert.Null(
            Read(
                """{"value":5,"x":{"topic":"no","value":[{}]},"time":"2026-11-21T11:50:50Z","y":[],"key":"","\u0074opic":"alerts.raw"}""",
                out var record
            )
        );

        Assert.Equal(
            (DataTopic.Alerts, "", "5"),
            (record.Topic, record.Key, Encoding.UTF8.GetString(record.Value.Span))
        );
    }

    [Fact]
    public void TryRead_MemberTwice_LastCounts()
    {
        Assert.Null(
            Read(
                """{"topic":"logs.normalized","key":"a","key":"b","time":"2026-11-21T11:50:50Z","value":1,"value":2,"topic":"alerts.raw"}""",
                out var record
            )
        );

        Assert.Equal(
            (DataTopic.Alerts, "b", "2"),
            (record.Topic, record.Key, Encoding.UTF8.GetString(record.Value.Span))
        );
    }

    [Theory]
    [InlineData("\"topic\": \"state.k8s.resource\",", "topic"), InlineData("\"key\": \"c/Pod/n/\\u00fc\",", "key")]
    [
        InlineData("\"time\": \"2026-11-21T11:50:50.000Z\",", "time"),
        InlineData(", \"value\": {\"op\": [1, \"}\"]}", "value")
    ]
    public void TryRead_MemberMissing_NamesIt(string text, string member)
    {
        Assert.Contains(text, Line, StringComparison.Ordinal);

        Assert.Equal(
            new RecordError(RecordErrorCode.MissingMember, member, "is required"),
            Read(Line.Replace(text, "", StringComparison.Ordinal), out _)
        );
    }

    [Theory]
    [InlineData("\"state.k8s.resource\"", "5", RecordErrorCode.UnknownTopic, "topic", Topics)]
    [InlineData("\"state.k8s.resource\"", "null", RecordErrorCode.UnknownTopic, "topic", Topics)]
    [InlineData("\"state.k8s.resource\"", "{}", RecordErrorCode.UnknownTopic, "topic", Topics)]
    [InlineData("state.k8s.resource", "deadletter", RecordErrorCode.UnknownTopic, "topic", Topics)]
    [InlineData("state.k8s.resource", "client-other-abcdef.alerts.raw", RecordErrorCode.UnknownTopic, "topic", Topics)]
    [InlineData("\"c/Pod/n/\\u00fc\"", "null", RecordErrorCode.InvalidValue, "key", "must be a string")]
    [InlineData("\"c/Pod/n/\\u00fc\"", "[]", RecordErrorCode.InvalidValue, "key", "must be a string")]
    [InlineData(
        "\"2026-11-21T11:50:50.000Z\"",
        "1",
        RecordErrorCode.InvalidValue,
        "time",
        "must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z"
    )]
    [InlineData(
        "11:50:50.000Z",
        "11:50:50",
        RecordErrorCode.InvalidValue,
        "time",
        "must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z"
    )]
    [InlineData("\\u00fc", "\\ud83d", RecordErrorCode.InvalidUtf8, "", "The line has text that is not valid Unicode.")]
    [InlineData(
        "state.k8s",
        "\\ud83d",
        RecordErrorCode.InvalidUtf8,
        "",
        "The line has text that is not valid Unicode."
    )]
    [InlineData(
        "\"key\"",
        "\"ke\\ud83d\"",
        RecordErrorCode.InvalidUtf8,
        "",
        "The line has text that is not valid Unicode."
    )]
    public void TryRead_MemberThatIsWrong_SaysWhatWasExpected(
        string text,
        string wrong,
        RecordErrorCode code,
        string member,
        string message
    )
    {
        Assert.Contains(text, Line, StringComparison.Ordinal);

        Assert.Equal(
            new RecordError(code, member, message),
            Read(Line.Replace(text, wrong, StringComparison.Ordinal), out var record)
        );
        Assert.Equal(default, record);
    }

    [Theory]
    [InlineData("", RecordErrorCode.MalformedJson, "The line is empty.")]
    [InlineData("  ", RecordErrorCode.MalformedJson, "The line is not valid JSON (line 1, byte 2).")]
    [InlineData("[]", RecordErrorCode.InvalidValue, "The line must be a JSON object.")]
    [InlineData("null", RecordErrorCode.InvalidValue, "The line must be a JSON object.")]
    [InlineData("{\"value\":}", RecordErrorCode.MalformedJson, "The line is not valid JSON (line 1, byte 9).")]
    [InlineData("{\"value\":1", RecordErrorCode.MalformedJson, "The line is not valid JSON (line 1, byte 10).")]
    [InlineData("{}{}", RecordErrorCode.MalformedJson, "The line is not valid JSON (line 1, byte 2).")]
    [InlineData(
        "\uFEFF{}",
        RecordErrorCode.MalformedJson,
        "The line begins with a byte order mark, which JSON forbids."
    )]
    public void TryRead_LineThatIsNoObject_SaysSo(string line, RecordErrorCode code, string message) =>
        Assert.Equal(new RecordError(code, "", message), Read(line, out _));

    [Fact]
    public void TryRead_ValueAsDeepAsARecordMayBe_IsRead()
    {
        string Deep(int depth) =>
            Line.Replace("[1, \"}\"]", new string('[', depth) + new string(']', depth), StringComparison.Ordinal);

        Assert.Null(Read(Deep(RecordLimits.Depth - 1), out _));
        Assert.Equal("The line nests deeper than 129 levels.", Read(Deep(10_000), out _)?.Message);
    }

    [Fact]
    public void TryRead_CutShortAnywhere_IsMalformed()
    {
        var line = Encoding.UTF8.GetBytes(Line);
        for (var length = 1; length < line.Length; length++)
            Assert.Equal(RecordErrorCode.MalformedJson, CaptureRecord.TryRead(line.AsMemory(0, length), out _)?.Code);
    }

    [Fact]
    public void TryRead_AnyChangedLine_NeverThrows()
    {
        var line = Encoding.UTF8.GetBytes(Line);

        Gen.Select(Gen.Int[0, line.Length - 1], Gen.Byte, Gen.Int[0, line.Length - 1], Gen.Char["{}[]\",:\\0e- nud"])
            .Sample(
                (first, value, second, syntax) =>
                {
                    var changed = line.ToArray();
                    (changed[first], changed[second]) = (value, (byte)syntax);
                    var error = CaptureRecord.TryRead(changed, out var record);
                    Assert.NotEqual(error is null, record == default);
                },
                iter: 50_000
            );
    }

    [Fact]
    public void WriteTo_AnyRecord_IsReadBack() =>
        Gen.Select(Gens.Topic, Gens.Text, Gen.Long[0, 1_000_000_000_000], Gens.Json(3))
            .Sample(
                (topic, key, time, json) =>
                {
                    var record = new CaptureRecord(
                        topic,
                        key,
                        DateTimeOffset.FromUnixTimeMilliseconds(time),
                        Encoding.UTF8.GetBytes(json)
                    );

                    Assert.Null(CaptureRecord.TryRead(Write(record), out var read));

                    Assert.Equal(record with { Value = default }, read with { Value = default });
                    Assert.Equal(json, Encoding.UTF8.GetString(read.Value.Span));
                }
            );

    [Fact]
    public void WriteTo_ValueOverSeveralLines_IsWrittenOnOne()
    {
        var line = Write(
            new CaptureRecord(DataTopic.Alerts, "k", Samples.ReceivedAt, "{\r\n\"a\": \"\\n\",\n\"b\": 1}"u8.ToArray())
        );

        Assert.DoesNotContain((byte)'\n', line);
        Assert.DoesNotContain((byte)'\r', line);
        Assert.Null(CaptureRecord.TryRead(line, out var read));
        Assert.Equal("{  \"a\": \"\\n\", \"b\": 1}", Encoding.UTF8.GetString(read.Value.Span));
    }

    private static RecordError? Read(string line, out CaptureRecord record) =>
        CaptureRecord.TryRead(Encoding.UTF8.GetBytes(line), out record);

    private static byte[] Write(CaptureRecord record)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            record.WriteTo(writer);
        return stream.ToArray();
    }
}
