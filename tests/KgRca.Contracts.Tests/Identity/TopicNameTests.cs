using System.Text.RegularExpressions;
using CsCheck;
using KgRca.Contracts.Identity;

namespace KgRca.Contracts.Tests.Identity;

public sealed class TopicNameTests
{
    private static readonly TenantId Tenant = TenantId.Parse("client-acme-abc234");

    [Theory]
    [InlineData(DataTopic.Events, "client-acme-abc234.events.normalized")]
    [InlineData(DataTopic.Logs, "client-acme-abc234.logs.normalized")]
    [InlineData(DataTopic.Resources, "client-acme-abc234.state.k8s.resource")]
    [InlineData(DataTopic.Topology, "client-acme-abc234.state.k8s.topology")]
    [InlineData(DataTopic.Alerts, "client-acme-abc234.alerts.raw")]
    [InlineData(DataTopic.DeadLetter, "client-acme-abc234.deadletter")]
    [InlineData(DataTopic.Heartbeats, "client-acme-abc234.agents.heartbeat")]
    public void TryParse_NameOfATopic_IsReadBack(DataTopic topic, string name)
    {
        Assert.Equal(name, new TopicName(Tenant, topic).ToString());
        Assert.True(TopicName.TryParse(name, out var read));
        Assert.Equal(new TopicName(Tenant, topic), read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("events.normalized")]
    [InlineData(".events.normalized")]
    [InlineData("client-acme-abc234")]
    [InlineData("client-acme-abc234.")]
    [InlineData("client-acme-abc234.events")]
    [InlineData("client-acme-abc234.events.normalized.")]
    [InlineData("client-acme-abc234.Events.normalized")]
    [InlineData("client-acme-abc234.events_normalized")]
    [InlineData("client-acme-abc234-events.normalized")]
    [InlineData("client-acme-abc23.events.normalized")]
    [InlineData("x.client-acme-abc234.events.normalized")]
    public void TryParse_NearMiss_IsRefused(string? name) => Assert.False(TopicName.TryParse(name, out _));

    [Fact]
    public void Inputs_AreAllTopicsButTheDeadLetters() =>
        Assert.Equal(Enum.GetValues<DataTopic>().Except([DataTopic.DeadLetter, DataTopic.Feedback]), TopicName.Inputs);

    [Fact]
    public void TryParseSuffix_EverySuffix_IsReadBack() =>
        Assert.All(
            Enum.GetValues<DataTopic>(),
            topic =>
                Assert.Equal((true, topic), (TopicName.TryParseSuffix(TopicName.Suffix(topic), out var read), read))
        );

    [Fact]
    public void Patterns_AnyTopicName_MatchWhatTryParseReads()
    {
        var (graph, heartbeat) = (
            new Regex(TopicName.GraphPattern, RegexOptions.CultureInvariant),
            new Regex(TopicName.HeartbeatPattern, RegexOptions.CultureInvariant)
        );
        // Broken at random places, so that both sides of every rule occur; only characters that Kafka allows in a
        // topic's name.
        var character = Gen.Char["abyz019-_.AZ"];
        var name = Gen.Select(
            Gen.OneOf("client-", "client", "Client-"),
            character.Array[0, 36],
            Gen.OneOf("-abc234", "-abc23", "abc234", "-abc2345", "-abc231"),
            Gen.OneOf(
                Gens.Topic.Select(topic => "." + TopicName.Suffix(topic)),
                Gen.OneOf(".deadletter", "", ".events", ".alerts-raw")
            ),
            (prefix, middle, suffix, topic) => prefix + new string(middle) + suffix + topic
        );

        name.Sample(
            text =>
            {
                DataTopic? topic = TopicName.TryParse(text, out var read) ? read.Topic : null;
                Assert.Equal(
                    (topic is { } known && TopicName.GraphInputs.Contains(known), topic == DataTopic.Heartbeats),
                    (graph.IsMatch(text), heartbeat.IsMatch(text))
                );
            },
            iter: 50_000
        );
    }

    [Theory]
    [InlineData(0, false), InlineData(1, true), InlineData(2, true), InlineData(32, true), InlineData(33, false)]
    public void Pattern_LengthOfTheClientsName_HasTheLimitsOfTryParse(int length, bool expected)
    {
        var name = $"client-{new string('a', length)}-abc234.alerts.raw";

        Assert.Equal(expected, TopicName.TryParse(name, out _));
        Assert.Equal(expected, Regex.IsMatch(name, TopicName.GraphPattern));
    }

    [Fact]
    public void Patterns_EveryInputOfAnyClient_MatchesOne() =>
        Gen.Select(Gen.String, Gens.Topic)
            .Sample(
                (displayName, topic) =>
                    Assert.Matches(
                        topic == DataTopic.Heartbeats ? TopicName.HeartbeatPattern : TopicName.GraphPattern,
                        new TopicName(TenantId.Create(displayName), topic).ToString()
                    )
            );
}
