using System.Globalization;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>What a client's agents have sent so far, and so what an answer cannot know.</summary>
internal sealed class Coverage
{
    private static readonly string[] Kinds = ["Pod", "Deployment", "Service", "Node"];

    private const int MaxUnconfirmed = 5;

    private DateTimeOffset? _began;
    private bool _hasEvents;
    private DateTimeOffset? _logsSince;
    private bool _hasAlerts;

    /// <summary>A record came, of whatever time.</summary>
    /// <returns>Whether it is the first of its sort, so that less is unknown.</returns>
    public bool Note(WireRecord record, DateTimeOffset watermark)
    {
        var before = (_logsSince, _hasEvents, _hasAlerts);
        _began ??= watermark;
        switch (record)
        {
            case Event { Source: EventSource.K8sLog }:
                _logsSince ??= watermark;
                break;
            case Event { Source: EventSource.K8sEvent }:
                _hasEvents = true;
                break;
            case AlertGroup:
                _hasAlerts = true;
                break;
        }
        return before != (_logsSince, _hasEvents, _hasAlerts);
    }

    /// <summary>
    /// Whether an error that stands alone begins an incident, whatever else is known. Programs write errors all day
    /// that mean nothing: a log line does so only if it is fatal, or if it is new after logs have been read for a
    /// window. The others belong to incidents that something else has begun.
    /// </summary>
    public bool MayBegin(Episode error) =>
        !error.IsFromLog
        || error.Severity == Severity.Critical
        || LogFolding.IsUnlike(error) && error.Source != EpisodeSources.Escalation && !LogEvidence.IsOfDependency(error)
        || !error.IsBaseline && _logsSince is { } since && error.Onset - since >= EngineHorizon.Window;

    /// <summary>What is not known about an incident's time and its clusters, in sentences.</summary>
    public string[] Gaps(Incident incident, ClusterTopology topology)
    {
        var gaps = new List<string>();
        if (_began is { } began && incident.StartedAt - began < EngineHorizon.Window)
        {
            gaps.Add(
                incident.StartedAt <= began
                    ? "Records begin with the first error: what happened before it is not known."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"Records begin {(incident.StartedAt - began).TotalSeconds:0} s before the first error: what happened earlier is not known."
                    )
            );
        }
        if (!_hasEvents)
            gaps.Add("No Kubernetes events have been sent.");
        if (_logsSince is null)
            gaps.Add("No logs have been sent.");
        if (!_hasAlerts)
            gaps.Add("No alerts have been sent.");
        foreach (var cluster in incident.ResourceIds.Select(ClusterOf).Distinct(StringComparer.Ordinal))
        {
            var missing = Kinds.Where(kind => !topology.IsObserved(cluster, kind)).ToList();
            if (missing.Count > 0)
                gaps.Add(
                    $"The state of these kinds of objects in cluster {cluster} has not been sent: {string.Join(", ", missing)}."
                );
        }
        gaps.AddRange(Unconfirmed(incident, topology).Distinct(StringComparer.Ordinal).Take(MaxUnconfirmed));
        return [.. gaps];
    }

    /// <summary>Whether what is pending about an object is said among what is not known about an incident.</summary>
    public static bool Concerns(ResourceState resource, Incident incident, ClusterTopology topology) =>
        incident.HasResource(resource.NodeKey.Key)
        || incident.Members.Any(error => topology.WorkloadOf(error.Subject) == resource);

    /// <summary>What would be claimed of an incident's objects if a kind were completely known.</summary>
    private static IEnumerable<string> Unconfirmed(Incident incident, ClusterTopology topology)
    {
        foreach (var subject in incident.ResourceIds.Select(id => Find(id, topology)).OfType<ResourceState>())
        foreach (var resource in new[] { subject, topology.WorkloadOf(subject) }.Distinct())
        {
            if (resource.IsTooWide)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Not everything that concerns {resource.Kind} {resource.Name} was looked at: it is more than {topology.Effort.MostPerLook:N0} objects."
                );
            foreach (var unseen in UnseenOf(resource, topology))
                yield return unseen;
        }
    }

    private static IEnumerable<string> UnseenOf(ResourceState resource, ClusterTopology topology)
    {
        foreach (var pending in resource.Pending.Values)
        {
            var unseen = pending.AbsentFrom.Where(scope => !topology.IsComplete(resource.Cluster, scope)).ToList();
            if (unseen.Count > 0)
                yield return $"Not confirmed, because not every {unseen[0].Kind} of cluster {resource.Cluster} is known: {pending.Text}";
        }
    }

    private static ResourceState? Find(string resourceId, ClusterTopology topology) =>
        ResourceId.TryParse(resourceId, out var id) ? topology.Find(id) : null;

    /// <summary>What the graph keeps of this.</summary>
    public EngineNode ToNode(DateTimeOffset watermark) => new(watermark, _began, _logsSince, _hasEvents, _hasAlerts);

    /// <summary>Takes in what the graph has kept.</summary>
    public void Restore(EngineNode state) =>
        (_began, _logsSince, _hasEvents, _hasAlerts) = (state.Began, state.LogsSince, state.HasEvents, state.HasAlerts);

    private static string ClusterOf(string resourceId) => ResourceId.TryParse(resourceId, out var id) ? id.Cluster : "";
}
