using System.Text.RegularExpressions;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Reads the access logs of Envoy and of the meshes and gateways built on it: the response flags after the status, or
/// the member <c>response_flags</c>, say which side failed.
/// </summary>
internal static partial class ProxyFlags
{
    // A route is missing, or the cluster that it names.
    private static readonly string[] Routes = ["NR", "NC"];

    // No host is healthy, none can be reached, or it does not answer; retries are used up; a limit is reached.
    private static readonly string[] Upstreams = ["UH", "UF", "URX", "UC", "UT", "UR", "UO", "UPE", "LR", "SI", "DO"];

    /// <summary>What an access log's line is evidence of; null where it has no flag that says anything.</summary>
    public static CauseAssessment? Assess(string line)
    {
        if (FlagsIn(line) is not { } flags)
            return null;
        if (Array.Exists(flags, flag => Array.IndexOf(Routes, flag) >= 0))
            return CauseAssessment.Origin(Causes.GatewayMisroute);
        if (!Array.Exists(flags, flag => Array.IndexOf(Upstreams, flag) >= 0))
            return null;
        // The reason of a failed handshake stands beside the flag.
        return TransportFailure(line) ?? CauseAssessment.Symptom(Causes.DependencyUnavailable);
    }

    private static CauseAssessment? TransportFailure(string line)
    {
        if (!line.Contains("TLS", StringComparison.OrdinalIgnoreCase))
            return null;
        return Array.Find(TransportMessages.Wordings, wording => wording.IsIn(line))?.Meaning;
    }

    private static string[]? FlagsIn(string line)
    {
        var isText = line.Contains("HTTP/", StringComparison.Ordinal);
        if (!isText && !line.Contains("esponse_flags", StringComparison.Ordinal))
            return null;
        var match = isText ? AfterStatus().Match(line) : default;
        if (match is not { Success: true })
            match = Member().Match(line);
        return match.Success ? match.Groups[1].Value.Split(',') : null;
    }

    [GeneratedRegex(@"HTTP/[0-9.]+"" \d{3} ([A-Z]{2,4}(?:,[A-Z]{2,4})*) ", RegexOptions.CultureInvariant)]
    private static partial Regex AfterStatus();

    [GeneratedRegex(@"response_flags""?\s*[:=]\s*""?([A-Z]{2,4}(?:,[A-Z]{2,4})*)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Member();
}
