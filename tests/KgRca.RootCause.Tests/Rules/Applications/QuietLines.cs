using KgRca.Contracts.Records;
using static KgRca.RootCause.Tests.Incidents.LiveRecords;

namespace KgRca.RootCause.Tests.Rules.Applications;

/// <summary>
/// Logs of a shop whose Pods have run for long: a record a minute and kind of line, as the agent sends them.
/// </summary>
internal static class QuietLines
{
    public const string Cart = "cart of customer 17 was read";
    public const string Order = "order 4711 was paid";

    /// <summary>A Deployment with a Pod.</summary>
    public static IEnumerable<WireRecord> Service(string name, string created = "2026-11-20T00:00:00Z") =>
        [
            Deployment(0, 1, name),
            Seen(
                0,
                $$"""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "shop", "name": "{{name}}-1", "uid": "{{name}}-1", "creationTimestamp": "{{created}}"},
                 "spec": {}, "status": {"conditions": [{"type": "Ready", "status": "True"}]} }
                """
            ),
            Controls(name, $"{name}-1"),
        ];

    public static Edge Calls(string from, string to) =>
        new(
            StateOperation.Upsert,
            Start,
            "prod",
            EdgeType.Calls,
            new ObjectReference("Deployment", from, "shop"),
            new ObjectReference("Deployment", to, "shop")
        );

    /// <summary>So many lines of a kind in each of some minutes.</summary>
    public static IEnumerable<Event> Lines(string service, string line, Range minutes, int count = 12) =>
        Enumerable
            .Range(minutes.Start.Value, minutes.End.Value - minutes.Start.Value)
            .Select(minute => Line(service, line, 60 * minute + 2, 60 * minute + 57, count));

    public static Event Line(
        string service,
        string line,
        double first,
        double last,
        int count = 1,
        Severity severity = Severity.Info
    ) =>
        new(
            $"{service} {line} {first}",
            Start.AddSeconds(last),
            "prod",
            EventSource.K8sLog,
            severity,
            $"Log{severity}",
            line,
            new ObjectReference("Pod", $"{service}-1", "shop"),
            count > 1 ? Start.AddSeconds(first) : null,
            count,
            "main"
        );

    /// <summary>Records in the order of their times.</summary>
    public static WireRecord[] InOrder(params IEnumerable<WireRecord>[] records) =>
        [.. records.SelectMany(record => record).OrderBy(TimeOf)];

    private static DateTimeOffset TimeOf(WireRecord record) =>
        record switch
        {
            Event item => item.EventTime,
            Resource item => item.ObservedAt,
            Edge item => item.ObservedAt,
            AlertGroup group => group.Alerts[0].StartsAt,
            _ => Start,
        };
}
