using System.Globalization;
using KgRca.RootCause.Episodes;
using KgRca.RootCause.Taxonomy;
using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Incidents;

/// <summary>Says in plain words what an answer rests on.</summary>
internal static class Explanation
{
    public static string Of(Episode cause, Episode effect, Incident incident, int hops, CauseScores scores) => string.Create(
        CultureInfo.InvariantCulture,
        $"{cause.Reason} on {Name(cause.Subject)} {When(cause, incident)}, {Where(hops, effect)}. {Role(cause)}" +
        $"Scores: time {scores.Temporal:0.00}, distance {scores.Distance:0.00}, domain {scores.Domain:0.00}.");

    private static string Name(ResourceState resource) =>
        resource.Namespace.Length == 0 ? $"{resource.Kind} {resource.Name}" : $"{resource.Kind} {resource.Namespace}/{resource.Name}";

    private static string When(Episode cause, Incident incident)
    {
        var gap = incident.StartedAt - cause.Onset;
        var text = gap.Duration() < TimeSpan.FromMinutes(2)
            ? string.Create(CultureInfo.InvariantCulture, $"{gap.Duration().TotalSeconds:0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{gap.Duration().TotalMinutes:0} min");
        return gap == TimeSpan.Zero ? "as the incident began" : gap > TimeSpan.Zero ? $"{text} before the first error" : $"{text} after the first error";
    }

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
