using System.Text;
using System.Text.Json;
using KgRca.Agent.Alerts;

namespace KgRca.Agent.Tests.Alerts;

public sealed class AlertEndpointsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_AlertsWithoutACluster_GetTheAgents()
    {
        var (record, error) = Read("""
            {"version": "4", "groupKey": "{}:{alertname=\"A\"}", "receiver": "kgrca", "alerts": [
             {"status": "firing", "labels": {"alertname": "A", "pod": "web"}, "startsAt": "2026-11-21T09:59:00Z", "endsAt": "0001-01-01T00:00:00Z"},
             {"status": "resolved", "labels": {"alertname": "A", "cluster": "other"}, "startsAt": "2026-11-21T09:50:00Z", "endsAt": "2026-11-21T09:58:00Z"}]}
            """);
        Assert.Null(error);
        var group = JsonElement.Parse(record!.Value.Value.Span);
        Assert.Equal("{}:{alertname=\"A\"}", record.Value.Key);
        Assert.Equal(["prod", "other"], group.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("cluster").GetString()));
        Assert.Equal("kgrca", group.GetProperty("receiver").GetString());
    }

    [Theory]
    [InlineData("{\"version\": \"4\", \"alerts\": []}", "groupKey")]
    [InlineData("{\"version\": \"4\", \"groupKey\": \"g\", \"alerts\": [{\"status\": \"burning\", \"labels\": {}, \"startsAt\": \"2026-11-21T09:59:00Z\"}]}", "status")]
    [InlineData("not JSON", "")]
    [InlineData("", "")]
    public void Read_SomethingElse_SaysWhatIsWrong(string body, string member)
    {
        var (record, error) = Read(body);
        Assert.Null(record);
        Assert.Contains(member, error);
    }

    private static (Contracts.Captures.CaptureRecord? Record, string? Error) Read(string body) => AlertEndpoints.Read(Encoding.UTF8.GetBytes(body), "prod", Now);
}
