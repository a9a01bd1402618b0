using KgRca.Contracts.Records;

namespace KgRca.RootCause.Events;

/// <summary>The repetitions that make a warning an error.</summary>
internal readonly record struct EscalationSpan(
    string FirstEventId,
    DateTimeOffset Onset,
    DateTimeOffset Last,
    int Count
);

/// <summary>
/// Whether a warning was repeated often enough on one object, and in a short enough time, to count as an error.
/// </summary>
internal static class Escalation
{
    /// <summary>The repetitions around a warning; null where they are too few.</summary>
    public static EscalationSpan? Of(Episode warning)
    {
        // What is a risk at most is no failure, however often it is said.
        if (warning.Severity != Severity.Warning || warning.Assessment.Role == CauseRole.Latent)
            return null;
        var candidates = warning.Subject.Candidates;
        var like = new List<Episode>();
        for (var i = candidates.IndexAtOrAfter(warning.Time - EngineHorizon.Escalation); i < candidates.Count; i++)
        {
            if (candidates[i].Time > warning.Time + EngineHorizon.Escalation)
                break;
            if (candidates[i].Severity == Severity.Warning && candidates[i].Reason == warning.Reason)
                like.Add(candidates[i]);
        }
        // The spans that hold the warning begin at it or at one before it.
        for (var first = 0; first < like.Count && like[first].Time <= warning.Time; first++)
        {
            var count = 0;
            for (
                var last = first;
                last < like.Count && like[last].Time - like[first].Time <= EngineHorizon.Escalation;
                last++
            )
            {
                // Rules that differ in a label, such as a quantile, fire together and say one thing.
                if (last == first || like[last].Onset != like[last - 1].Onset)
                    count += Weight(like[last]);
                if (count < EngineHorizon.EscalationCount || like[last].Time < warning.Time)
                    continue;
                var onset = like[first].Onset < like[last].Onset ? like[first].Onset : like[last].Onset;
                return new EscalationSpan(like[first].EventId, onset, like[last].Time, count);
            }
        }
        return null;
    }

    /// <summary>
    /// The error that earlier repetitions of the warning have made, if it is recent enough to be the same.
    /// </summary>
    public static Episode? Find(Episode warning)
    {
        var errors = warning.Subject.Errors;
        for (var i = errors.Count - 1; i >= 0 && errors[i].Time >= warning.Time - EngineHorizon.Escalation; i--)
        {
            if (
                errors[i].Source == EpisodeSources.Escalation
                && errors[i].Reason == warning.Reason
                && errors[i].Time - warning.Time <= EngineHorizon.Escalation
            )
                return errors[i];
        }
        return null;
    }

    /// <summary>
    /// How often the warning occurred within the escalation time, taking its occurrences as evenly spread.
    /// </summary>
    private static int Weight(Episode warning)
    {
        var span = warning.Time - warning.Onset;
        return span <= EngineHorizon.Escalation
            ? warning.Count
            : Math.Max(1, (int)(warning.Count * (EngineHorizon.Escalation / span)));
    }
}
