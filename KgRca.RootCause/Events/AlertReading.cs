using System.Globalization;
using KgRca.Contracts.Records;

namespace KgRca.RootCause.Events;

/// <summary>What an alert's labels and annotations mean.</summary>
internal static class AlertReading
{
    // The most exact object first: an alert about a pod carries its namespace and often its service as well.
    private static readonly (string Label, string Kind)[] SubjectLabels =
    [
        ("pod", "Pod"),
        ("persistentvolumeclaim", "PersistentVolumeClaim"),
        ("deployment", "Deployment"),
        ("statefulset", "StatefulSet"),
        ("daemonset", "DaemonSet"),
        ("cronjob", "CronJob"),
        ("job_name", "Job"),
        ("horizontalpodautoscaler", "HorizontalPodAutoscaler"),
        ("ingress", "Ingress"),
        ("service", "Service"),
        ("node", "Node"),
        ("persistentvolume", "PersistentVolume"),
        ("namespace", "Namespace"),
    ];

    private static readonly HashSet<string> ClusterScoped = new(StringComparer.Ordinal)
    {
        "Node",
        "PersistentVolume",
        "Namespace",
    };

    /// <summary>The id of the episode that an alert is: one firing of one set of labels.</summary>
    public static string EventId(Alert alert) =>
        StableHash.Id(
            "alert",
            alert.Fingerprint is { Length: > 0 } fingerprint
                ? fingerprint
                : string.Join(
                    '\n',
                    alert
                        .Labels.OrderBy(label => label.Key, StringComparer.Ordinal)
                        .Select(label => $"{label.Key}={label.Value}")
                ),
            (alert.SaidStartsAt ?? alert.StartsAt).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>
    /// The object that an alert is about; the alert itself, as an object of kind Alert, where its labels name none.
    /// </summary>
    public static ObjectReference Subject(Alert alert)
    {
        var @namespace = Name(alert, "namespace");
        foreach (var (label, kind) in SubjectLabels)
        {
            if (Name(alert, label) is not { } name)
                continue;
            if (ClusterScoped.Contains(kind))
                return new ObjectReference(kind, name);
            if (@namespace is not null)
                return new ObjectReference(kind, name, @namespace);
        }
        return new ObjectReference("Alert", alert.Labels["alertname"].Replace('/', '-'));
    }

    /// <summary>The severity that the label of that name means; a warning where it says nothing known.</summary>
    public static Severity Severity(Alert alert) =>
        alert.Labels.GetValueOrDefault("severity")?.ToLowerInvariant() switch
        {
            "critical" or "page" or "emergency" => Contracts.Records.Severity.Critical,
            "error" or "high" or "major" => Contracts.Records.Severity.Error,
            "info" or "information" or "none" or "low" => Contracts.Records.Severity.Info,
            _ => Contracts.Records.Severity.Warning,
        };

    /// <summary>The summary and the description.</summary>
    public static string Message(Alert alert)
    {
        var summary =
            alert.Annotations?.GetValueOrDefault("summary") ?? alert.Annotations?.GetValueOrDefault("message");
        var description = alert.Annotations?.GetValueOrDefault("description");
        var text = (summary, description) switch
        {
            (null, null) => alert.Labels["alertname"],
            (null, _) => description,
            (_, null) => summary,
            _ => $"{summary}: {description}",
        };
        return HttpStatus.Of(alert) is { } status && !HttpStatus.Says(text, status) ? $"{text} (HTTP {status})" : text;
    }

    private static string? Name(Alert alert, string label) =>
        alert.Labels.GetValueOrDefault(label) is { Length: > 0 } name && !name.Contains('/', StringComparison.Ordinal)
            ? name
            : null;
}
