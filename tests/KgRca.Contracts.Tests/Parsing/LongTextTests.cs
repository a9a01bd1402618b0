using System.Text;
using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Parsing;

public sealed class LongTextTests
{
    [Fact]
    public void Parse_LongMessage_KeepsItsEndsAndSaysHowLongItWas()
    {
        var message = $"it began{new string('x', 500_000)}Caused by: it ended";
        var kept = Message(message);
        Assert.True(kept.Length <= RecordLimits.TextLength, $"{kept.Length} characters were kept.");
        Assert.StartsWith("it began", kept);
        Assert.EndsWith("Caused by: it ended", kept);
        Assert.Contains($"the whole text has {message.Length} characters", kept);
    }

    [Fact]
    public void Parse_MessageThatWasCut_IsNotCutAgain()
    {
        var kept = Message(new string('x', 500_000));
        Assert.Equal(kept, Message(kept));
    }

    [Fact]
    public void Parse_LongMessageOfSurrogatePairs_StaysValidUnicode()
    {
        foreach (var start in (string[])["", "x"])
        {
            var kept = Message(start + string.Concat(Enumerable.Repeat("\U0001F600", 40_000)));
            Assert.Equal(kept, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(kept)));
        }
    }

    [Fact]
    public void Parse_LongAnnotation_IsCut()
    {
        var text = new string('x', 500_000);
        var json = $$$"""
            {"version": "4", "groupKey": "g", "alerts": [{"status": "firing", "startsAt": "2026-11-21T11:50:49Z",
             "labels": {"alertname": "Down"}, "annotations": {"summary": "{{{text}}}"}}]}
            """;
        var parsed = RecordParser.Parse(DataTopic.Alerts, Encoding.UTF8.GetBytes(json), Samples.ReceivedAt);
        var group = Assert.IsType<AlertGroup>(parsed.Record);
        Assert.True(group.Alerts[0].Annotations?["summary"].Length <= RecordLimits.TextLength);
    }

    private static string Message(string message)
    {
        var json = JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["event_id"] = "e",
                ["event_time"] = "2026-11-21T11:50:49Z",
                ["cluster"] = "c",
                ["source"] = "k8s.event",
                ["severity"] = "error",
                ["reason"] = "Failed",
                ["message"] = message,
                ["subject"] = new Dictionary<string, string>
                {
                    ["kind"] = "Pod",
                    ["namespace"] = "n",
                    ["name"] = "p",
                },
            }
        );
        var parsed = RecordParser.Parse(DataTopic.Events, Encoding.UTF8.GetBytes(json), Samples.ReceivedAt);
        return Assert.IsType<Event>(parsed.Record).Message;
    }
}
