using KgRca.Contracts.Graphs;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Parsing;

/// <summary>
/// The rules of the wire format that types alone cannot express. Each check gives the first error, or null.
/// </summary>
internal static class RecordValidator
{
    public static RecordError? Check(Event record, bool isLog, DateTimeOffset receivedAt) =>
        ValueRules.Name(record.EventId, "event_id")
        ?? ValueRules.Time(record.EventTime, "event_time", receivedAt)
        ?? (record.FirstTime is { } first ? ValueRules.Time(first, "first_time", receivedAt) : null)
        ?? (
            record.FirstTime > record.EventTime
                ? RecordError.Invalid("first_time", "must not be after event_time")
                : null
        )
        ?? (record.Count < 1 ? RecordError.Invalid("count", "must be at least 1") : null)
        ?? ValueRules.PathPart(record.Cluster, "cluster")
        ?? (
            isLog && record.Source != EventSource.K8sLog
                ? RecordError.Invalid("source", "must be k8s.log in this topic")
                : null
        )
        ?? ValueRules.Name(record.Reason, "reason")
        ?? Reference(record.Subject)?.Under("subject")
        ?? ValueRules.OptionalName(record.Container, "container");

    public static RecordError? Check(Edge record, DateTimeOffset receivedAt) =>
        ValueRules.Time(record.ObservedAt, "observed_at", receivedAt)
        ?? ValueRules.PathPart(record.Cluster, "cluster")
        ?? Reference(record.From)?.Under("from")
        ?? Reference(record.To)?.Under("to")
        ?? (
            record.Calls is null ? null
            : record.Type == EdgeType.Calls ? Check(record.Calls)?.Under("calls")
            : RecordError.Invalid("calls", "must be absent unless type is CALLS")
        );

    public static RecordError? Check(AlertGroup record, DateTimeOffset receivedAt)
    {
        if (record.Version != "4")
            return RecordError.Invalid("version", "must be \"4\"");
        for (var i = 0; i < record.Alerts.Count; i++)
        {
            // Nullable annotations do not reach into a list: the serializer lets null alerts through.
            var error = record.Alerts[i] is { } alert
                ? Check(alert, receivedAt)
                : RecordError.Invalid("", "must be an object");
            if (error is not null)
                return error.Under($"alerts[{i}]");
        }
        return null;
    }

    public static RecordError? Check(Heartbeat record, DateTimeOffset receivedAt) =>
        ValueRules.Time(record.ObservedAt, "observed_at", receivedAt)
        ?? ValueRules.PathPart(record.Cluster, "cluster")
        ?? ValueRules.Name(record.Version, "version")
        ?? NotNegative(record.LagSeconds, "lag_seconds")
        ?? NotNegative(record.Dropped, "dropped")
        ?? NotNegative(record.Records, "records");

    public static RecordError? Check(CauseVerdict record, DateTimeOffset receivedAt) =>
        ValueRules.Time(record.CreatedAt, "created_at", receivedAt)
        ?? ValueRules.Name(record.IncidentId, "incident_id")
        ?? ValueRules.Name(record.EventId, "event_id")
        ?? ValueRules.Name(record.Cause, "cause")
        ?? (
            record.Verdict is FeedbackNode.Correct or FeedbackNode.Incorrect or FeedbackNode.Withdrawn
                ? null
                : RecordError.Invalid("verdict", "must be one of correct, incorrect, withdrawn")
        );

    /// <summary>Checks a resource record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="value">The bytes that it was read from.</param>
    /// <param name="receivedAt">When it was received.</param>
    public static RecordError? Check(Resource record, ReadOnlySpan<byte> value, DateTimeOffset receivedAt) =>
        ValueRules.Time(record.ObservedAt, "observed_at", receivedAt)
        ?? ValueRules.PathPart(record.Cluster, "cluster")
        ?? ObjectRules.Check(record.Object, value)?.Under("object");

    public static RecordError? Check(Listing record, DateTimeOffset receivedAt) =>
        ValueRules.Time(record.ObservedAt, "observed_at", receivedAt)
        ?? ValueRules.Time(record.StartedAt, "started_at", receivedAt)
        ?? (
            record.StartedAt > record.ObservedAt
                ? RecordError.Invalid("started_at", "must not be after observed_at")
                : null
        )
        ?? ValueRules.PathPart(record.Cluster, "cluster")
        ?? ValueRules.Name(record.ApiVersion, "api_version")
        ?? ValueRules.Kind(record.Kind, "kind")
        ?? ValueRules.OptionalPathPart(record.Namespace, "namespace")
        ?? NotNegative(record.Count, "count");

    private static RecordError? Check(Alert alert, DateTimeOffset receivedAt) =>
        ValueRules.Time(alert.StartsAt, "startsAt", receivedAt)
        ?? (
            alert.Labels.TryGetValue("alertname", out var name)
                ? ValueRules.Name(name, "labels.alertname")
                : RecordError.Missing("labels.alertname")
        );

    private static RecordError? Check(CallStatistics calls) =>
        NotNegative(calls.Rate, "rate")
        ?? (calls.ErrorRatio is < 0 or > 1 ? RecordError.Invalid("error_ratio", "must be from 0 to 1") : null)
        ?? NotNegative(calls.LatencyP50Ms, "latency_p50_ms")
        ?? NotNegative(calls.LatencyP95Ms, "latency_p95_ms");

    private static RecordError? NotNegative(double? value, string path) =>
        value switch
        {
            < 0 => RecordError.Invalid(path, "must not be negative"),
            // What has more digits than a number can hold is read as infinite, which JSON cannot say.
            double.PositiveInfinity => RecordError.Invalid(path, "is too large"),
            _ => null,
        };

    private static RecordError? Reference(ObjectReference reference) =>
        ValueRules.Kind(reference.Kind, "kind")
        ?? ValueRules.PathPart(reference.Name, "name")
        ?? ValueRules.OptionalPathPart(reference.Namespace, "namespace")
        ?? ValueRules.OptionalName(reference.Uid, "uid");
}
