namespace KgRca.RootCause;

/// <summary>The spans of event time that the engine works with.</summary>
public static class EngineHorizon
{
    /// <summary>
    /// Errors at most this far apart may be one incident, causes lie at most this long before it, and an incident that
    /// is quiet for longer is closed: 15 minutes.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>
    /// An incident whose objects have all been well for this long is closed: 1 minute. A container that crashes again
    /// does so sooner, or begins a new flare.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A warning that is repeated <see cref="EscalationCount"/> times on one resource within this time is an error: 5
    /// minutes.
    /// </summary>
    public static readonly TimeSpan Escalation = TimeSpan.FromMinutes(5);

    /// <summary>How often a warning must be repeated to be an error.</summary>
    public const int EscalationCount = 3;

    /// <summary>
    /// How far behind the latest event time the engine remembers, 45 minutes: an error that comes half an hour late
    /// still finds the causes of a window before it. What comes later still is stored, but changes no incident.
    /// </summary>
    public static readonly TimeSpan Memory = 3 * Window;
}
