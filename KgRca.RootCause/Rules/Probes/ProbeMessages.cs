using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Disruption;

namespace KgRca.RootCause.Rules.Probes;

/// <summary>
/// Reads why a probe failed, as kubelet says it. A failing probe is a symptom unless the text shows that the probe
/// itself is wrong.
/// </summary>
internal static class ProbeMessages
{
    private static readonly string[] WrongProtocol =
    [
        "server gave HTTP response to HTTPS client",
        "malformed HTTP response",
        "malformed HTTP status code",
        "first record does not look like a TLS handshake",
        "tls: ",
        "HTTP/1.x transport connection broken",
        "error reading server preface",
        "unexpected EOF",
    ];

    private static readonly string[] WrongPath =
    [
        "statuscode: 404",
        "statuscode: 405",
        "statuscode: 301",
        "statuscode: 401",
        "statuscode: 403",
    ];

    /// <summary>What a message is evidence of.</summary>
    public static CauseAssessment Assess(string message)
    {
        var isLiveness =
            message.StartsWith("Liveness", StringComparison.OrdinalIgnoreCase)
            || message.StartsWith("Startup", StringComparison.OrdinalIgnoreCase);
        if (SealedStores.AreIn(message))
            return CauseAssessment.Origin(Causes.VaultSealed);
        if (ContainsAny(message, WrongProtocol))
            return CauseAssessment.Origin(isLiveness ? Causes.LivenessProtocol : Causes.ReadinessProtocol);
        if (ContainsAny(message, WrongPath))
            return CauseAssessment.Origin(isLiveness ? Causes.LivenessPath : Causes.ReadinessPath);
        return CauseAssessment.Symptom();
    }

    private static bool ContainsAny(string message, string[] texts)
    {
        foreach (var text in texts)
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
