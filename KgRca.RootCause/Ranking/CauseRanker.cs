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

    // What errors lead to the first of them do.
    private const int MaxLeads = 64;

    // Of more errors than these the earliest tell what an incident is about.
    private const int MaxErrors = 1_000;

    // What happened to an object first, and last, in the time in question.
    private const int MaxCandidatesOfObject = 64;

    // What is nearest comes first.
    private const int MaxCandidates = 512;

    private readonly BreadthFirstSearch _around = new();
    private readonly BreadthFirstSearch _upstream = new();

    // The objects that errors of the incident lead to by their words.
    private List<(ResourceState Resource, Episode Error)> _leads = [];
    private readonly HashSet<ResourceState> _led = [];

    /// <summary>The causes, best first, ranked from 1.</summary>
    public List<CauseLink> Rank(Incident incident)
    {
        var field = new CauseField();
        var blamed = BlamedObjects.Of(incident, topology);
        var setting = new Setting(incident, Certainty.SharedBySeveral(incident, topology), [], blamed);
        var members = incident
            .Members.OrderBy(error => error.Onset)
            .ThenBy(error => error.EventId, StringComparer.Ordinal)
            .Take(MaxErrors)
            .ToList();
        _leads = [.. LedTo(members)];
        _led.Clear();
        _led.UnionWith(_leads.Select(item => item.Resource));
        List<(ResourceState Resource, int Hops, ResourceState Origin)> named = [.. Named(members), .. blamed.Objects];
        // Changes are made all day: one is a candidate only of what depends on the changed object. What that finds, the
        // wider search has found as well.
        if (AddCandidates(field, setting, members, named, _around, isOfChanges: false))
            AddCandidates(field, setting, members, named, _upstream, isOfChanges: true);
        // Causes whose episodes have left memory still explain a long incident: they keep the score that they had.
        foreach (var link in incident.Causes.Values)
            if (!field.HasSeen(link.EventId))
                field.Add(link);
        var ranked = field.Best(MaxCauses);
        if (ranked.Count > 0 && field.HasSeen(ranked[0].EventId))
            ranked[0] = ranked[0] with { Confidence = Certainty.OfFirst(ranked, topology) };
        return ranked;
    }

    /// <summary>
    /// The objects of workloads which a line of the incident names, and of those behind Services in error that have no
    /// Pod: they are next to it, however long the way by edges is.
    /// </summary>
    private List<(ResourceState Resource, int Hops, ResourceState Origin)> Named(List<Episode> members) =>
        [
            .. members
                .Where(error => error.Peer is { Length: > 0 } || error.Subject.Kind == "Service")
                .DistinctBy(error => (error.Subject, error.Peer))
                .SelectMany(error =>
                    Meant(error) is { } peer
                        ? CallGraph.PartsOf(peer, topology).Select(part => (part, 1, error.Subject))
                        : []
                ),
            .. _leads.Select(item => (item.Resource, 1, item.Error.Subject)),
        ];

    private IEnumerable<(ResourceState Resource, Episode Error)> LedTo(List<Episode> members) =>
        members
            .Take(MaxLeads)
            .SelectMany(error => RuleIndex.LedTo(error, topology).Select(resource => (resource, error)))
            .DistinctBy(item => item.resource);

    private ResourceState? Meant(Episode error) =>
        error.Subject.Kind == "Service"
            ? WorkloadLookup.Behind(error.Subject, topology)
            : NamedPeers.NamedBy(error, topology);

    /// <summary>Adds changes, or all other candidates, on what is found and what is named, the nearest first.</summary>
    /// <returns>Whether there are changes, where those are not sought.</returns>
    private bool AddCandidates(
        CauseField field,
        Setting setting,
        List<Episode> members,
        List<(ResourceState Resource, int Hops, ResourceState Origin)> named,
        BreadthFirstSearch search,
        bool isOfChanges
    )
    {
        var found = new List<(ResourceState Resource, int Hops, ResourceState Origin)>();
        search.Search(
            members.Select(error => error.Subject),
            isOfChanges ? ReachMode.Upstream : ReachMode.UpstreamOfShared,
            (neighbour, origin) => found.Add((neighbour.Resource, neighbour.Hops, origin))
        );
        topology.Effort.TryVisit(found.Count);
        var (hasOthers, left) = (false, MaxCandidates);
        foreach (var (resource, hops, origin) in found.Concat(named).OrderBy(item => item.Hops))
        {
            foreach (var candidate in CandidatesOn(resource, setting.Incident))
                if (IsChange(candidate) != isOfChanges)
                    hasOthers = true;
                else if (left > 0 && IsFelt(candidate, origin) && field.IsNew(candidate.EventId))
                {
                    field.Add(Weigh(candidate, hops, origin, setting, search));
                    left--;
                }
        }
        return hasOthers;
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

    private static IEnumerable<Episode> CandidatesOn(ResourceState resource, Incident incident)
    {
        var candidates = resource.Candidates;
        var first = candidates.IndexAtOrAfter(incident.StartedAt - EngineHorizon.Window);
        for (var i = first; i < candidates.Count; i++)
        {
            if (i == first + MaxCandidatesOfObject / 2 && candidates.Count - i > MaxCandidatesOfObject / 2)
                i = candidates.Count - MaxCandidatesOfObject / 2;
            if (candidates[i].Onset <= incident.LastErrorAt)
                yield return candidates[i];
        }
        foreach (var finding in resource.ActiveFindings)
            if (finding.Onset <= incident.LastErrorAt)
                yield return finding;
    }

    private Contender Weigh(
        Episode candidate,
        int hops,
        ResourceState origin,
        Setting setting,
        BreadthFirstSearch search
    )
    {
        var (effects, incident) = (setting.EffectsOn(origin), setting.Incident);
        var effect = effects[0];
        var domain = -1.0;
        foreach (var other in effects)
        {
            var score = DomainScore.Of(candidate, other);
            if (score > domain)
                (effect, domain) = (other, score);
        }
        if (
            IsChange(candidate)
            && candidate.Subject.Kind is "DaemonSet" or "ConfigMap"
            && _led.Contains(candidate.Subject)
        )
            domain = DomainScore.Follows;
        var isSpokenOf = ConfirmedChange.By(candidate) is not null;
        var responsible = isSpokenOf ? null : RuleIndex.ResponsibleFor(candidate, topology);
        // Whoever is to make a custom resource ready comes before it, whoever speaks of it.
        var isLedTo = IsLedTo(candidate);
        if (isLedTo && !KubernetesKinds.IsCustom(candidate.Subject.Kind))
            responsible = null;
        var isConfirmed = isSpokenOf || responsible is null && isLedTo;
        var role = isConfirmed || responsible is not null ? CauseRole.Origin : candidate.Assessment.Role;
        var isBlamed = role == CauseRole.Change && setting.Blamed.IsBrokenBy(candidate);
        var follows = responsible is not null || isBlamed ? DomainScore.Follows : domain;
        var scores = isConfirmed
            ? CauseScores.Of(TimeSpan.Zero, 0, DomainScore.Follows)
            : CauseScores.Of(Gap(candidate, incident), hops, follows);
        var cause = responsible?.Cause ?? candidate.Assessment.Cause ?? candidate.Reason;
        var counterEvidence = Challenge.Of(candidate, incident.LastErrorAt, topology, responsible is not null);
        var roleWeight = isBlamed ? RankWeights.BlamedChange : RankWeights.OfRole(role);
        var rankScore = scores.Published * roleWeight * counterEvidence.Weight * verdicts.WeightOf(cause);
        var target = responsible?.Object.Reference ?? RemediationTarget.Of(candidate, topology);
        return new Contender(candidate.EventId, (target, cause), rankScore, Link);

        CauseLink Link()
        {
            var path = search.PathFrom(candidate.Subject, effect.Subject);
            var isShared = setting.Shared.Contains(cause);
            var certainty =
                isConfirmed ? Certainty.Stated
                : responsible is not null ? Certainty.Of(responsible, topology)
                : Certainty.Of(candidate, isShared, topology);
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
                (responsible is null ? "" : $"{responsible.Why} ") + Explanation.Of(candidate, effect, incident, path)
            )
            {
                Confidence = Math.Min(1, rankScore) * certainty,
                NextStep =
                    responsible?.NextStep ?? NextSteps.Of(new Remedy(cause, candidate, target, workload, topology)),
            };
        }
    }

    /// <summary>Whether an object's own state says that it is broken, and an error leads to it.</summary>
    private bool IsLedTo(Episode candidate) =>
        candidate is { Source: EpisodeSources.Finding, Assessment.Role: CauseRole.Origin or CauseRole.Latent }
        && _led.Contains(candidate.Subject);

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

    /// <summary>What the candidates of an incident are weighed against.</summary>
    /// <param name="Incident">The incident.</param>
    /// <param name="Shared">The causes that several workloads report.</param>
    /// <param name="Effects">The errors on the objects that were asked for.</param>
    /// <param name="Blamed">What its errors are about.</param>
    private sealed record Setting(
        Incident Incident,
        HashSet<string> Shared,
        Dictionary<ResourceState, List<Episode>> Effects,
        BlamedObjects Blamed
    )
    {
        /// <summary>The incident's errors on an object, one of each reason, the earliest.</summary>
        public List<Episode> EffectsOn(ResourceState resource)
        {
            if (Effects.TryGetValue(resource, out var effects))
                return effects;
            effects = new List<Episode>(MaxEffects);
            for (var i = 0; i < resource.Errors.Count && effects.Count < MaxEffects; i++)
            {
                var error = resource.Errors[i];
                if (error.Incident == Incident && effects.TrueForAll(effect => effect.Reason != error.Reason))
                    effects.Add(error);
            }
            return Effects[resource] = effects;
        }
    }
}
