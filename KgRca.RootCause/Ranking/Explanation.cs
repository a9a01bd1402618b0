using System.Globalization;
using KgRca.Contracts.Identity;
using KgRca.RootCause.Events;
using KgRca.RootCause.Incidents;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Ranking;

/// <summary>Says in plain words what an answer rests on.</summary>
internal static class Explanation
{
    // What is reported so much later may still have come first: kubelets and agents report every few seconds.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    /// <summary>What was seen of a cause and when, which error it explains, and how one leads to the other.</summary>
    /// <param name="cause">The cause's episode.</param>
    /// <param name="effect">The error that it fits best.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="path">Ids of the objects from the cause's to the one in error, both included.</param>
    public static string Of(Episode cause, Episode effect, Incident incident, ReadOnlySpan<string> path)
    {
        var seen = $"{cause.Reason} on {Name(cause.Subject)}, first seen {When(cause, incident)},";
        if (cause.EventId == effect.EventId)
            return $"{seen} is itself what failed.{Outage(cause, incident)}";
        var explains = cause.Assessment.Role == CauseRole.Origin ? "explains" : "may explain";
        if (cause.Subject == effect.Subject)
            return $"{seen} {explains} {effect.Reason} on the same object.{Outage(cause, incident)}";
        return $"{seen} {explains} {effect.Reason} on {Name(effect.Subject)}{Way(path)}.{Outage(cause, incident)}";
    }

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
            against.Add("It usually follows from something else.");
        if (cause.Assessment.Role == CauseRole.Latent)
            against.Add("It rarely breaks anything by itself.");
        return [.. against];
    }

    private static string Outage(Episode cause, Incident incident) =>
        NodeOutage.IsGone(cause) && NodeOutage.Of(incident, cause.Subject) is { } shared
            ? $" {shared} went together: look at what they share."
            : "";

    private static string Name(ResourceState resource) => Name(resource.Kind, resource.Namespace, resource.Name);

    private static string Name(string kind, string space, string name) =>
        space.Length == 0 ? $"{kind} {name}" : $"{kind} {space}/{name}";

    private static string When(Episode cause, Incident incident)
    {
        var gap = incident.StartedAt - cause.Onset;
        return gap == TimeSpan.Zero ? "as the incident began"
            : gap > TimeSpan.Zero ? $"{Span(gap)} before the first error"
            : $"{Span(-gap)} after the first error";
    }

    private static string Span(TimeSpan span) =>
        span < TimeSpan.FromMinutes(2)
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min");

    private static string Way(ReadOnlySpan<string> path)
    {
        if (path.Length <= 2)
            return "";
        var between = new List<string>();
        foreach (var id in path[1..^1])
            if (ResourceId.TryParse(id, out var resource))
                between.Add(Name(resource.Kind, resource.Namespace, resource.Name));
        return $", by way of {string.Join(" and ", between)}";
    }
}
