using System.Text;
using System.Text.Json;
using KgRca.Agent.Alerts;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Parsing;

namespace KgRca.Agent.Tests.Alerts;

public sealed class AlertEndpointsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_AlertsWithoutACluster_GetTheAgents()
    {
        var (records, error) = Read(
            """
            {"version": "4", "groupKey": "{}:{alertname=\"A\"}", "receiver": "kgrca", "alerts": [
             {"status": "firing", "labels": {"alertname": "A", "pod": "web"}, "startsAt": "2026-11-21T09:59:00Z", "endsAt": "0001-01-01T00:00:00Z"},
             {"status": "resolved", "labels": {"alertname": "A", "cluster": "other"}, "startsAt": "2026-11-21T09:50:00Z", "endsAt": "2026-11-21T09:58:00Z"}]}
            """
        );
        Assert.Null(error);
        var record = Assert.Single(records);
        var group = JsonElement.Parse(record.Value.Span);
        Assert.Equal("{}:{alertname=\"A\"}", record.Key);
        Assert.Equal(
            ["prod", "other"],
            group
                .GetProperty("alerts")
                .EnumerateArray()
                .Select(alert => alert.GetProperty("labels").GetProperty("cluster").GetString())
        );
        Assert.Equal("kgrca", group.GetProperty("receiver").GetString());
    }

    [Theory]
    [InlineData("{\"version\": \"4\", \"alerts\": []}", "groupKey")]
    [InlineData(
        "{\"version\": \"4\", \"groupKey\": \"g\", \"alerts\": [{\"status\": \"burning\", \"labels\": {}, \"startsAt\": \"2026-11-21T09:59:00Z\"}]}",
        "status"
    )]
    [InlineData("not JSON", "")]
    [InlineData("", "")]
    public void Read_SomethingElse_SaysWhatIsWrong(string body, string member)
    {
        var (records, error) = Read(body);
        Assert.Empty(records);
        Assert.Contains(member, error);
    }

    [Fact]
    public void Read_GroupThatIsLongerThanARecord_IsSeveralWithEachAlertOnce()
    {
        var alerts = Enumerable
            .Range(0, 3_000)
            .Select(i =>
                $$"""{"status": "firing", "labels": {"alertname": "A", "pod": "web-{{i}}", "text": "{{new string('я', 500)}} <&>"}, "startsAt": "2026-11-21T09:59:00Z"}"""
            );
        var (records, error) = Read(
            $$"""{"version": "4", "groupKey": "g", "truncatedAlerts": 0, "alerts": [{{string.Join(',', alerts)}}], "receiver": "kgrca"}"""
        );
        Assert.Null(error);
        Assert.All(records, record => Assert.True(record.Value.Length <= RecordLimits.Bytes));
        Assert.All(
            records,
            record => Assert.Equal("kgrca", JsonElement.Parse(record.Value.Span).GetProperty("receiver").GetString())
        );
        var pods = records.SelectMany(record =>
            JsonElement
                .Parse(record.Value.Span)
                .GetProperty("alerts")
                .EnumerateArray()
                .Select(alert => alert.GetProperty("labels").GetProperty("pod").GetString())
        );
        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => $"web-{i}"), pods);
    }

    private static (List<CaptureRecord> Records, string? Error) Read(string body) =>
        AlertEndpoints.Read(Encoding.UTF8.GetBytes(body), "prod", Now);
}
