using System.Globalization;
using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Nodes;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>Says in plain words what an answer rests on.</summary>
internal static class Explanation
{
    // What is reported so much later may still have come first: kubelets and agents report every few seconds.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    // The longest report that is repeated as a whole.
    private const int MaxReport = 300;

    /// <summary>What happened, why that leads to the symptom, and how long before it was seen.</summary>
    /// <param name="cause">The cause's episode.</param>
    /// <param name="effect">The error that it fits best.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="path">Ids of the objects from the cause's to the one in error, both included.</param>
    public static string Of(Episode cause, Episode effect, Incident incident, ReadOnlySpan<string> path) =>
        $"{WhatHappened(cause)} {Mechanism(cause)} "
        + $"{Timing(cause, effect, incident)}{Way(path)}.{Outage(cause, incident)}";

    private static string WhatHappened(Episode cause)
    {
        var report = cause.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        if (report.Length == 0)
            return $"{Name(cause.Subject)} reported {cause.Reason}.";
        if (report.Length > MaxReport)
            report = report[..MaxReport].TrimEnd() + "…";
        var names = report.Contains(cause.Subject.Name, StringComparison.Ordinal);
        return names ? $"{report}." : $"{Name(cause.Subject)}: {report}.";
    }

    private static string Mechanism(Episode cause) =>
        cause.Assessment switch
        {
            { Cause: { } id } when Mechanisms.Of(id) is { } mechanism => mechanism,
            { Role: CauseRole.Symptom } => "This is usually a symptom; its cause was not observed.",
            { Role: CauseRole.Latent } => "On its own this rarely causes failures.",
            _ => "No rule covers this report, so its link to the errors is unknown.",
        };

    private static string Timing(Episode cause, Episode effect, Incident incident)
    {
        var symptom = $"{SymptomText.Of(effect)} of {Name(effect.Subject)}";
        if (cause.EventId == effect.EventId)
        {
            var gap = cause.Onset - incident.StartedAt;
            return gap <= TimeSpan.Zero
                ? $"This is the first sign of the incident, at {Clock(cause.Onset)} UTC"
                : $"This is one of its errors, {Span(gap)} after the first, at {Clock(cause.Onset)} UTC";
        }
        var before = effect.Onset - cause.Onset;
        return before == TimeSpan.Zero ? $"It appeared together with the first {symptom}"
            : before > TimeSpan.Zero ? $"It began {Span(before)} before the first {symptom}"
            : $"It was reported {Span(-before)} after the first {symptom}";
    }

    private static string Clock(DateTimeOffset time) =>
        time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>What speaks against a cause, in sentences.</summary>
    public static string[] Against(Episode cause, Incident incident, CounterEvidence counterEvidence)
    {
        var against = new List<string>();
        if (counterEvidence.Reason is { } reason)
            against.Add(reason);
        if (cause.Onset - incident.StartedAt > Lag)
            against.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It was first seen {Span(cause.Onset - incident.StartedAt)} after the first error."
                )
            );
        if (cause.Assessment.Role == CauseRole.Symptom)
            against.Add("It is usually a symptom of another failure.");
        if (cause.Assessment.Role == CauseRole.Latent)
            against.Add("On its own it rarely causes failures.");
        return [.. against];
    }

    private static string Outage(Episode cause, Incident incident) =>
        NodeEvents.IsNotReady(cause) && NodeOutage.Of(incident, cause.Subject) is { } shared
            ? $" {shared} failed together: check what they share."
            : "";

    private static string Name(ResourceState resource) => Name(resource.Kind, resource.Namespace, resource.Name);

    private static string Name(string kind, string space, string name) =>
        space.Length == 0 ? $"{kind} {name}" : $"{kind} {space}/{name}";

    private static string Span(TimeSpan span) =>
        span switch
        {
            { TotalMinutes: < 2 } => Number(span.TotalSeconds, "s"),
            { TotalHours: < 2 } => Number(span.TotalMinutes, "min"),
            { TotalDays: < 2 } => Number(span.TotalHours, "h"),
            _ => Number(span.TotalDays, "days"),
        };

    private static string Number(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:0} {unit}");

    private static string Way(ReadOnlySpan<string> path)
    {
        if (path.Length <= 2)
            return "";
        var between = new List<string>();
        foreach (var id in path[1..^1])
            if (ResourceId.TryParse(id, out var resource))
                between.Add(Name(resource.Kind, resource.Namespace, resource.Name));
        return $", via {string.Join(" and ", between)}";
    }
}
