namespace KgRca.RootCause.Incidents;

/// <summary>The published score and its parts, each from 0 to 1.</summary>
/// <param name="Temporal">1 − Δt / 900 s.</param>
/// <param name="Distance">1 / (hops + 1).</param>
/// <param name="Domain">How well kinds and reasons of cause and effect fit.</param>
internal readonly record struct CauseScores(double Temporal, double Distance, double Domain)
{
    private const double TemporalWeight = 0.4;
    private const double DistanceWeight = 0.3;
    private const double DomainWeight = 0.3;

    /// <summary>0.4 · temporal + 0.3 · distance + 0.3 · domain.</summary>
    public double Published => TemporalWeight * Temporal + DistanceWeight * Distance + DomainWeight * Domain;

    /// <summary>
    /// The score of a cause that lies <paramref name="gap"/> from the incident's begin and <paramref name="hops"/>
    /// edges from its errors.
    /// </summary>
    public static CauseScores Of(TimeSpan gap, int hops, double domain) =>
        new(Math.Clamp(1 - gap.Duration() / EngineHorizon.Window, 0, 1), 1.0 / (hops + 1), domain);
}
