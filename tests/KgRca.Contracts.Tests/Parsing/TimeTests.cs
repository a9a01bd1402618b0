using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class TimeTests
{
    [Theory]
    [InlineData(DataTopic.Events, "event_time")]
    [InlineData(DataTopic.Logs, "event_time")]
    [InlineData(DataTopic.Resources, "observed_at")]
    [InlineData(DataTopic.Topology, "observed_at")]
    [InlineData(DataTopic.Alerts, "alerts[0].startsAt")]
    public void Parse_TimeFarInTheFuture_IsOutOfRange(DataTopic topic, string member)
    {
        Assert.True(
            RecordParser
                .Parse(topic, Samples.With(topic, member, "\"2027-11-21T12:00:00Z\""), Samples.ReceivedAt)
                .IsValid
        );
        foreach (
            var time in (string[])["2027-11-21T12:00:00.001Z", "2096-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z"]
        )
            ParseAssert.Error(
                RecordErrorCode.TimeOutOfRange,
                member,
                "lies more than a year after the record was received",
                topic,
                Samples.With(topic, member, $"\"{time}\"")
            );
    }

    [Theory]
    [InlineData(DataTopic.Events, "first_time")]
    [InlineData(DataTopic.Logs, "event_time")]
    [InlineData(DataTopic.Resources, "observed_at")]
    [InlineData(DataTopic.Topology, "observed_at")]
    [InlineData(DataTopic.Alerts, "alerts[0].startsAt")]
    public void Parse_TimeBeforeKubernetes_IsOutOfRange(DataTopic topic, string member)
    {
        foreach (var time in (string[])["2014-06-05T23:59:59.999Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
            ParseAssert.Error(
                RecordErrorCode.TimeOutOfRange,
                member,
                "is before Kubernetes existed (June 2014)",
                topic,
                Samples.With(topic, member, $"\"{time}\"")
            );
    }

    [Fact]
    public void Parse_ReceivedAtTheEndOfTime_DoesNotOverflow()
    {
        foreach (var receivedAt in (DateTimeOffset[])[DateTimeOffset.MaxValue, DateTimeOffset.MinValue])
            Assert.Equal(
                receivedAt == DateTimeOffset.MaxValue,
                RecordParser.Parse(DataTopic.Events, Samples.Of(DataTopic.Events), receivedAt).IsValid
            );
    }

    [Theory]
    [InlineData("2026-11-21T11:50:49")]
    [InlineData("2026-11-21T11:50:49.000")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21Z")]
    [InlineData("2026-11-21 11:50:49Z")]
    [InlineData("2026-11-21T25:50:49Z")]
    [InlineData("2026-02-30T11:50:49Z")]
    [InlineData("2026-11-21T11:50:49+99:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("1763725849")]
    [InlineData("Z")]
    [InlineData("")]
    [InlineData("2026-11-21T11:50:61Z")]
    [InlineData("2026-11-21T11:60:60Z")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("2026-11-21t11:50:49")]
    [InlineData("2026-11-21t11:50:49z0")]
    public void Parse_TextThatIsNoTimeWithOffset_IsRefused(string text) =>
        ParseAssert.Error(
            RecordErrorCode.InvalidValue,
            "event_time",
            "must be a time in RFC 3339, such as 2026-11-21T11:50:49.000Z",
            DataTopic.Events,
            Samples.With(DataTopic.Events, "event_time", $"\"{text}\"")
        );

    [Theory]
    [InlineData("2026-11-21T11:50:49Z")]
    [InlineData("2026-11-21T11:50:49.000000000Z")]
    [InlineData("2026-11-21T13:50:49+02:00")]
    [InlineData("2026-11-21T13:50:49\\u002b02:00")]
    [InlineData("2026-11-21T06:20:49.0-05:30")]
    [InlineData("2026-11-21T11:50:49z")]
    [InlineData("2026-11-21t11:50:49Z")]
    [InlineData("2026-11-21t13:50:49.000+02:00")]
    [InlineData("2026-11-21T11:50:49.00000000000000000000000000000000000000000Z")]
    [InlineData("2026-11-21T06:20:49.00000000099999999999-05:30")]
    public void Parse_OtherSpellingOfATime_IsTheSameTimeInUtc(string text)
    {
        var record = ParseAssert.Valid<Event>(
            DataTopic.Events,
            Samples.With(DataTopic.Events, "event_time", $"\"{text}\"")
        );

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 11, 50, 49, TimeSpan.Zero), record.EventTime);
        Assert.Equal(TimeSpan.Zero, record.EventTime.Offset);
    }

    [Theory]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z")]
    [InlineData("2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.250Z")]
    [InlineData("2017-01-01T05:29:60.123456789+05:30", "2017-01-01T00:00:00.123Z")]
    public void Parse_LeapSecond_IsTheSecondAfterIt(string text, string expected) =>
        Assert.Equal(
            expected,
            Contracts.Json.WireTimeConverter.ToText(
                ParseAssert
                    .Valid<Edge>(DataTopic.Topology, Samples.With(DataTopic.Topology, "observed_at", $"\"{text}\""))
                    .ObservedAt
            )
        );
}
