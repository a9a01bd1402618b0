using System.Text.Json.Serialization;

namespace KgRca.Contracts.Records;

/// <summary>
/// The body of an Alertmanager webhook, version 4, as far as it is used
/// (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).
/// </summary>
/// <param name="Version">The body's version, <c>4</c>.</param>
/// <param name="GroupKey">What Alertmanager grouped by.</param>
/// <param name="Alerts">The alerts of the group.</param>
public sealed record AlertGroup(
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("groupKey")] string GroupKey,
    [property: JsonPropertyName("alerts")] IReadOnlyList<Alert> Alerts
) : WireRecord
{
    /// <summary>When the platform received it: what it says was so by then. Not on the wire.</summary>
    [JsonIgnore]
    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>One alert of a group.</summary>
/// <param name="Status">Whether it fires or is over.</param>
/// <param name="Labels">Its identity: <c>alertname</c>, <c>namespace</c>, <c>pod</c>, <c>severity</c> and the
/// like.</param>
/// <param name="StartsAt">When it began to fire.</param>
/// <param name="EndsAt">When it ended; Go's zero time, year 1, while it fires.</param>
/// <param name="Annotations">Texts for people: <c>summary</c>, <c>description</c>.</param>
/// <param name="Fingerprint">Alertmanager's identity of the label set.</param>
public sealed record Alert(
    [property: JsonPropertyName("status")] AlertStatus Status,
    [property: JsonPropertyName("labels")] IReadOnlyDictionary<string, string> Labels,
    [property: JsonPropertyName("startsAt")] DateTimeOffset StartsAt,
    [property: JsonPropertyName("endsAt")] DateTimeOffset? EndsAt = null,
    [property: JsonPropertyName("annotations")] IReadOnlyDictionary<string, string>? Annotations = null,
    [property: JsonPropertyName("fingerprint")] string? Fingerprint = null
)
{
    /// <summary>
    /// When it says that it began to fire, where <see cref="StartsAt"/> was corrected. Sent again, the alert says the
    /// same, so this is its identity. Not on the wire.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? SaidStartsAt { get; init; }
}

/// <summary>Whether an alert fires.</summary>
public enum AlertStatus
{
    /// <summary>It fires.</summary>
    Firing,

    /// <summary>It is over.</summary>
    Resolved,
}
