using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Images;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Victims of one thing: errors of several workloads that blame the same object, or say the same at the same time on
/// one node or about something outside of them, such as a storage driver, a registry or a server that they all name.
/// </summary>
internal static class SharedTrouble
{
    // Kubelets and controllers try again within minutes, so the last victim speaks up by then.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(5);

    // Of a long message a log line may hold no more than this.
    private const int Quoted = 120;

    // By what incidents are found whose cause lies outside of the workloads; no cause is called so.
    private const string Outside = "\n";

    // What kubelet and the scheduler say of any Pod that fails, whatever the reason.
    private static readonly string[] Generic =
    [
        "BackOff",
        "Unhealthy",
        "ProbeWarning",
        "Killing",
        "FailedScheduling",
        "NotTriggerScaleUp",
        "FailedCreate",
        "NodeNotReady",
        "Evicted",
    ];

    /// <summary>The incidents of other victims of what an error is about.</summary>
    public static IEnumerable<Incident> Near(Episode error, IncidentSet incidents) =>
        MayConcern(error, incidents)
            .Where(incident =>
                error.Onset - incident.LastErrorAt <= AtOnce
                && !incident.IsOverBefore(error.Onset)
                && incident.Members.Any(member => AreOne(error, member))
            );

    /// <summary>What victims may share with an error wherever they are, by which they are found.</summary>
    public static IEnumerable<string> Of(Episode error)
    {
        if (IsOutside(error))
            yield return Outside;
        // Whatever is thought of the line by now: that can still change.
        if (error.Peer is { Length: > 0 } peer)
            yield return $"{Outside}{peer}";
        if (
            error.Assessment is { Role: CauseRole.Origin, Cause: { } cause }
            && CauseClasses.Find(cause) is { IsOfCluster: true }
        )
            yield return cause;
    }

    /// <summary>
    /// The incidents that other victims may be in: any for what lies outside of workloads, else those with the same
    /// host or service of the cluster, namespace or node, so that an error does not cost what all incidents have.
    /// </summary>
    private static IEnumerable<Incident> MayConcern(Episode error, IncidentSet incidents)
    {
        var cause = error.Assessment.Role == CauseRole.Origin ? error.Assessment.Cause : null;
        if (IsOutside(error) || IsOfRegistry(cause))
            return incidents.All;
        var family = cause is null ? default(CauseFamily?) : CauseClasses.FamilyOf(cause);
        var around = cause is null ? [] : Of(error).SelectMany(incidents.Sharing);
        if (family == CauseFamily.Quota)
            around = around.Concat(incidents.In(error.Subject.Namespace));
        if (error.IsFromLog)
            around = around.Concat(incidents.Sharing(Outside));
        if (family == CauseFamily.Node || Array.IndexOf(Generic, error.Reason) < 0)
            around = around.Concat(OnNodeOf(error.Subject));
        return around.Distinct();
    }

    /// <summary>Whether an episode says of itself that its cause lies outside of its workloads.</summary>
    private static bool IsOutside(Episode error) =>
        !error.IsFromLog && error.Source != EpisodeSources.Finding && IsOutside(error.Assessment.Cause);

    private static IEnumerable<Incident> OnNodeOf(ResourceState subject)
    {
        if (subject.Kind != "Pod" || WorkloadLookup.NodeOf(subject) is not { } node)
            yield break;
        foreach (var edge in node.Incoming)
            if (edge.Type == EdgeType.RunsOn)
                for (var i = 0; i < edge.From.Errors.Count; i++)
                    if (edge.From.Errors[i].Incident is { } incident)
                        yield return incident;
    }

    private static bool AreOne(Episode left, Episode right) =>
        left.Subject != right.Subject
        && left.Subject.Cluster == right.Subject.Cluster
        && AreAtOnce(left, right)
        && (SayTheSame(left, right) || BlameTheSame(left, right));

    private static bool AreAtOnce(Episode left, Episode right) =>
        left.Onset - right.Time <= AtOnce && right.Onset - left.Time <= AtOnce;

    private static bool SayTheSame(Episode left, Episode right)
    {
        if (left.Source == EpisodeSources.Finding || right.Source == EpisodeSources.Finding)
            return false;
        if (left.IsFromLog != right.IsFromLog)
            return Quotes(left, right) || Quotes(right, left);
        if (left.Reason != right.Reason || Array.IndexOf(Generic, left.Reason) >= 0)
            return false;
        if (left.Words.Length < LogText.SpecificWords(left.IsFromLog) || left.Words != right.Words)
            return false;
        return AreOnOneNode(left.Subject, right.Subject)
            || NameTheSame(left, right)
            || !left.IsFromLog && IsOutside(left.Assessment.Cause) && !HasOwnReason(left) && !HasOwnReason(right);
    }

    /// <summary>Whether the object of an error has a reason of its own: then others that say the same have another.</summary>
    private static bool HasOwnReason(Episode error) =>
        error.Subject.ActiveFindings.Exists(finding =>
            finding.Assessment is { Role: CauseRole.Origin, Cause: { } cause } && !IsOutside(cause)
        );

    /// <summary>Whether two lines say the same of one host, whichever programs they are of.</summary>
    private static bool NameTheSame(Episode left, Episode right) =>
        left.Peer is { Length: > 0 } peer
        && peer == right.Peer
        && left.Assessment.Role == CauseRole.Origin
        && left.Assessment == right.Assessment;

    /// <summary>Whether a controller's log line repeats what an event says.</summary>
    private static bool Quotes(Episode line, Episode told) =>
        line.IsFromLog
        && !told.IsFromLog
        && IsOutside(told.Assessment.Cause)
        && told.Words.Length >= LogText.SpecificWords(isLog: false)
        && LogText
            .WordsOf(line.Message, isLog: false)
            .Contains(told.Words[..Math.Min(told.Words.Length, Quoted)], StringComparison.Ordinal);

    private static bool BlameTheSame(Episode left, Episode right)
    {
        if (left.Assessment is not { Role: CauseRole.Origin, Cause: { } cause } || right.Assessment != left.Assessment)
            return false;
        return CauseClasses.FamilyOf(cause) switch
        {
            CauseFamily.Image => AreOfOneRegistry(cause, left, right),
            CauseFamily.Quota => left.Subject.Namespace == right.Subject.Namespace,
            CauseFamily.Node => AreOnOneNode(left.Subject, right.Subject),
            CauseFamily.Service when CauseClasses.Find(cause) is { IsOfCluster: true } => true,
            _ => left.PeerHost is { } host && host == right.PeerHost && host.Contains('.', StringComparison.Ordinal),
        };
    }

    private static bool AreOfOneRegistry(string cause, Episode left, Episode right) =>
        IsOfRegistry(cause)
        && ImageRegistry.In(left.Message) is { } registry
        && registry == ImageRegistry.In(right.Message);

    private static bool IsOfRegistry(string? cause) =>
        cause is not null && CauseClasses.Find(cause) is { IsOfRegistry: true };

    /// <summary>Whether a cause lies outside of the workloads that suffer from it.</summary>
    private static bool IsOutside(string? cause) =>
        cause is not null
        && CauseClasses.Find(cause) is { } known
        && (known.IsOutsideWorkload || known.Family == CauseFamily.Node);

    private static bool AreOnOneNode(ResourceState left, ResourceState right) =>
        left.Kind == "Pod"
        && right.Kind == "Pod"
        && WorkloadLookup.NodeOf(left) is { } node
        && node == WorkloadLookup.NodeOf(right);
}
