using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Delivery;

/// <summary>How much is lost with a record, the least first: what a full spool gives up, in this order.</summary>
internal enum Worth
{
    /// <summary>A log line that is no trouble.</summary>
    QuietLog,

    /// <summary>A Kubernetes event that is no trouble.</summary>
    QuietEvent,

    /// <summary>A warning in a log.</summary>
    LogWarning,

    /// <summary>A warning of Kubernetes.</summary>
    Warning,

    /// <summary>An error or an alert.</summary>
    Error,

    /// <summary>
    /// The state of an object or an edge. Of one whose later state waits as well, nothing is lost but its history.
    /// </summary>
    State,
}

/// <summary>Tells the worth of records.</summary>
internal static class RecordWorth
{
    /// <summary>The worth of a record.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="severity">Its severity, where it has one.</param>
    public static Worth Of(DataTopic topic, Severity? severity) =>
        (topic, severity) switch
        {
            (DataTopic.Resources or DataTopic.Topology, _) => Worth.State,
            (DataTopic.Alerts, _) or (_, >= Severity.Error) => Worth.Error,
            (DataTopic.Logs, Severity.Warning) => Worth.LogWarning,
            (DataTopic.Logs, _) => Worth.QuietLog,
            (_, Severity.Warning) => Worth.Warning,
            _ => Worth.QuietEvent,
        };

    /// <summary>The worth of a record as it stands.</summary>
    public static Worth Of(CaptureRecord record) =>
        Of(record.Topic, record.Topic is DataTopic.Events or DataTopic.Logs ? SeverityOf(record) : null);

    private static Severity? SeverityOf(CaptureRecord record)
    {
        var reader = new System.Text.Json.Utf8JsonReader(record.Value.Span);
        while (reader.Read())
        {
            if (
                reader.CurrentDepth != 1
                || reader.TokenType != System.Text.Json.JsonTokenType.PropertyName
                || !reader.ValueTextEquals("severity"u8)
            )
                continue;
            reader.Read();
            return Contracts.Json.WireNames.TryParseSeverity(reader.GetString(), out var severity) ? severity : null;
        }
        return null;
    }
}
