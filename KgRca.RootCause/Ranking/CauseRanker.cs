using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>
/// Names the most likely causes of an incident: everything that may explain it, within the window and within reach of
/// its errors, scored and put in order.
/// </summary>
internal sealed class CauseRanker(ClusterTopology topology, Verdicts verdicts)
{
    /// <summary>How many causes are kept.</summary>
    public const int MaxCauses = 10;

    private const int MaxEffects = 4;

    private readonly BreadthFirstSearch _search = new();

    /// <summary>The causes, best first, ranked from 1.</summary>
    public List<CauseLink> Rank(Incident incident)
    {
        var best = new Dictionary<(ObjectReference, string), CauseLink>();
        var shared = Certainty.SharedBySeveral(incident, topology);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        AddCandidates(best, seen, incident, shared, ReachMode.UpstreamOfShared, candidate => !IsChange(candidate));
        // Changes are made all day: one is a candidate only of what depends on the changed object.
        AddCandidates(best, seen, incident, shared, ReachMode.Upstream, IsChange);
        // Causes whose episodes have left memory still explain a long incident: they keep the score that they had.
        foreach (var link in incident.Causes.Values)
            if (!seen.Contains(link.EventId))
                Keep(best, link);
        var ranked = best.Values.ToList();
        ranked.Sort(CauseLink.CompareStrength);
        return [.. ranked.Take(MaxCauses).Select((link, index) => link with { Rank = index + 1 })];
    }

    /// <summary>
    /// Adds to the objects that were found those of workloads which a line of the incident names, and of those behind
    /// Services in error that have no Pod: they are next to it, however long the way by edges is. Nearest first.
    /// </summary>
    private IEnumerable<(ResourceState Resource, int Hops, ResourceState Origin)> WithNamed(
        List<(ResourceState Resource, int Hops, ResourceState Origin)> found,
        Incident incident
    )
    {
        var named = incident
            .Members.Where(error => error.Peer is { Length: > 0 } || error.Subject.Kind == "Service")
            .OrderBy(error => error.Onset)
            .ThenBy(error => error.EventId, StringComparer.Ordinal)
            .DistinctBy(error => (error.Subject, error.Peer))
            .SelectMany(error =>
                Meant(error) is { } peer
                    ? CallGraph.PartsOf(peer, topology).Select(part => (part, 1, error.Subject))
                    : []
            );
        return found.Concat(named).OrderBy(item => item.Item2);
    }

    private ResourceState? Meant(Episode error) =>
        error.Subject.Kind == "Service"
            ? WorkloadLookup.Behind(error.Subject, topology)
            : NamedPeers.NamedBy(error, topology);

    private void AddCandidates(
        Dictionary<(ObjectReference, string), CauseLink> best,
        HashSet<string> seen,
        Incident incident,
        HashSet<string> shared,
        ReachMode mode,
        Func<Episode, bool> isSought
    )
    {
        var subjects = incident
            .Members.OrderBy(error => error.Onset)
            .ThenBy(error => error.EventId, StringComparer.Ordinal)
            .Select(error => error.Subject);
        var found = new List<(ResourceState Resource, int Hops, ResourceState Origin)>();
        _search.Search(subjects, mode, (neighbour, origin) => found.Add((neighbour.Resource, neighbour.Hops, origin)));
        foreach (var (resource, hops, origin) in WithNamed(found, incident))
        {
            var effects = EffectsOn(origin, incident);
            foreach (var candidate in CandidatesOn(resource, incident))
                if (isSought(candidate) && IsFelt(candidate, origin) && seen.Add(candidate.EventId))
                    Keep(best, Link(candidate, incident, hops, effects, shared));
        }
    }

    private static bool IsChange(Episode candidate) => candidate.Assessment.Role == CauseRole.Change;

    /// <summary>
    /// Whether an object may notice a change: a Pod that goes on running on a node notices no cordon.
    /// </summary>
    private static bool IsFelt(Episode candidate, ResourceState origin) =>
        !ChangeEvents.IsCordon(candidate)
        || origin is not { Kind: "Pod", Object: { } pod }
        || pod.At("metadata", "deletionTimestamp").IsPresent()
        || WorkloadLookup.NodeOf(origin) != candidate.Subject;

    private static void Keep(Dictionary<(ObjectReference, string), CauseLink> best, CauseLink link)
    {
        if (!best.TryGetValue(link.Answer, out var other) || CauseLink.CompareStrength(link, other) < 0)
            best[link.Answer] = link;
    }

    private static IEnumerable<Episode> CandidatesOn(ResourceState resource, Incident incident)
    {
        var candidates = resource.Candidates;
        for (var i = candidates.IndexAtOrAfter(incident.StartedAt - EngineHorizon.Window); i < candidates.Count; i++)
            if (candidates[i].Onset <= incident.LastErrorAt)
                yield return candidates[i];
        foreach (var finding in resource.ActiveFindings)
            if (finding.Onset <= incident.LastErrorAt)
                yield return finding;
    }

    /// <summary>The incident's errors on an object, one of each reason, the earliest.</summary>
    private static List<Episode> EffectsOn(ResourceState resource, Incident incident)
    {
        var effects = new List<Episode>(MaxEffects);
        for (var i = 0; i < resource.Errors.Count && effects.Count < MaxEffects; i++)
        {
            var error = resource.Errors[i];
            if (error.Incident == incident && effects.TrueForAll(effect => effect.Reason != error.Reason))
                effects.Add(error);
        }
        return effects;
    }

    private CauseLink Link(
        Episode candidate,
        Incident incident,
        int hops,
        List<Episode> effects,
        HashSet<string> shared
    )
    {
        var effect = effects[0];
        var domain = -1.0;
        foreach (var other in effects)
        {
            var score = DomainScore.Of(candidate, other);
            if (score > domain)
                (effect, domain) = (other, score);
        }
        var isConfirmed = ConfirmedChange.By(candidate) is not null;
        var role = isConfirmed ? CauseRole.Origin : candidate.Assessment.Role;
        var scores = isConfirmed
            ? CauseScores.Of(TimeSpan.Zero, 0, DomainScore.Follows)
            : CauseScores.Of(Gap(candidate, incident), hops, domain);
        var cause = candidate.Assessment.Cause ?? candidate.Reason;
        var counterEvidence = Challenge.Of(candidate, incident.LastErrorAt, topology);
        var rankScore = scores.Published * RankWeights.OfRole(role) * counterEvidence.Weight * verdicts.WeightOf(cause);
        var path = _search.PathFrom(candidate.Subject, effect.Subject);
        var certainty = isConfirmed ? Certainty.Stated : Certainty.Of(candidate, shared.Contains(cause), topology);
        var target = RemediationTarget.Of(candidate, topology);
        var workload = AffectedWorkload.Of(candidate, effect, topology);
        return new CauseLink(
            candidate.EventId,
            scores,
            rankScore,
            role,
            hops,
            cause,
            target,
            workload,
            path,
            new CauseProof(
                RuleOf(candidate),
                [.. effects.Select(error => error.EventId)],
                Explanation.Against(candidate, incident, counterEvidence)
            ),
            Explanation.Of(candidate, effect, incident, path)
        )
        {
            Confidence = Math.Min(1, rankScore) * certainty,
            NextStep = NextSteps.Of(new Remedy(cause, candidate, target, workload, topology)),
        };
    }

    private static string RuleOf(Episode candidate) =>
        $"{(candidate.Source == EpisodeSources.Finding ? "detector" : "taxonomy")}.{candidate.Reason}@{RankWeights.RulesVersion}";

    /// <summary>
    /// How far a cause's onset lies from the incident's, or from when it began again. What held already when the
    /// incident began has no distance: it was there.
    /// </summary>
    private static TimeSpan Gap(Episode candidate, Incident incident)
    {
        var held =
            candidate.Source == EpisodeSources.Finding
            && candidate.Assessment.Role != CauseRole.Change
            && candidate.Onset <= incident.StartedAt;
        if (held)
            return TimeSpan.Zero;
        var gap = (incident.StartedAt - candidate.Onset).Duration();
        return incident.ReopenedAt is { } again && (again - candidate.Onset).Duration() is var other && other < gap
            ? other
            : gap;
    }
}
