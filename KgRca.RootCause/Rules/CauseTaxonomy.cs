using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// Reads events, log lines and alerts as evidence of causes. Reasons and texts are those of kubelet, scheduler and
/// controllers; they vary a little by version, so they are matched by what they say, not as a whole. The families know
/// them; here is what holds for events that none of them knows.
/// </summary>
internal static class CauseTaxonomy
{
    /// <summary>
    /// What an episode is evidence of. Info events, the bulk of all, are decided by their reason alone.
    /// </summary>
    public static CauseAssessment Assess(
        string source,
        Severity severity,
        string reason,
        string message,
        ResourceState subject,
        ClusterTopology topology
    )
    {
        var seen = new Observation(source, severity, reason, message, subject, topology);
        if (source == EpisodeSources.Probe)
            return CauseAssessment.Symptom();
        if (RuleIndex.AssessSource(in seen) is { } known)
            return known;
        if (subject.Kind == "Node" && NodeMessages.Assess(severity, reason, message) is { } ofNode)
            return ofNode;
        return RuleIndex.AssessEvent(in seen) ?? Unknown(severity, reason);
    }

    private static CauseAssessment Unknown(Severity severity, string reason) =>
        reason switch
        {
            "Scheduled"
            or "Pulled"
            or "Pulling"
            or "Created"
            or "Started"
            or "SuccessfulCreate"
            or "SuccessfulDelete" => default,
            "Killing" or "Evicted" or "TaintManagerEviction" or "SandboxChanged" => CauseAssessment.Symptom(),
            // A Job that somebody created from a CronJob by hand, among them.
            "InvalidDiskCapacity" or "DNSConfigForming" or "Starting" or "UnexpectedJob" => new CauseAssessment(
                null,
                CauseRole.Latent
            ),
            _ => severity >= Severity.Warning ? CauseAssessment.Symptom() : default,
        };
}
