using System.Text.Json;
using KgRca.Agent.Normalization;
using KgRca.Contracts.Records;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Normalization;

public sealed class EventNormalizerTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private readonly EventNormalizer _events = new("prod", new FakeTimeProvider(Time));

    [Fact]
    public void Read_ClassicEvent_HasItsTimesCountAndContainer()
    {
        var read = Read(
            """
            {"metadata": {"uid": "e1", "creationTimestamp": "2026-11-21T09:00:00Z"}, "type": "Warning", "reason": "BackOff", "note": "Back-off restarting",
             "regarding": {"kind": "Pod", "namespace": "shop", "name": "web", "uid": "p1", "fieldPath": "spec.containers{server}"}, "eventTime": null,
             "deprecatedFirstTimestamp": "2026-11-21T09:00:00Z", "deprecatedLastTimestamp": "2026-11-21T09:10:00Z", "deprecatedCount": 7,
             "deprecatedSource": {"component": "kubelet", "host": "node-1"}}
            """
        );
        Assert.NotNull(read);
        Assert.Equal(
            (Severity.Warning, "BackOff", "Back-off restarting", 7, "server"),
            (read.Severity, read.Reason, read.Message, read.Count, read.Container)
        );
        Assert.Equal((Time.AddMinutes(-60), Time.AddMinutes(-50)), (read.FirstTime, read.EventTime));
        Assert.Equal(new ObjectReference("Pod", "web", "shop", "p1"), read.Subject);
        Assert.Equal(("kubelet", "node-1"), (read.Labels!["component"], read.Labels["host"]));
    }

    [Fact]
    public void Read_Series_HasItsLastTimeAndCount()
    {
        var read = Read(
            """
            {"metadata": {"uid": "e1"}, "type": "Warning", "reason": "FailedScheduling", "note": "0/3 nodes", "regarding": {"kind": "Pod", "namespace": "shop", "name": "web"},
             "eventTime": "2026-11-21T09:00:00.123456Z", "series": {"count": 4, "lastObservedTime": "2026-11-21T09:30:00.5Z"}, "reportingController": "default-scheduler"}
            """
        );
        Assert.NotNull(read);
        Assert.Equal((4, Time.AddMinutes(-30).AddMilliseconds(500)), (read.Count, read.EventTime));
        Assert.Equal("default-scheduler", read.Labels!["component"]);
    }

    [Fact]
    public void Read_NoteWithTheUidOfARelatedObject_NamesIt()
    {
        var read = Read(
            """
            {"metadata": {"uid": "e1"}, "type": "Normal", "reason": "Preempted", "note": "Preempted by pod 7d0c9a4e on node node-1", "regarding": {"kind": "Pod", "namespace": "shop", "name": "web-1", "uid": "p1"},
             "related": {"kind": "Pod", "namespace": "batch", "name": "urgent-1", "uid": "7d0c9a4e"}, "eventTime": "2026-11-21T09:00:00.123456Z"}
            """
        );
        Assert.Equal("Preempted by pod batch/urgent-1 on node node-1", read!.Message);
    }

    [Fact]
    public void Read_RepeatedEvent_StandsForWhatWasAdded()
    {
        var first = Read(Counted(3, 10));
        var second = Read(Counted(8, 20));
        Assert.Equal((3, 5), (first!.Count, second!.Count));
        Assert.Equal(first.EventTime, second.FirstTime);
        Assert.NotEqual(first.EventId, second.EventId);
        Assert.Null(Read(Counted(8, 20)));
    }

    [Fact]
    public void Read_SameEventByAnotherAgent_HasTheSameId() =>
        Assert.Equal(
            Read(Counted(3, 10))!.EventId,
            new EventNormalizer("prod", new FakeTimeProvider(Time))
                .Read(JsonElement.Parse(Counted(3, 10)))!
                .Record.EventId
        );

    [Fact]
    public void Read_KubeletsNodeEvent_IsAboutTheNodeWithoutAUid()
    {
        var read = Read(
            """{"metadata": {"uid": "e"}, "type": "Normal", "reason": "NodeReady", "regarding": {"kind": "Node", "name": "n1", "uid": "n1", "namespace": "default"}, "deprecatedLastTimestamp": "2026-11-21T09:00:00Z"}"""
        );
        Assert.Equal(new ObjectReference("Node", "n1"), read!.Subject);
        Assert.Equal(Severity.Info, read.Severity);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata": {}}""")]
    [InlineData("""{"metadata": {"uid": "e"}, "regarding": {}}""")]
    [InlineData("""{"metadata": {"uid": "e"}, "regarding": "x"}""")]
    public void Read_NothingToSay_IsNoEvent(string item) => Assert.Null(Read(item));

    private Event? Read(string item) => _events.Read(JsonElement.Parse(item))?.Record;

    private static string Counted(int count, int minute) =>
        $$$"""{"metadata": {"uid": "e1"}, "type": "Warning", "reason": "Unhealthy", "regarding": {"kind": "Pod", "namespace": "a", "name": "b"}, "deprecatedFirstTimestamp": "2026-11-21T09:00:00Z", "deprecatedLastTimestamp": "2026-11-21T09:{{{minute}}}:00Z", "deprecatedCount": {{{count}}} }""";
}
