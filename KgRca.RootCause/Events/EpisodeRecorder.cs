using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Persistence;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Rules.Scheduling;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>Makes episodes of events, log lines and alerts, and errors of warnings that are repeated.</summary>
internal sealed class EpisodeRecorder(
    ClusterTopology topology,
    TopologyUpdater updater,
    GraphWriter writer,
    EpisodeWindow window,
    IncidentTracker incidents
)
{
    private const string UnknownCluster = "default";

    /// <summary>Notes that the lines of an object are read.</summary>
    /// <returns>The object; null where it is not known to exist.</returns>
    public ResourceState? NoteLogs(Event line)
    {
        if (topology.Find(ResourceId.Of(line.Cluster, line.Subject)) is not { Exists: true } subject)
            return null;
        if (subject.LogsSince <= line.Onset)
            return subject;
        subject.LogsSince = line.Onset;
        writer.WriteProperties(subject.NodeKey, new Property(ResourceNode.Names.LogsSince, line.Onset));
        return subject;
    }

    /// <summary>Takes an event in, but for a quiet line of a log.</summary>
    /// <returns>Its time where it was stored and counts; null where it is a duplicate, of no interest, or too late to
    /// change an incident.</returns>
    public DateTimeOffset? Record(Event record, DateTimeOffset cutoff)
    {
        var isLog = record.Source == EventSource.K8sLog;
        if (isLog)
            NoteLogs(record);
        if (window.Contains(record.EventId))
            return null;
        var subject = SubjectOf(record);
        var source = WireNames.Of(record.Source);
        var assessment = CauseTaxonomy.Assess(
            source,
            record.Severity,
            record.Reason,
            record.Message,
            subject,
            topology
        );
        var isTooLate = record.EventTime < cutoff;
        if (!isTooLate && isLog && LogFolding.Find(subject, record) is { } line)
            return Repeat(line, record.EventTime, record.Count);
        var isBaseline = !isTooLate && isLog && LogFolding.HasLike(subject, record);
        if (
            isLog
            && !isBaseline
            && record.Severity >= Severity.Error
            && assessment is { Role: CauseRole.Symptom, Cause: null }
            && LogFolding.IsNew(subject, record)
        )
            assessment = CauseAssessment.Origin(Causes.ApplicationError);
        writer.WriteEvent(record, subject, assessment, isBaseline);
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
        Add(episode);
        if (IsCertain(episode))
            Escalate(episode, new EscalationSpan(episode.EventId, episode.Onset, episode.Time, 1));
        else if (Escalation.Of(episode) is { } span)
            Escalate(episode, span);
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
            writer.WriteEpisode(episode);
        if (alert.Status == AlertStatus.Resolved && alert.EndsAt is { } end && end >= alert.StartsAt)
            Resolve(subject.Candidates.Find(id) ?? episode, end);
        if (isKnown || isTooLate)
            return null;
        Add(episode);
        // Whoever wrote the rule may call it a warning: that users notice makes it a failure.
        if (severity == Severity.Warning && AlertNames.IsUserVisible(reason, message))
            Escalate(episode, new EscalationSpan(id, alert.StartsAt, alert.StartsAt, 1));
        else if (Escalation.Of(episode) is { } span)
            Escalate(episode, span);
        return alert.StartsAt;
    }

    /// <summary>Puts an episode among those that are remembered, and into the incidents that it concerns.</summary>
    public void Add(Episode episode)
    {
        window.Add(episode);
        LogFolding.Remember(episode);
        if (episode.IsError)
            incidents.AddError(episode);
        if (episode.IsCandidate)
            incidents.AddCandidate(episode);
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
            cause == Causes.MissedSchedule
            || warning
                is { Reason: "FailedCreate", Subject.Kind: "StatefulSet" or "Job" or "CronJob" }
                    or { Reason: "FailedToUpdateEndpointSlices" }
                && CauseClasses.FamilyOf(cause) == CauseFamily.Quota
        );

    private void Resolve(Episode alert, DateTimeOffset end)
    {
        alert.ResolvedAt = end;
        incidents.CandidateChanged(alert);
        // What it became an error by is weighed by it as well.
        for (var i = 0; i < alert.Subject.Errors.Count; i++)
            if (alert.Subject.Errors[i] is { Source: EpisodeSources.Escalation } error && error.Reason == alert.Reason)
                incidents.CandidateChanged(error);
        writer.WriteProperties(alert.NodeKey, new Property(EpisodicNode.Names.ResolvedAt, end));
    }

    private DateTimeOffset? Repeat(Episode episode, DateTimeOffset time, int count)
    {
        // Not later than the last one: a duplicate, or a line that the first one stands for already.
        if (time <= episode.Time)
            return null;
        EpisodeWindow.Move(episode, time);
        if (episode.IsFromLog && episode.Count < LogFolding.Often && episode.Count + count >= LogFolding.Often)
            incidents.CandidateChanged(episode);
        episode.Count += count;
        writer.WriteRepeat(episode);
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
            episode.Assessment = CauseAssessment.Origin(Causes.ApplicationError);
            writer.WriteAssessment(episode);
            incidents.CandidateChanged(episode);
        }
        if (episode.IsError)
            incidents.AddError(episode);
        else if (Escalation.Of(episode) is { } span)
            Escalate(episode, span);
        return time;
    }

    private void Escalate(Episode warning, EscalationSpan span)
    {
        if (Escalation.Find(warning) is { } known)
        {
            Repeat(known, warning.Time, warning.Count);
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
        writer.WriteEpisode(escalation);
        Add(escalation);
    }
}
