using System.Globalization;
using KgRca.RootCause.Episodes;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>Says in plain words what an answer rests on.</summary>
internal static class Explanation
{
    // What is reported so much later may still have come first: kubelets and agents report every few seconds.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    public static string Of(Episode cause, Episode effect, Incident incident, int hops, CauseScores scores) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cause.Reason} on {Name(cause.Subject)} {When(cause, incident)}, {Where(hops, effect)}. {Role(cause)}" +
        $"Scores: time {scores.Temporal:0.00}, distance {scores.Distance:0.00}, domain {scores.Domain:0.00}.");

    /// <summary>What speaks against a cause, in sentences.</summary>
    public static string[] Against(Episode cause, Incident incident, Objection objection)
    {
        var against = new List<string>();
        if (objection.Reason is { } reason) against.Add(reason);
        if (cause.Onset - incident.StartedAt > Lag) against.Add(string.Create(CultureInfo.InvariantCulture, $"It was first seen {Span(cause.Onset - incident.StartedAt)} after the first error."));
        if (cause.Assessment.Role == CauseRole.Symptom) against.Add("It usually follows from something else.");
        if (cause.Assessment.Role == CauseRole.Latent) against.Add("It rarely breaks anything by itself.");
        return [.. against];
    }

    private static string Name(ResourceState resource) =>
        resource.Namespace.Length == 0 ? $"{resource.Kind} {resource.Name}" : $"{resource.Kind} {resource.Namespace}/{resource.Name}";

    private static string When(Episode cause, Incident incident)
    {
        var gap = incident.StartedAt - cause.Onset;
        return gap == TimeSpan.Zero ? "as the incident began" : gap > TimeSpan.Zero ? $"{Span(gap)} before the first error" : $"{Span(-gap)} after the first error";
    }

    private static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min");

    private static string Where(int hops, Episode effect) => hops switch
    {
        0 => $"on the object in error itself ({effect.Reason})",
        1 => $"one hop from {Name(effect.Subject)} ({effect.Reason})",
        _ => string.Create(CultureInfo.InvariantCulture, $"{hops} hops from {Name(effect.Subject)} ({effect.Reason})"),
    };

    private static string Role(Episode cause) => cause.Assessment.Role switch
    {
        CauseRole.Origin => "It can be an origin. ",
        CauseRole.Change => "It is a change. ",
        CauseRole.Symptom => "It is usually a symptom of something else. ",
        CauseRole.Latent => "It is a risk that rarely breaks anything by itself. ",
        _ => "",
    };
}
