using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// How far an answer's kind of evidence can be trusted to be the cause and not its echo: what objects prove, what a
/// controller states, what a log line says, what is only inferred. A share of the rank score, for the confidence
/// alone: the order of answers does not depend on it.
/// </summary>
internal static class Certainty
{
    /// <summary>Objects contradict each other: anybody can check it.</summary>
    public const double Proven = 1;

    /// <summary>Kubelet, scheduler or a controller states it as the reason.</summary>
    public const double Stated = 0.98;

    /// <summary>A log line that a rule understands; programs quote others' failures as well.</summary>
    public const double Reported = 0.92;

    /// <summary>Inferred from what usually goes with it; no rule understands the words.</summary>
    public const double Inferred = 0.88;

    /// <summary>What a victim reports where its trouble stops it: what lies behind is elsewhere.</summary>
    public const double Proximate = 0.8;

    /// <summary>By which several workloads that report the same at once are weighed down: they share what is wrong.</summary>
    public const double Shared = 0.85;

    /// <summary>By which all that objects do not prove is weighed down while kinds of objects have not been seen.</summary>
    public const double Unseen = 0.9;

    /// <summary>
    /// What is left of the doubt in an answer where nothing else that was found would explain the incident: most of it
    /// is that something else does.
    /// </summary>
    public const double Unrivalled = 0.2;

    /// <summary>
    /// The same, where no rule understood the words of the answer: what was not found may be what nobody has told.
    /// </summary>
    public const double UnrivalledVague = 0.5;

    /// <summary>
    /// The same for a change that comes before the failure, of what fails or of what it needs: that nothing else is
    /// known speaks for it, but a change is made and harmless many times a day.
    /// </summary>
    public const double UnrivalledChange = 0.5;

    /// <summary>
    /// The same, where a rival is behind the first answer and only inferred as well: which of two slow services is the
    /// first is measured, not guessed.
    /// </summary>
    public const double Outdone = 0.75;

    /// <summary>Another answer rivals the first from this share of its rank score on.</summary>
    public const double Rival = 0.75;

    /// <summary>How many answers one that nothing tells from the first counts as: the order is no mere chance.</summary>
    public const double TieShare = 0.5;

    /// <summary>From this share of its rank score on nothing tells another answer from the first.</summary>
    public const double Tie = 0.95;

    private static readonly string[] Kinds = ["Pod", "Deployment", "Service", "Node"];

    /// <summary>The share of its score that an answer keeps.</summary>
    /// <param name="cause">The episode that it rests on.</param>
    /// <param name="isShared">Whether several workloads report the same.</param>
    /// <param name="topology">All objects.</param>
    public static double Of(Episode cause, bool isShared, ClusterTopology topology)
    {
        var share = Of(cause);
        if (share == Proven)
            return share;
        if (isShared)
            share *= Shared;
        return IsSeen(cause.Subject.Cluster, topology) && IsShown(cause, topology) ? share : share * Unseen;
    }

    /// <summary>The share of its score that an answer keeps which names who is responsible for another's failure.</summary>
    public static double Of(Responsible responsible, ClusterTopology topology) =>
        (responsible.IsShown ? Stated : Inferred) * (IsSeen(responsible.Object.Cluster, topology) ? 1 : Unseen);

    /// <summary>
    /// How likely the first answer of an incident is right, given the others: surer where it is an origin that a rule
    /// understood, and nothing rivals it although there was much to see; less sure where it is only inferred, and nothing
    /// tells it from others.
    /// </summary>
    /// <param name="ranked">The answers, best first, at least one.</param>
    /// <param name="topology">All objects.</param>
    public static double OfFirst(List<CauseLink> ranked, ClusterTopology topology)
    {
        var first = ranked[0];
        if (CauseClasses.Find(first.Cause) is not { } known)
            return first.Confidence;
        var isSeen = IsSeen(ClusterOf(first), topology);
        if (first.Role == CauseRole.Change)
            return isSeen && !ranked.Skip(1).Any(other => other.Role == CauseRole.Origin && Rivals(other, first))
                ? Without(first, UnrivalledChange)
                : first.Confidence;
        if (first.Role != CauseRole.Origin)
            return first.Confidence;
        var others = ranked.Skip(1).Where(other => IsAlternative(other, first)).ToList();
        if (others.Exists(other => Rivals(other, first)))
            return !IsInferred(first) ? first.Confidence
                : Ties(first, others) is > 0 and var ties ? first.Confidence / (1 + TieShare * ties)
                : known.IsVague ? first.Confidence
                : Without(first, Outdone);
        return isSeen ? Without(first, known.IsVague ? UnrivalledVague : Unrivalled) : first.Confidence;
    }

    // With this share of its doubt left.
    private static double Without(CauseLink link, double doubt) => 1 - (1 - link.Confidence) * doubt;

    private static bool Rivals(CauseLink other, CauseLink first) => other.RankScore >= first.RankScore * Rival;

    // What is only inferred is no alternative to what objects show or somebody states.
    private static bool IsAlternative(CauseLink other, CauseLink first) =>
        other.Role == CauseRole.Origin && (IsInferred(first) || !IsInferred(other));

    private static int Ties(CauseLink first, List<CauseLink> others) =>
        others
            .Where(other => other.Target != first.Target && other.RankScore >= first.RankScore * Tie)
            .DistinctBy(other => other.Target)
            .Count();

    private static bool IsInferred(CauseLink link) =>
        CauseClasses.Find(link.Cause) is not { Strength: not EvidenceStrength.Inferred };

    private static string ClusterOf(CauseLink link) =>
        link.Path.Length > 0 && ResourceId.TryParse(link.Path[0], out var id) ? id.Cluster : "";

    private static bool IsSeen(string cluster, ClusterTopology topology) =>
        Array.TrueForAll(Kinds, kind => topology.IsObserved(cluster, kind));

    /// <summary>Whether one of the kinds has been sent that would show who is responsible for a cause.</summary>
    private static bool IsShown(Episode cause, ClusterTopology topology) =>
        CauseClasses.Find(cause.Assessment.Cause ?? "")?.ShownBy is not { Count: > 0 } shownBy
        || shownBy.Any(kind => topology.IsObserved(cause.Subject.Cluster, kind));

    /// <summary>The causes that the errors of several workloads are evidence of.</summary>
    public static HashSet<string> SharedBySeveral(Incident incident, ClusterTopology topology)
    {
        var first = new Dictionary<string, ResourceState>(StringComparer.Ordinal);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var error in incident.Members)
        {
            if (error.Assessment is not { Role: CauseRole.Origin, Cause: { } cause } || shared.Contains(cause))
                continue;
            var workload = topology.WorkloadOf(error.Subject);
            if (!first.TryAdd(cause, workload) && first[cause] != workload)
                shared.Add(cause);
        }
        return shared;
    }

    /// <summary>The share for an episode's kind of evidence.</summary>
    public static double Of(Episode cause) =>
        cause.Assessment.Cause is not { } id || cause.Assessment.Role is not CauseRole.Origin
            ? Inferred
            : CauseClasses.Find(id)?.Strength switch
            {
                EvidenceStrength.Inferred => Inferred,
                EvidenceStrength.Proximate => Proximate,
                EvidenceStrength.Stated => Stated,
                _ => OfSource(cause),
            };

    private static double OfSource(Episode cause) =>
        cause.Source switch
        {
            // A check of the component itself, or a measurement, is as good as an object's state.
            EpisodeSources.Finding or EpisodeSources.NodeHealth or EpisodeSources.Alert => Proven,
            EpisodeSources.Log => Reported,
            EpisodeSources.Escalation when cause.IsFromLog => Reported,
            _ => Stated,
        };
}
