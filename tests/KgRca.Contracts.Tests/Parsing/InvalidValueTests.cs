using System.Text;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class InvalidValueTests
{
    private const string Kind = "must be a Kubernetes kind, such as Pod: letters and digits, beginning with a capital";

    [Theory]
    [InlineData(DataTopic.Events, "subject.kind", "")]
    [InlineData(DataTopic.Events, "subject.kind", "pod")]
    [InlineData(DataTopic.Events, "subject.kind", "Pod/x")]
    [InlineData(DataTopic.Logs, "subject.kind", "Pöd")]
    [InlineData(DataTopic.Topology, "from.kind", "Pod ")]
    [InlineData(DataTopic.Topology, "to.kind", "1Pod")]
    [InlineData(DataTopic.Resources, "object.kind", "A23456789012345678901234567890123456789012345678901234567890abcd")]
    public void Parse_IllFormedKind_IsRefused(DataTopic topic, string member, string kind) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            Kind,
            topic,
            Samples.With(topic, member, $"\"{kind}\"")
        );

    [Theory]
    [InlineData("cluster", "\"a/b\"", "must not contain a slash")]
    [InlineData("version", "\"\"", "must not be empty")]
    [InlineData("lag_seconds", "-0.1", "must not be negative")]
    [InlineData("lag_seconds", "1e400", "is too large")]
    [InlineData("lag_seconds", "\"much\"", "must be a number")]
    [InlineData("dropped", "-1", "must not be negative")]
    [InlineData("dropped", "true", "must be a whole number")]
    [InlineData("records", "-1", "must not be negative")]
    [InlineData("records", "9223372036854775808", "must be a whole number of at most 9223372036854775807")]
    public void Parse_HeartbeatWithAWrongValue_IsRefused(string member, string value, string message) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            message,
            DataTopic.Heartbeats,
            Samples.With(DataTopic.Heartbeats, member, value)
        );

    [Theory]
    [InlineData("RUNS_ON", """{"source": "trace"}""", "calls", "must be absent unless type is CALLS")]
    [InlineData("CALLS", """{"source": "trace", "rate": -1}""", "calls.rate", "must not be negative")]
    [InlineData("CALLS", """{"source": "mesh", "error_ratio": 1.1}""", "calls.error_ratio", "must be from 0 to 1")]
    [InlineData(
        "CALLS",
        """{"source": "mesh", "latency_p50_ms": -0.1}""",
        "calls.latency_p50_ms",
        "must not be negative"
    )]
    [InlineData(
        "CALLS",
        """{"source": "mesh", "latency_p95_ms": -0.1}""",
        "calls.latency_p95_ms",
        "must not be negative"
    )]
    [InlineData("CALLS", """{"source": "trace", "rate": 1e400}""", "calls.rate", "is too large")]
    [InlineData("CALLS", """{"source": "guess"}""", "calls.source", "must be one of trace, mesh, declared")]
    public void Parse_CallStatisticsOutOfRange_IsRefused(string type, string calls, string member, string message) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            message,
            DataTopic.Topology,
            Encoding.UTF8.GetBytes(
                $$$"""
                {"op": "upsert", "observed_at": "2026-11-21T11:50:50.000Z", "cluster": "c", "type": "{{{type}}}", "from": {"kind": "Pod", "name": "a"}, "to": {"kind": "Pod", "name": "b"}, "calls": {{{calls}}}}
                """
            )
        );

    [Theory]
    [InlineData(DataTopic.Events, "event_id")]
    [InlineData(DataTopic.Events, "cluster")]
    [InlineData(DataTopic.Events, "reason")]
    [InlineData(DataTopic.Events, "subject.name")]
    [InlineData(DataTopic.Resources, "cluster")]
    [InlineData(DataTopic.Resources, "object.metadata.name")]
    [InlineData(DataTopic.Topology, "cluster")]
    [InlineData(DataTopic.Topology, "from.name")]
    [InlineData(DataTopic.Alerts, "alerts[0].labels.alertname")]
    public void Parse_EmptyName_IsRefused(DataTopic topic, string member) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            "must not be empty",
            topic,
            Samples.With(topic, member, "\"\"")
        );

    [Theory]
    [InlineData(DataTopic.Events, "event_id")]
    [InlineData(DataTopic.Events, "cluster")]
    [InlineData(DataTopic.Events, "reason")]
    [InlineData(DataTopic.Events, "subject.name")]
    [InlineData(DataTopic.Events, "subject.namespace")]
    [InlineData(DataTopic.Events, "subject.uid")]
    [InlineData(DataTopic.Events, "container")]
    [InlineData(DataTopic.Resources, "object.metadata.name")]
    [InlineData(DataTopic.Resources, "object.metadata.namespace")]
    [InlineData(DataTopic.Resources, "object.metadata.uid")]
    [InlineData(DataTopic.Alerts, "alerts[0].labels.alertname")]
    public void Parse_LongOrUnprintableName_IsRefused(DataTopic topic, string member)
    {
        var longest = new string('a', RecordLimits.NameLength);
        Assert.True(
            RecordParser.Parse(topic, Samples.With(topic, member, $"\"{longest}\""), Samples.ReceivedAt).IsValid
        );
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            "must have at most 256 characters",
            topic,
            Samples.With(topic, member, $"\"{longest}a\"")
        );
        foreach (var control in (string[])["\\n", "\\u0000", "\\u007f", "\\u0085"])
            ParseAssert.Error(
                RecordErrorCode.InvalidValue,
                member,
                "must not contain control characters",
                topic,
                Samples.With(topic, member, $"\"a{control}\"")
            );
    }

    [Theory]
    [InlineData(DataTopic.Events, "cluster")]
    [InlineData(DataTopic.Events, "subject.name")]
    [InlineData(DataTopic.Events, "subject.namespace")]
    [InlineData(DataTopic.Resources, "cluster")]
    [InlineData(DataTopic.Resources, "object.metadata.name")]
    [InlineData(DataTopic.Resources, "object.metadata.namespace")]
    [InlineData(DataTopic.Topology, "to.name")]
    public void Parse_SlashInAPartOfTheIdentity_IsRefused(DataTopic topic, string member) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            member,
            "must not contain a slash",
            topic,
            Samples.With(topic, member, "\"a/b\"")
        );

    [Theory]
    [InlineData("0"), InlineData("-1"), InlineData("-2147483648")]
    public void Parse_CountBelowOne_IsRefused(string count) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "count",
            "must be at least 1",
            DataTopic.Events,
            Samples.With(DataTopic.Events, "count", count)
        );

    [Fact]
    public void Parse_FirstTimeAfterLast_IsRefused() =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "first_time",
            "must not be after event_time",
            DataTopic.Events,
            Samples.With(DataTopic.Events, "first_time", "\"2026-11-21T11:50:49.001Z\"")
        );

    [Fact]
    public void Parse_EventOfAnotherSourceInTheLogTopic_IsRefused() =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "source",
            "must be k8s.log in this topic",
            DataTopic.Logs,
            Samples.Of(DataTopic.Events)
        );

    [Fact]
    public void Parse_WebhookOfAnotherVersion_IsRefused() =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "version",
            "must be \"4\"",
            DataTopic.Alerts,
            Samples.With(DataTopic.Alerts, "version", "\"5\"")
        );

    [Theory]
    [InlineData(DataTopic.DeadLetter), InlineData((DataTopic)99)]
    public void Parse_TopicThatAgentsDoNotWriteTo_IsRefused(DataTopic topic) =>
        ParseAssert.Error(
            RecordErrorCode.UnknownTopic,
            "topic",
            "must be a topic that agents write to",
            topic,
            Samples.Of(DataTopic.Events)
        );

    [Fact]
    public void Parse_OneLabelTooMany_IsRefused()
    {
        var labels = string.Join(',', Enumerable.Range(0, RecordLimits.Labels + 1).Select(i => $"\"k{i}\":\"v\""));

        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "labels",
            "must have at most 256 entries",
            DataTopic.Events,
            Samples.With(DataTopic.Events, "labels", $"{{{labels}}}")
        );
    }

    [Fact]
    public void Parse_FiftyThousandLabels_IsRefused()
    {
        var labels = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"key{i}\":\"value\""));
        var value = Samples.With(DataTopic.Events, "labels", $"{{{labels}}}");
        Assert.InRange(value.Length, 900_000, RecordLimits.Bytes);

        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "labels",
            "must have at most 256 entries",
            DataTopic.Events,
            value
        );
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "alerts[0].annotations",
            "must have at most 256 entries",
            DataTopic.Alerts,
            Samples.With(DataTopic.Alerts, "alerts[0].annotations", $"{{{labels}}}")
        );
    }
}
