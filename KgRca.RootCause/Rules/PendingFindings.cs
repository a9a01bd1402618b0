using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>
/// Holds findings back until they may be claimed: when they have lasted for as long as their rule asks, and when all
/// is known that they say something is absent from. Until then each is an unknown.
/// </summary>
internal sealed class PendingFindings(ClusterTopology topology)
{
    // The objects with a finding, pending or claimed, that says that another does not exist, by that other.
    private readonly Dictionary<ResourceId, HashSet<ResourceState>> _byMissing = [];

    // The objects with something pending.
    private readonly SortedDictionary<string, ResourceState> _all = new(StringComparer.Ordinal);

    /// <summary>What is pending about an object has changed.</summary>
    public event Action<ResourceState>? Changed;

    /// <summary>
    /// Takes out of what was found about an object what may not be claimed yet, and marks what was already so before
    /// the platform looked.
    /// </summary>
    /// <param name="resource">The object.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="observedAt">When what leads to this was observed.</param>
    /// <param name="hasChanged">Whether the object was known in another state before.</param>
    public void Hold(ResourceState resource, List<Finding> findings, DateTimeOffset observedAt, bool hasChanged)
    {
        var before = resource.Pending.Count == 0 ? null : resource.Pending.ToArray();
        resource.Pending.Clear();
        for (var i = findings.Count - 1; i >= 0; i--)
        {
            var finding = findings[i];
            Index(resource, finding);
            if (resource.ActiveFindings.Exists(finding.IsSame))
                continue;
            var known = Array.Find(before ?? [], item => item.Key == finding.Cause).Value;
            // What has changed since it was first seen was not so before.
            var isPreexisting =
                known?.IsPreexisting
                ?? (
                    !hasChanged && Preexistence.Of(finding, observedAt, topology)
                    || Preexistence.Continues(finding, observedAt)
                );
            findings[i] = finding with { IsPreexisting = isPreexisting };
            var isComplete = finding.IsConfirmed || finding.AbsentFrom.All(IsKnown);
            if (known is null && finding.PendingFor == TimeSpan.Zero && isComplete || IsActive(resource, finding))
                continue;
            // It may have become surer since it was first found.
            var ends = observedAt + finding.PendingFor;
            var due = known?.DueAt < ends ? known.DueAt : ends;
            if (topology.Now >= due && isComplete)
                continue;
            findings.RemoveAt(i);
            resource.Pending[finding.Cause] = Pending(finding, due, isPreexisting);
        }
        if (!Same(before, resource.Pending))
            Changed?.Invoke(resource);
        Note(resource);

        bool IsKnown(KindScope scope) => topology.IsComplete(resource.Cluster, scope);
    }

    /// <summary>Goes on after the state was restored, with what is found about an object.</summary>
    public void Resume(ResourceState resource, List<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Index(resource, finding);
            if (resource.Pending.TryGetValue(finding.Cause, out var known))
                resource.Pending[finding.Cause] = Pending(finding, known.DueAt, known.IsPreexisting);
        }
        Note(resource);
    }

    /// <summary>
    /// When something pending about an object is due, unless it is over before; null where nothing is.
    /// </summary>
    public DateTimeOffset? DueAt(ResourceState resource)
    {
        DateTimeOffset? due = null;
        foreach (var pending in resource.Pending.Values)
        {
            var end = pending.DueAt;
            if (
                pending.AbsentFrom.Count > 0
                && !topology.Listings.Any(resource.Cluster)
                && topology.Backlog.SettlesAt(resource.Cluster) is { } settled
            )
                end = settled > end ? settled : end;
            if (end >= topology.Now && !(end > due))
                due = end;
        }
        return due;
    }

    /// <summary>The objects of a cluster with something pending.</summary>
    public List<ResourceState> In(string cluster) => [.. _all.Values.Where(resource => resource.Cluster == cluster)];

    /// <summary>The objects that something is found about which an object that came or went may refute.</summary>
    public IEnumerable<ResourceState> ConcernedBy(ResourceState changed)
    {
        if (!_byMissing.TryGetValue(changed.Id, out var waiting))
            return [];
        waiting.RemoveWhere(resource => resource.Pending.Count == 0 && resource.ActiveFindings.Count == 0);
        return waiting.OrderBy(resource => resource.NodeKey.Key, StringComparer.Ordinal).ToList();
    }

    private void Index(ResourceState resource, Finding finding)
    {
        foreach (var scope in finding.AbsentFrom)
        {
            if (scope.Name is not { } name)
                continue;
            var missing = new ResourceId(resource.Cluster, scope.Kind, scope.Namespace ?? "", name);
            if (!_byMissing.TryGetValue(missing, out var waiting))
                _byMissing.Add(missing, waiting = []);
            waiting.Add(resource);
        }
    }

    private void Note(ResourceState resource)
    {
        if (resource.Pending.Count > 0)
            _all[resource.NodeKey.Key] = resource;
        else
            _all.Remove(resource.NodeKey.Key);
    }

    private static PendingFinding Pending(Finding finding, DateTimeOffset due, bool isPreexisting) =>
        new(due, isPreexisting) { Text = finding.Message, AbsentFrom = finding.AbsentFrom };

    private static bool IsActive(ResourceState resource, Finding finding) =>
        resource.ActiveFindings.Exists(active => active.Assessment.Cause == finding.Cause);

    private static bool Same(
        KeyValuePair<string, PendingFinding>[]? before,
        SortedDictionary<string, PendingFinding> after
    ) =>
        before?.Length is null or 0
            ? after.Count == 0
            : before
                .Select(item => (item.Key, item.Value.DueAt, item.Value.IsPreexisting))
                .SequenceEqual(after.Select(item => (item.Key, item.Value.DueAt, item.Value.IsPreexisting)));
}
