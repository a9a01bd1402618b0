using KgRca.Contracts.Records;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Tests.Events;

public sealed class HttpStatusTests
{
    [Theory]
    [InlineData("20 requests POST /fares failed: HTTPError('404 Client Error: Not Found')", true)]
    [InlineData("GET /fares (HTTP 404)", true)]
    [InlineData("404", true)]
    [InlineData("404 requests failed", false)]
    [InlineData("p90 is 404ms", false)]
    [InlineData("took 404 ms", false)]
    [InlineData("order 14041 failed", false)]
    [InlineData("POST /fares failed with 503", false)]
    public void Says_Text_OnlyWhereTheCodeIsAStatus(string text, bool says) =>
        Assert.Equal(says, HttpStatus.Says(text, HttpStatus.NotFound));

    [Theory]
    [InlineData("code", "404", 404)]
    [InlineData("response_code", "503", 503)]
    [InlineData("http_response_status_code", "500", 500)]
    [InlineData("code", "5xx", null)]
    [InlineData("code", "999", null)]
    [InlineData("team", "404", null)]
    public void Of_Alert_IsTheCodeOfItsLabels(string label, string value, int? code) =>
        Assert.Equal(code, HttpStatus.Of(Alert(label, value)));

    [Fact]
    public void Message_CodeInTheLabelsOnly_NamesIt() =>
        Assert.Equal("Errors (HTTP 404)", AlertReading.Message(Alert("code", "404")));

    private static Alert Alert(string label, string value) =>
        new(
            AlertStatus.Firing,
            new Dictionary<string, string> { ["alertname"] = "Errors", [label] = value },
            new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)
        );
}
