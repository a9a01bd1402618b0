using KgRca.Agent.Logs.Reading;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Logs.Reading;

public sealed class FailureTextTests
{
    [Theory]
    [InlineData(null, "dial tcp 10.0.0.1:6379: connect: connection refused", Severity.Error)]
    [InlineData(null, "lookup redis on 10.96.0.10:53: no such host", Severity.Error)]
    [InlineData(null, "read tcp: connection reset by peer", Severity.Error)]
    [InlineData(null, "context deadline exceeded", Severity.Error)]
    [InlineData(null, "Failed to load configuration", Severity.Error)]
    [InlineData(null, "panic: it is broken", Severity.Critical)]
    [InlineData(null, "Segmentation fault (core dumped)", Severity.Critical)]
    [InlineData(null, "10.0.0.1 - - [23/Nov/2026:09:00:00 +0000] \"GET / HTTP/1.1\" 503 12", Severity.Warning)]
    [InlineData(null, "10.0.0.1 - - [23/Nov/2026:09:00:00 +0000] \"GET / HTTP/1.1\" 200 503", Severity.Info)]
    [InlineData(null, "it works", Severity.Info)]
    [InlineData(Severity.Info, "connection refused, trying again", Severity.Warning)]
    [InlineData(Severity.Info, "no exception was thrown", Severity.Info)]
    [InlineData(Severity.Debug, "connection refused, trying again", Severity.Debug)]
    [InlineData(Severity.Warning, "Fatal error loading the DB, check server logs. Exiting.", Severity.Error)]
    [InlineData(Severity.Warning, "it is slow", Severity.Warning)]
    [InlineData(Severity.Error, "it works", Severity.Error)]
    public void Judge_Text_SaysHowBadItIs(Severity? said, string text, Severity expected) =>
        Assert.Equal(expected, FailureText.Judge(said, text, hasTrace: false));

    [Theory]
    [InlineData(null, Severity.Error)]
    [InlineData(Severity.Info, Severity.Warning)]
    [InlineData(Severity.Critical, Severity.Critical)]
    public void Judge_Trace_IsASignal(Severity? said, Severity expected) =>
        Assert.Equal(expected, FailureText.Judge(said, "it happened", hasTrace: true));
}
