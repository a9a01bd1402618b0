using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Reads names and texts of alerts, those of kubernetes-mixin among them, by the signals that they are about: latency,
/// errors, traffic and saturation.
/// </summary>
internal static class AlertNames
{
    private static readonly (string Text, string Cause)[] Origins =
    [
        ("OOM", Causes.OomKilled),
        ("NodeNotReady", Causes.NodeNotReady),
        ("NodeUnreachable", Causes.NodeNotReady),
        ("KubeletDown", Causes.Kubelet),
        ("KubeSchedulerDown", Causes.Scheduler),
        ("KubeProxyDown", Causes.KubeProxy),
        ("PersistentVolumeFillingUp", Causes.DiskFull),
        ("NodeFilesystem", Causes.DiskPressure),
        ("CoreDNSDown", Causes.Dns),
        ("CertificateExpir", Causes.Certificate),
    ];

    private const int Short = 4;

    private static readonly string[] Latency = ["latency", "slow", "response time", "request duration"];
    private static readonly string[] OwnTime = ["self time", "own time", "exclusive time"];
    private static readonly string[] Client = ["client latency", "client request", "upstream latency"];
    private static readonly string[] Errors = ["error", "success rate", "availability", "5xx", "failure rate"];
    private static readonly string[] Loss =
    [
        "retrans",
        "packet loss",
        "packets dropped",
        "network receive errors",
        "network transmit errors",
    ];

    /// <summary>What an alert about an object of a kind is evidence of.</summary>
    public static CauseAssessment Assess(string kind, string name, string message)
    {
        foreach (var (text, cause) in Origins)
            if (IsIn(name, text))
                return CauseAssessment.Origin(cause);
        if (IsAboutErrors(name, message) && HttpStatus.Says(message, HttpStatus.NotFound))
            return CauseAssessment.Origin(Causes.GatewayMisroute);
        if (IsAbout(Loss, name, message))
            return kind == "Node" ? CauseAssessment.Origin(Causes.NodePacketLoss) : CauseAssessment.Symptom();
        // A node's processors are busy because its Pods' are.
        if (IsProcessor(name, message))
            return kind == "Node"
                ? CauseAssessment.Symptom(Causes.CpuOverload)
                : CauseAssessment.Origin(Causes.CpuOverload);
        // Where no processor is busy and nothing fails, what is left of slowness is the way. Challenge says which of
        // several slow services it is. What a client measures is the slowness of those whom it calls.
        if (IsAbout(Client, name, message))
            return CauseAssessment.Symptom();
        if (IsAbout(OwnTime, name, message))
            return kind == "Node" ? CauseAssessment.Symptom() : CauseAssessment.Origin(Causes.SlowByItself);
        if (!IsAbout(Latency, name, message))
            return CauseAssessment.Symptom();
        return CauseAssessment.Origin(kind == "Node" ? Causes.NodeNetworkDelay : Causes.PodNetworkDelay);
    }

    /// <summary>Whether an alert is about requests that fail.</summary>
    public static bool IsAboutErrors(string name, string message) => IsAbout(Errors, name, message);

    /// <summary>Whether users notice what an alert is about: answers are slow, or fail.</summary>
    public static bool IsUserVisible(string name, string message) =>
        !IsAbout(Client, name, message)
        && (IsAbout(Latency, name, message) || IsAbout(OwnTime, name, message) || IsAbout(Errors, name, message));

    // Short words are parts of others, such as OOM of TooMany; the long ones are beginnings of words.
    private static bool IsIn(string name, string text) =>
        text.Length <= Short ? WholeWords.Has(name, text) : name.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsProcessor(string name, string message) =>
        WholeWords.Has(name, "CPU")
        || WholeWords.Has(message, "CPU")
            && (
                name.Contains("Resource", StringComparison.OrdinalIgnoreCase)
                || name.Contains("Saturation", StringComparison.OrdinalIgnoreCase)
            );

    private static bool IsAbout(string[] texts, string name, string message) =>
        Array.Exists(
            texts,
            text =>
                name.Contains(text.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
                || message.Contains(text, StringComparison.OrdinalIgnoreCase)
        );
}
