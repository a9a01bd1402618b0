using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Rules;

/// <summary>Makes episodes of events, log lines and alerts, and errors of warnings that are repeated.</summary>
internal sealed class EpisodeRecorder(ClusterTopology topology, TopologyUpdater updater, EpisodeWindow window)
{
    private const string UnknownCluster = "default";

    /// <summary>
    /// An event was taken in: the record, its object, what it is evidence of, whether it is baseline.
    /// </summary>
    public event Action<Event, ResourceState, CauseAssessment, bool>? Recorded;

    /// <summary>The engine has made an episode of an alert or of repeated warnings.</summary>
    public event Action<Episode>? Made;

    /// <summary>An episode has occurred again.</summary>
    public event Action<Episode>? Repeated;

    /// <summary>An episode has turned out to be evidence of something else.</summary>
    public event Action<Episode>? Reassessed;

    /// <summary>An episode is over: its alert was resolved, or its lines are written again.</summary>
    public event Action<Episode>? Resolved;

    /// <summary>An episode was taken back.</summary>
    public event Action<Episode>? Withdrawn;

    /// <summary>An object's <see cref="ResourceState.LogsSince"/> has changed.</summary>
    public event Action<ResourceState>? LogsRead;

    /// <summary>An error came, or one that is known has occurred again.</summary>
    public event Action<Episode>? ErrorAdded;

    /// <summary>Something came that may be a cause.</summary>
    public event Action<Episode>? CandidateAdded;

    /// <summary>What is known of a candidate has changed.</summary>
    public event Action<Episode>? CandidateChanged;

    /// <summary>Notes that the lines of an object are read.</summary>
    /// <returns>The object; null where it is not known to exist.</returns>
    public ResourceState? NoteLogs(Event line)
    {
        if (topology.Find(ResourceId.Of(line.Cluster, line.Subject)) is not { Exists: true } subject)
            return null;
        if (subject.LogsSince <= line.Onset)
            return subject;
        subject.LogsSince = line.Onset;
        LogsRead?.Invoke(subject);
        return subject;
    }

    /// <summary>Takes an event in, but for a quiet line of a log.</summary>
    /// <param name="record">The event.</param>
    /// <param name="cutoff">What is older is forgotten.</param>
    /// <param name="made">The episode of its own that it begins; null where it begins none.</param>
    /// <returns>Its time where it was stored and counts; null where it is a duplicate, of no interest, or too late to
    /// change an incident.</returns>
    public DateTimeOffset? Record(Event record, DateTimeOffset cutoff, out Episode? made)
    {
        made = null;
        var isLog = record.Source == EventSource.K8sLog;
        if (isLog)
            NoteLogs(record);
        if (window.Contains(record.EventId))
            return null;
        var subject = SubjectOf(record);
        var source = WireNames.Of(record.Source);
        var isTooLate = record.EventTime < cutoff;
        if (!isTooLate && isLog && LogFolding.Find(subject, record) is { } line)
            return Repeat(line, record.EventTime, record.Count);
        var assessment = CauseTaxonomy.Assess(
            source,
            record.Severity,
            record.Reason,
            record.Message,
            subject,
            topology
        );
        var isBaseline = !isTooLate && isLog && LogFolding.HasLike(subject, record);
        if (
            isLog
            && !isBaseline
            && record.Severity >= Severity.Error
            && assessment is { Role: CauseRole.Symptom, Cause: null }
            && LogFolding.IsNew(subject, record)
        )
            assessment = LogEvidence.NewError;
        Recorded?.Invoke(record, subject, assessment, isBaseline);
        if (isTooLate)
        {
            if (subject.IsForgettable)
                topology.Remove(subject);
            return null;
        }
        if (record.Severity < Severity.Warning && assessment.Role == CauseRole.None)
        {
            window.AddId(record.EventId, record.EventTime, subject);
            return record.EventTime;
        }
        var episode = new Episode(record.EventId, subject)
        {
            Time = record.EventTime,
            Onset = record.Onset,
            Severity = record.Severity,
            Source = source,
            Reason = record.Reason,
            Message = record.Message,
            Count = record.Count,
            Container = record.Container,
            Assessment = assessment,
            IsFromLog = isLog,
            IsBaseline = isBaseline,
        };
        made = episode;
        Add(episode);
        if (IsCertain(episode))
            Escalate(episode, new EscalationSpan(episode.EventId, episode.Onset, episode.Time, 1), episode.Count);
        else if (Escalation.Of(episode) is { } span)
            Escalate(episode, span, episode.Count);
        return record.EventTime;
    }

    /// <summary>Takes an alert in: it begins an episode when it fires, and ends it when it is resolved.</summary>
    /// <returns>As for an event.</returns>
    public DateTimeOffset? Record(Alert alert, DateTimeOffset cutoff)
    {
        var id = AlertReading.EventId(alert);
        var isKnown = window.Contains(id);
        var isTooLate = alert.StartsAt < cutoff;
        var subject = updater.GetOrName(
            alert.Labels.GetValueOrDefault("cluster") is { Length: > 0 } cluster
            && !cluster.Contains('/', StringComparison.Ordinal)
                ? cluster
                : topology.AnyCluster(except: UnknownCluster) ?? UnknownCluster,
            AlertReading.Subject(alert)
        );
        var reason = alert.Labels["alertname"];
        var (severity, message) = (AlertReading.Severity(alert), AlertReading.Message(alert));
        var source = WireNames.Of(EventSource.PromAlert);
        var episode = new Episode(id, subject)
        {
            Time = alert.StartsAt,
            Onset = alert.StartsAt,
            Severity = severity,
            Source = source,
            Reason = reason,
            Message = message,
            Assessment = CauseTaxonomy.Assess(source, severity, reason, message, subject, topology),
        };
        if (!isKnown)
            Made?.Invoke(episode);
        if (alert.Status == AlertStatus.Resolved && alert.EndsAt is { } end && end >= alert.StartsAt)
            Resolve(subject.Candidates.Find(id) ?? episode, end);
        if (isKnown || isTooLate)
            return null;
        Add(episode);
        // Whoever wrote the rule may call it a warning: that users notice makes it a failure.
        if (severity == Severity.Warning && AlertNames.IsUserVisible(reason, message))
            Escalate(episode, new EscalationSpan(id, alert.StartsAt, alert.StartsAt, 1), 1);
        else if (Escalation.Of(episode) is { } span)
            Escalate(episode, span, episode.Count);
        return alert.StartsAt;
    }

    /// <summary>Puts an episode among those that are remembered, and into the incidents that it concerns.</summary>
    public void Add(Episode episode)
    {
        window.Add(episode);
        LogFolding.Remember(episode);
        if (episode.IsError)
            ErrorAdded?.Invoke(episode);
        if (episode.IsCandidate)
            CandidateAdded?.Invoke(episode);
    }

    /// <summary>What is known of a candidate has changed.</summary>
    public void Change(Episode candidate) => CandidateChanged?.Invoke(candidate);

    /// <summary>Takes back what turned out to have been wrong when it was said, as if it had never been.</summary>
    public void Withdraw(Episode episode)
    {
        window.Forget(episode);
        Withdrawn?.Invoke(episode);
    }

    // A Pod that was preempted is gone; its workload lacks it.
    private ResourceState SubjectOf(Event record)
    {
        if (record.Reason != Preemption.Reason)
            return updater.GetOrName(record.Cluster, record.Subject);
        var id = ResourceId.Of(record.Cluster, record.Subject);
        var workload = topology.WorkloadOf(topology.Find(id) ?? new ResourceState(id));
        return workload.Id == id ? updater.GetOrName(record.Cluster, record.Subject) : workload;
    }

    // Deployments make more Pods than they need for a while, and may do without; what these want, and a Service's
    // endpoints, they need. A run that was missed does not come again.
    private static bool IsCertain(Episode warning) =>
        warning is { Severity: Severity.Warning, Assessment: { Role: CauseRole.Origin, Cause: { } cause } }
        && (
            CauseClasses.Find(cause) is { IsErrorAtOnce: true }
            || warning
                is { Reason: "FailedCreate", Subject.Kind: "StatefulSet" or "Job" or "CronJob" }
                    or { Reason: "FailedToUpdateEndpointSlices" }
                && CauseClasses.FamilyOf(cause) == CauseFamily.Quota
        );

    private void Resolve(Episode alert, DateTimeOffset end)
    {
        alert.ResolvedAt = end;
        CandidateChanged?.Invoke(alert);
        // What it became an error by is weighed by it as well.
        for (var i = 0; i < alert.Subject.Errors.Count; i++)
            if (alert.Subject.Errors[i] is { Source: EpisodeSources.Escalation } error && error.Reason == alert.Reason)
                CandidateChanged?.Invoke(error);
        Resolved?.Invoke(alert);
    }

    private DateTimeOffset? Repeat(Episode episode, DateTimeOffset time, int count)
    {
        // Not later than the last one: a duplicate, or a line that the first one stands for already.
        if (time <= episode.Time)
            return null;
        EpisodeWindow.Move(episode, time);
        if (episode.IsFromLog && episode.Count < LogFolding.Often && episode.Count + count >= LogFolding.Often)
            CandidateChanged?.Invoke(episode);
        episode.Count += count;
        Repeated?.Invoke(episode);
        if (
            episode
                is {
                    IsError: true,
                    Source: not EpisodeSources.Escalation,
                    Assessment: { Role: CauseRole.Symptom, Cause: null }
                }
            && LogFolding.IsUnlike(episode)
        )
        {
            episode.Assessment = LogEvidence.NewError;
            Reassessed?.Invoke(episode);
            CandidateChanged?.Invoke(episode);
        }
        if (episode.IsError)
            ErrorAdded?.Invoke(episode);
        else if (Escalation.Of(episode) is { } span)
            Escalate(episode, span, count);
        return time;
    }

    private void Escalate(Episode warning, EscalationSpan span, int count)
    {
        if (Escalation.Find(warning) is { } known)
        {
            Repeat(known, warning.Time, count);
            return;
        }
        var escalation = new Episode(
            StableHash.Id("esc", warning.Subject.NodeKey.Key, warning.Reason, span.FirstEventId),
            warning.Subject
        )
        {
            Time = span.Last,
            Onset = span.Onset,
            Severity = Severity.Error,
            Source = EpisodeSources.Escalation,
            Reason = warning.Reason,
            Message = warning.Message,
            Count = span.Count,
            Container = warning.Container,
            Assessment = warning.Assessment,
            IsFromLog = warning.IsFromLog,
            IsBaseline = warning.IsBaseline,
        };
        if (window.Contains(escalation.EventId))
            return;
        Made?.Invoke(escalation);
        Add(escalation);
    }
}
