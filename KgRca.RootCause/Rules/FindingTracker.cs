using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Network;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>Runs the detectors over what has changed, and keeps which of their findings hold.</summary>
internal sealed class FindingTracker(ClusterTopology topology, EpisodeRecorder recorder)
{
    private readonly List<ResourceState> _affected = [];
    private readonly List<Finding> _findings = [];
    private readonly ExpiryQueue<ResourceState> _waiting = new();

    /// <summary>A finding holds, or an object was changed; with the evidence.</summary>
    public event Action<Episode, IReadOnlyList<Evidence>>? Found;

    /// <summary>A finding holds no more.</summary>
    public event Action<Episode>? Ended;

    /// <summary>An object was seen in another state than before.</summary>
    public void ResourceChanged(
        ResourceState resource,
        JsonElement? before,
        DateTimeOffset observedAt,
        DateTimeOffset cutoff
    )
    {
        if (
            before is { } old
            && resource.Object is { } item
            && ObjectChanges.Inspect(resource, old, item, observedAt) is { } change
        )
            Add(change, "chg", WireNames.Of(EventSource.Change), observedAt, cutoff);
        _affected.Clear();
        RuleIndex.Affected(topology, resource, before, _affected);
        foreach (var affected in _affected.Distinct())
            Inspect(affected, observedAt, cutoff);
    }

    /// <summary>An event has told why Pods wait that were seen before.</summary>
    public void PodPreempted(Event preempted, DateTimeOffset cutoff)
    {
        foreach (var pod in topology.OfKind(preempted.Cluster, "Pod", preempted.Subject.Namespace ?? ""))
            if (pod.ActiveFindings.Count > 0 && pod.Object is { } item && Placement.IsWaiting(item))
                Inspect(pod, preempted.EventTime, cutoff);
    }

    /// <summary>A call between workloads came or went.</summary>
    public void CallChanged(EdgeState call, DateTimeOffset observedAt, DateTimeOffset cutoff)
    {
        foreach (var policy in NetworkPolicies.Between(topology, call.From, call.To).ToList())
            Inspect(policy, observedAt, cutoff);
    }

    /// <summary>Looks again at what has waited too long by now.</summary>
    public void LookAgain(DateTimeOffset now, DateTimeOffset cutoff)
    {
        while (_waiting.TryDequeue(now, out var resource))
            if (resource.Exists)
                Inspect(resource, now, cutoff);
    }

    /// <summary>Goes on to wait, after the state was restored.</summary>
    public void Resume()
    {
        foreach (var service in topology.OfKind("Service"))
            Await(service);
    }

    private void Await(ResourceState resource)
    {
        if (LongWaits.Deadline(topology, resource) is { } deadline)
            _waiting.Enqueue(resource, deadline);
    }

    /// <summary>An event, or a log line, may have told what objects do not show by themselves.</summary>
    public void EventSeen(Event said, DateTimeOffset cutoff)
    {
        if (
            topology.Find(ResourceId.Of(said.Cluster, said.Subject)) is not { } subject
            || subject.Candidates.Find(said.EventId) is not { } episode
        )
            return;
        _affected.Clear();
        RuleIndex.Witnessed(topology, episode, _affected);
        foreach (var affected in _affected.Distinct())
            if (affected.Exists)
                Inspect(affected, said.EventTime, cutoff);
    }

    private void Inspect(ResourceState resource, DateTimeOffset observedAt, DateTimeOffset cutoff)
    {
        _findings.Clear();
        if (resource.Exists)
            RuleIndex.Inspect(topology, resource, _findings);
        for (var i = resource.ActiveFindings.Count - 1; i >= 0; i--)
        {
            var active = resource.ActiveFindings[i];
            if (_findings.Exists(finding => IsSame(finding, active)))
                continue;
            resource.ActiveFindings.RemoveAt(i);
            active.ResolvedAt = observedAt;
            recorder.Change(active);
            Ended?.Invoke(active);
        }
        foreach (var finding in _findings)
        {
            if (resource.ActiveFindings.Exists(active => IsSame(finding, active)))
                continue;
            resource.ActiveFindings.Add(Add(finding, "fnd", EpisodeSources.Finding, observedAt, cutoff));
        }
        topology.Note(resource);
        Await(resource);
    }

    // What has become worse is another finding: it may begin an incident.
    private static bool IsSame(Finding finding, Episode active) =>
        finding.Cause == active.Assessment.Cause && finding.Severity == active.Severity;

    private Episode Add(Finding finding, string prefix, string source, DateTimeOffset observedAt, DateTimeOffset cutoff)
    {
        var onset = finding.Onset < observedAt ? finding.Onset : observedAt;
        var id = StableHash.Id(
            prefix,
            finding.Cause,
            finding.Subject.NodeKey.Key,
            finding.Subject.Uid ?? "",
            WireNames.Of(finding.Severity),
            onset.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
        );
        var known = finding.Subject.Candidates.Find(id);
        var episode =
            known
            ?? new Episode(id, finding.Subject)
            {
                Time = observedAt,
                Onset = onset,
                Severity = finding.Severity,
                Source = source,
                Reason = finding.Reason,
                Message = finding.Message,
                Assessment = new CauseAssessment(finding.Cause, finding.Role),
            };
        Found?.Invoke(episode, finding.Evidence);
        if (known?.ResolvedAt is not null)
        {
            known.ResolvedAt = null;
            recorder.Change(known);
        }
        if (known is null && observedAt >= cutoff)
            recorder.Add(episode);
        return episode;
    }
}
