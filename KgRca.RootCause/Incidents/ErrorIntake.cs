using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>
/// Decides which errors count. Those near an incident join it; others begin one if they may, at once or when they have
/// lasted for as long as <see cref="PendingPeriod"/> asks.
/// </summary>
internal sealed class ErrorIntake(ClusterTopology topology, Coverage coverage, ErrorGrouping grouping)
{
    private static readonly string KubernetesEvent = WireNames.Of(EventSource.K8sEvent);

    // How often the errors that wait are looked at, beside whenever alerts come.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    // Errors that are near no incident and may begin one once they have lasted for some time.
    private readonly SortedSet<Episode> _waiting = new(
        Comparer<Episode>.Create(
            (left, right) =>
                left.Onset != right.Onset
                    ? left.Onset.CompareTo(right.Onset)
                    : string.CompareOrdinal(left.EventId, right.EventId)
        )
    );
    private DateTimeOffset _looked;

    /// <summary>Takes in an error that stands in the graph, once all alerts and incidents are known.</summary>
    public void Restore(Episode error)
    {
        if (
            error.Incident is null
            && PendingPeriod.Applies(error, topology)
            && !PendingPeriod.IsOver(error, topology.Now, topology)
        )
            _waiting.Add(error);
    }

    /// <summary>Goes on from where an engine stopped whose watermark is known.</summary>
    public void Resume(DateTimeOffset watermark) => _looked = watermark;

    /// <summary>An error came, or one that is known has occurred again.</summary>
    public void Add(Episode error)
    {
        var near = grouping.Near(error);
        near.RemoveAll(incident => incident.IsOverBefore(error.Onset) && !grouping.HasAlike(error, incident));
        if (error.Incident is { } own && !near.Contains(own))
            near.Add(own);
        if (near.Count == 0 && IsPreexisting(error))
            return;
        if (
            near.Count == 0
            && (!coverage.MayBegin(error) || Maintenance.IsExpected(error, topology))
            && !IsExplained(error)
        )
            return;
        if (near.Count == 0 && PendingPeriod.Applies(error, topology) && !IsOfUnknown(error))
            _waiting.Add(error);
        else
            grouping.Add(error, near);
    }

    /// <summary>Does <see cref="OpenPending"/> where it is time for it.</summary>
    public void OpenPendingIfDue(DateTimeOffset asOf)
    {
        if (asOf.UtcTicks / Look.Ticks != _looked.UtcTicks / Look.Ticks)
            OpenPending(asOf);
    }

    /// <summary>
    /// Lets the errors begin incidents that have lasted for long enough by a time, and forgets those that did not.
    /// </summary>
    public void OpenPending(DateTimeOffset asOf)
    {
        _looked = asOf;
        if (_waiting.Count == 0)
            return;
        foreach (var error in _waiting.ToArray())
        {
            var hasPassed = PendingPeriod.HasPassed(error, asOf, topology);
            if (!hasPassed && !PendingPeriod.IsOver(error, asOf, topology))
                continue;
            _waiting.Remove(error);
            if (hasPassed && error.Incident is null)
                grouping.Add(error, grouping.Near(error));
        }
    }

    // What nobody knows is not being rolled out or restarted, unless it lies outside of the cluster. A Job tries again
    // whatever it did not reach.
    private bool IsOfUnknown(Episode error) =>
        error is { IsFromLog: true, Severity: >= Severity.Error, Source: not EpisodeSources.Escalation }
        && JobRetries.DueAt(error) is null
        && error.Assessment.Role != CauseRole.Origin
        && LogEvidence.IsOfUnknownDependency(error, topology)
        && BlamedPeers.Of(error, topology).Count == 0;

    // What is said of an object that was already failing before the platform looked is no news either, nor what has
    // been said for long by then.
    private bool IsPreexisting(Episode error)
    {
        if (error.IsPreexisting)
            return true;
        if (Signals.IsAlert(error))
            return false;
        if (error.Subject.ActiveFindings.Exists(finding => finding is { IsError: true, IsPreexisting: true }))
            return true;
        return (error.Source == KubernetesEvent || error.Source == EpisodeSources.Escalation)
            && (
                Preexistence.WasSaid(error, topology)
                || IsKnownOf(error.Subject, error)
                || IsKnownOf(topology.WorkloadOf(error.Subject), error)
            );
    }

    private static bool IsKnownOf(ResourceState resource, Episode error) =>
        error.Assessment.Cause is { } cause
        && resource.ActiveFindings.Exists(finding => finding.IsPreexisting && finding.Assessment.Cause == cause);

    /// <summary>
    /// Whether something is known that a log line by itself would follow from: what it says, or what a detector has
    /// found near it.
    /// </summary>
    private bool IsExplained(Episode line) =>
        line.Assessment is { Role: CauseRole.Origin, Cause: var cause } && ClassOf(cause) is not { IsVague: true }
        || (line.Assessment.Role != CauseRole.Origin || LastingErrors.IsOften(line))
            && LogEvidence.IsOfUnknownDependency(line, topology)
        || Neighbourhood
            .Of(line.Subject, topology)
            .Members.Any(member =>
                member.Resource.ActiveFindings.Exists(finding =>
                    Explains(finding) && Correlation.AreOne(line, finding, member, topology)
                )
            );

    // A gate that is closed for a while is a part of each rollout behind a load balancer, and a second try may get an
    // image.
    private static bool Explains(Episode finding) =>
        finding.Assessment is { Role: CauseRole.Origin, Cause: var cause }
        && ClassOf(cause) is not { IsOfRollouts: true }
        && (finding.Incident is not null || !PendingPeriod.IsPull(finding));

    private static CauseClass? ClassOf(string? cause) => cause is null ? null : CauseClasses.Find(cause);
}
