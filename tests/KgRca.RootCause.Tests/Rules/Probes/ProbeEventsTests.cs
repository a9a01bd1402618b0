using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Probes;

public sealed class ProbeEventsTests
{
    // As Kubernetes 1.28 to 1.33 writes them.
    [Theory]
    [InlineData(
        "Unhealthy",
        "Liveness probe failed: Get \"https://10.42.0.7:8080/healthz\": http: server gave HTTP response to HTTPS client",
        Causes.LivenessProtocol
    )]
    [InlineData(
        "Unhealthy",
        "Readiness probe failed: Get \"http://10.42.0.7:8443/\": net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x15\\x03\"",
        Causes.ReadinessProtocol
    )]
    [InlineData("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", Causes.LivenessPath)]
    [InlineData("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404", Causes.ReadinessPath)]
    public void Assess_WarningThatTellsItsCause_IsAnOrigin(string reason, string message, string cause) =>
        Assert.Equal(CauseAssessment.Origin(cause), Meaning.OfWarning(reason, message));
}
