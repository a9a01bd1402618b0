using System.Collections.Frozen;
using System.Text.Json;
using KgRca.RootCause.Events;
using KgRca.RootCause.Kubernetes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>The detectors and dependencies of all families, by the kind of object that they are for.</summary>
internal static class RuleIndex
{
    private static readonly FrozenDictionary<string, Detect[]> Detectors = Families
        .All.SelectMany(family => family.Detectors)
        .SelectMany(detector => detector.Kinds.Select(kind => (kind, detector.Detect)))
        .GroupBy(entry => entry.kind, entry => entry.Detect)
        .ToFrozenDictionary(entries => entries.Key, entries => entries.ToArray());

    private static readonly FrozenDictionary<string, Affect[]> Dependencies = Families
        .All.SelectMany(family => family.Dependencies)
        .SelectMany(dependency => dependency.Kinds.Select(kind => (kind, dependency.Affect)))
        .GroupBy(entry => entry.kind, entry => entry.Affect)
        .ToFrozenDictionary(entries => entries.Key, entries => entries.ToArray());

    private static readonly Witness[] Witnesses = [.. Families.All.SelectMany(family => family.Witnesses)];

    private static readonly FrozenDictionary<string, Assess[]> Events = Families
        .All.SelectMany(family => family.Events)
        .SelectMany(reader => reader.Reasons.Select(reason => (reason, reader.Assess)))
        .GroupBy(entry => entry.reason, entry => entry.Assess)
        .ToFrozenDictionary(entries => entries.Key, entries => entries.ToArray());

    private static readonly FrozenDictionary<string, Assess> Sources = Families
        .All.SelectMany(family => family.Sources)
        .ToFrozenDictionary(reader => reader.Source, reader => reader.Assess);

    private static readonly Lead[] Leads = [.. Families.All.Select(family => family.Lead).OfType<Lead>()];

    private static readonly Detect[] OfCustomResources = Detectors.GetValueOrDefault(Detector.CustomResources[0]) ?? [];

    private static readonly FrozenDictionary<string, RuleFamily> ByCause = Families
        .All.SelectMany(family => family.Causes.Select(cause => (cause.Id, family)))
        .ToFrozenDictionary(entry => entry.Id, entry => entry.family);

    private static readonly FindResponsible[] Responsibles = [.. Families.All.SelectMany(family => family.Responsible)];

    /// <summary>
    /// Who is responsible for a failure that another object reports; null where the object itself is. Changes and risks
    /// are no failures.
    /// </summary>
    public static Responsible? ResponsibleFor(Episode failure, ClusterTopology topology)
    {
        if (failure.Assessment.Role is CauseRole.Change or CauseRole.Latent)
            return null;
        var cause = failure.Assessment.Cause ?? "";
        foreach (var find in Responsibles)
            if (find(failure, cause, topology) is { } found)
                return found.Object == topology.WorkloadOf(failure.Subject) && found.Cause == cause ? null : found;
        return null;
    }

    /// <summary>The family of a cause; null for what is none.</summary>
    public static RuleFamily? FamilyOf(string cause) => ByCause.GetValueOrDefault(cause);

    /// <summary>What an event is evidence of by its reason; null where no family can tell.</summary>
    public static CauseAssessment? AssessEvent(in Observation seen)
    {
        foreach (var assess in Events.GetValueOrDefault(seen.Reason) ?? [])
            if (assess(in seen) is { } assessment)
                return assessment;
        return null;
    }

    /// <summary>What something that is no event is evidence of; null where no family reads its source.</summary>
    public static CauseAssessment? AssessSource(in Observation seen) =>
        Sources.TryGetValue(seen.Source, out var assess) ? assess(in seen) : null;

    /// <summary>Adds the findings that now hold about an object.</summary>
    public static void Inspect(ClusterTopology topology, ResourceState resource, List<Finding> findings)
    {
        if (resource.Object is not { } item)
            return;
        foreach (var detect in Detectors.GetValueOrDefault(resource.Kind) ?? [])
            detect(topology, resource, item, findings);
        if (!KubernetesKinds.IsCustom(resource.Kind))
            return;
        foreach (var detect in OfCustomResources)
            detect(topology, resource, item, findings);
    }

    /// <summary>The objects that an error's words lead to. Some may be there twice.</summary>
    public static IEnumerable<ResourceState> LedTo(Episode error, ClusterTopology topology) =>
        Leads.SelectMany(lead => lead(error, topology));

    /// <summary>Adds the objects to inspect again after an event or a log line. Some may be added twice.</summary>
    public static void Witnessed(ClusterTopology topology, Episode episode, List<ResourceState> affected)
    {
        foreach (var witness in Witnesses)
            affected.AddRange(witness(topology, episode));
    }

    /// <summary>
    /// Adds the objects to inspect again when one has changed, itself first. Some may be added twice.
    /// </summary>
    /// <param name="topology">All objects.</param>
    /// <param name="changed">The one that has changed.</param>
    /// <param name="before">Its state before; null where it was not known.</param>
    /// <param name="affected">Gets the objects.</param>
    public static void Affected(
        ClusterTopology topology,
        ResourceState changed,
        JsonElement? before,
        List<ResourceState> affected
    )
    {
        affected.Add(changed);
        var change = new ObjectChange(topology, changed, before);
        foreach (var affect in Dependencies.GetValueOrDefault(changed.Kind) ?? [])
            affect(in change, affected);
    }
}
