using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class MissingMemberTests
{
    [Theory]
    [InlineData(DataTopic.Events, "event_id")]
    [InlineData(DataTopic.Events, "event_time")]
    [InlineData(DataTopic.Events, "cluster")]
    [InlineData(DataTopic.Events, "source")]
    [InlineData(DataTopic.Events, "severity")]
    [InlineData(DataTopic.Events, "reason")]
    [InlineData(DataTopic.Events, "message")]
    [InlineData(DataTopic.Events, "subject")]
    [InlineData(DataTopic.Events, "subject.kind")]
    [InlineData(DataTopic.Logs, "subject.name")]
    [InlineData(DataTopic.Resources, "op")]
    [InlineData(DataTopic.Resources, "observed_at")]
    [InlineData(DataTopic.Resources, "cluster")]
    [InlineData(DataTopic.Resources, "object")]
    [InlineData(DataTopic.Resources, "object.apiVersion")]
    [InlineData(DataTopic.Resources, "object.kind")]
    [InlineData(DataTopic.Resources, "object.metadata")]
    [InlineData(DataTopic.Resources, "object.metadata.name")]
    [InlineData(DataTopic.Topology, "op")]
    [InlineData(DataTopic.Topology, "observed_at")]
    [InlineData(DataTopic.Topology, "cluster")]
    [InlineData(DataTopic.Topology, "type")]
    [InlineData(DataTopic.Topology, "from")]
    [InlineData(DataTopic.Topology, "to")]
    [InlineData(DataTopic.Topology, "from.name")]
    [InlineData(DataTopic.Topology, "to.kind")]
    [InlineData(DataTopic.Alerts, "version")]
    [InlineData(DataTopic.Alerts, "groupKey")]
    [InlineData(DataTopic.Alerts, "alerts")]
    [InlineData(DataTopic.Alerts, "alerts[0].status")]
    [InlineData(DataTopic.Alerts, "alerts[0].labels")]
    [InlineData(DataTopic.Alerts, "alerts[0].labels.alertname")]
    [InlineData(DataTopic.Alerts, "alerts[0].startsAt")]
    [InlineData(DataTopic.Heartbeats, "observed_at")]
    [InlineData(DataTopic.Heartbeats, "cluster")]
    [InlineData(DataTopic.Heartbeats, "version")]
    [InlineData(DataTopic.Heartbeats, "lag_seconds")]
    [InlineData(DataTopic.Heartbeats, "dropped")]
    [InlineData(DataTopic.Heartbeats, "records")]
    public void Parse_RequiredMemberMissing_NamesTheMember(DataTopic topic, string member) =>
        ParseAssert.Error(RecordErrorCode.MissingMember, member, "is required", topic, Samples.Without(topic, member));

    [Fact]
    public void Parse_MemberInAnotherSpelling_IsMissing() =>
        ParseAssert.Error(
            RecordErrorCode.MissingMember,
            "event_id",
            "is required",
            DataTopic.Events,
            System.Text.Encoding.UTF8.GetBytes(
                Samples.Text(DataTopic.Events).Replace("event_id", "Event_Id", StringComparison.Ordinal)
            )
        );
}
