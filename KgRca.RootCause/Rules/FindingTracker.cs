using System.Globalization;
using System.Text.Json;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Changes;
using KgRca.RootCause.Rules.Network;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Rules.Services;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>Runs the detectors over what has changed, and keeps which of their findings hold.</summary>
internal sealed class FindingTracker(ClusterTopology topology, EpisodeRecorder recorder)
{
    private readonly PendingFindings _pending = new(topology);
    private readonly List<ResourceState> _affected = [];
    private readonly List<Finding> _findings = [];
    private readonly ExpiryQueue<(ResourceState Resource, DateTimeOffset Due)> _waiting = new();
    private readonly HashSet<(ResourceState Resource, DateTimeOffset Due)> _isWaiting = [];

    // What a record would have cost too much to look at, in the order in which it came.
    private readonly Queue<ResourceState> _deferred = [];
    private readonly HashSet<ResourceState> _isDeferred = [];

    /// <summary>A finding holds, or an object was changed; with the evidence.</summary>
    public event Action<Episode, IReadOnlyList<Evidence>>? Found;

    /// <summary>A finding holds no more.</summary>
    public event Action<Episode>? Ended;

    /// <summary>What is pending about an object has changed.</summary>
    public event Action<ResourceState>? PendingChanged
    {
        add => _pending.Changed += value;
        remove => _pending.Changed -= value;
    }

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
        if (
            (before is null) == resource.Exists
            && ObjectChanges.OfExistence(resource, isNew: before is null, observedAt) is { } made
        )
            Add(made, "chg", WireNames.Of(EventSource.Change), observedAt, cutoff);
        _affected.Clear();
        topology.Effort.BeginLook();
        RuleIndex.Affected(topology, resource, before, _affected);
        topology.Effort.EndLook();
        var hasCome = before is null && resource.Exists;
        if (hasCome || !resource.Exists)
            _affected.AddRange(_pending.ConcernedBy(resource));
        foreach (var affected in _affected.Distinct())
            if (affected == resource || !Defer(affected))
                Inspect(
                    affected,
                    observedAt,
                    cutoff,
                    hasCome ? resource : null,
                    hasChanged: before is not null && affected == resource
                );
    }

    // Whether an object has to wait for its inspection: it is not lost, and waits once.
    private bool Defer(ResourceState resource)
    {
        if (!topology.Effort.IsSpent)
            return false;
        if (_isDeferred.Add(resource))
            _deferred.Enqueue(resource);
        return true;
    }

    /// <summary>All objects of a kind are known now, or all that are there: what was pending is judged again.</summary>
    public void KindCompleted(string cluster, DateTimeOffset now, DateTimeOffset cutoff)
    {
        foreach (var resource in _pending.In(cluster))
            if (!Defer(resource))
                Inspect(resource, now, cutoff);
    }

    /// <summary>An event has told why Pods wait that were seen before.</summary>
    public void PodPreempted(Event preempted, DateTimeOffset cutoff)
    {
        foreach (var pod in topology.OfKind(preempted.Cluster, "Pod", preempted.Subject.Namespace ?? ""))
            if (pod.ActiveFindings.Count > 0 && pod.Object is { } item && Placement.IsWaiting(item) && !Defer(pod))
                Inspect(pod, preempted.EventTime, cutoff);
    }

    /// <summary>A call between workloads came or went.</summary>
    public void CallChanged(EdgeState call, DateTimeOffset observedAt, DateTimeOffset cutoff)
    {
        foreach (var policy in PolicyCalls.Between(topology, call.From, call.To).ToList())
            if (!Defer(policy))
                Inspect(policy, observedAt, cutoff);
    }

    /// <summary>Looks again at what has waited too long by now, and at what earlier records had no room for.</summary>
    public void LookAgain(DateTimeOffset now, DateTimeOffset cutoff)
    {
        while (_deferred.TryDequeue(out var deferred))
        {
            _isDeferred.Remove(deferred);
            Inspect(deferred, now, cutoff);
            if (topology.Effort.IsSpent)
                return;
        }
        while (_waiting.TryDequeue(now, out var item))
        {
            _isWaiting.Remove(item);
            if (item.Resource.Exists)
                Inspect(item.Resource, now, cutoff);
            if (topology.Effort.IsSpent)
                return;
        }
    }

    /// <summary>Goes on to wait, after the state was restored.</summary>
    public void Resume()
    {
        foreach (var service in topology.OfKind("Service"))
            Await(service);
        foreach (var resource in topology.All)
        {
            if (resource.ActiveFindings.Count == 0 && resource.Pending.Count == 0)
                continue;
            _findings.Clear();
            if (resource.Exists)
                RuleIndex.Inspect(topology, resource, _findings);
            _pending.Resume(resource, _findings);
            AwaitPending(resource);
        }
    }

    private void AwaitPending(ResourceState resource)
    {
        if (_pending.DueAt(resource) is { } due)
            Enqueue(resource, due);
    }

    private void Await(ResourceState resource)
    {
        if (LongWaits.Deadline(topology, resource) is { } deadline)
            Enqueue(resource, deadline);
    }

    private void Enqueue(ResourceState resource, DateTimeOffset due)
    {
        if (_isWaiting.Add((resource, due)))
            _waiting.Enqueue((resource, due), due);
    }

    /// <summary>An event, or a log line, may have told what objects do not show by themselves.</summary>
    public void EpisodeBegan(Episode episode, DateTimeOffset cutoff)
    {
        _affected.Clear();
        topology.Effort.BeginLook();
        RuleIndex.Witnessed(topology, episode, _affected);
        topology.Effort.EndLook();
        foreach (var affected in _affected.Distinct())
            if (affected.Exists && !Defer(affected))
                Inspect(affected, episode.Time, cutoff);
    }

    /// <param name="resource">The object.</param>
    /// <param name="observedAt">When what leads to this was observed.</param>
    /// <param name="cutoff">What is older is forgotten.</param>
    /// <param name="arrived">The object that has newly arrived and leads to this; null where none has.</param>
    /// <param name="hasChanged">Whether the object was known in another state: what is found now began since.</param>
    private void Inspect(
        ResourceState resource,
        DateTimeOffset observedAt,
        DateTimeOffset cutoff,
        ResourceState? arrived = null,
        bool hasChanged = false
    )
    {
        _findings.Clear();
        if (!TryInspect(resource))
            return;
        _pending.Hold(resource, _findings, observedAt, hasChanged);
        for (var i = resource.ActiveFindings.Count - 1; i >= 0; i--)
        {
            var active = resource.ActiveFindings[i];
            if (_findings.Exists(finding => finding.IsSame(active)))
                continue;
            resource.ActiveFindings.RemoveAt(i);
            if (
                active.AbsentFrom.Count > 0 && arrived?.CreatedAt < active.Time
                || NodeContrast.IsRefuted(topology, active)
            )
            {
                recorder.Withdraw(active);
                continue;
            }
            active.ResolvedAt = observedAt;
            recorder.Change(active);
            Ended?.Invoke(active);
        }
        foreach (var finding in _findings)
        {
            if (!resource.ActiveFindings.Exists(finding.IsSame))
                resource.ActiveFindings.Add(Add(finding, "fnd", EpisodeSources.Finding, observedAt, cutoff));
        }
        topology.Note(resource);
        Await(resource);
        AwaitPending(resource);
    }

    // What so much depends on that not all of it may be looked at keeps what was found before: a part shows nothing.
    private bool TryInspect(ResourceState resource)
    {
        resource.IsTooWide = false;
        if (!resource.Exists)
            return true;
        topology.Effort.BeginLook();
        topology.Effort.TryVisit(1 + resource.Incoming.Count + resource.Outgoing.Count);
        RuleIndex.Inspect(topology, resource, _findings);
        resource.IsTooWide = !topology.Effort.EndLook();
        return !resource.IsTooWide;
    }

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
                AbsentFrom = finding.IsConfirmed ? [] : [.. finding.AbsentFrom.Select(scope => scope.Kind)],
                IsPreexisting = finding.IsPreexisting,
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
