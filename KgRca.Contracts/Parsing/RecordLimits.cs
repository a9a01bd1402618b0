namespace KgRca.Contracts.Parsing;

/// <summary>What a record may be at most.</summary>
public static class RecordLimits
{
    /// <summary>Bytes of a record: 1 MiB.</summary>
    public const int Bytes = 1 << 20;

    /// <summary>How deep a record's JSON may nest. The deepest objects of Kubernetes, custom resource definitions, stay
    /// well below it.</summary>
    public const int Depth = 128;

    /// <summary>Labels of an event or an alert.</summary>
    public const int Labels = 256;

    /// <summary>
    /// Characters that are kept of a message, and of a value of a label or an annotation: of longer ones the middle is
    /// left out. Enough for every rule that reads them.
    /// </summary>
    public const int TextLength = 32 * 1024;

    /// <summary>
    /// Characters of an <c>event_id</c>, a <c>reason</c>, a <c>cluster</c> or a part of an object's name.
    /// </summary>
    public const int NameLength = 256;

    /// <summary>The earliest time that a record may bear: Kubernetes' first commit was made on this day.</summary>
    public static readonly DateTimeOffset EarliestTime = new(2014, 6, 6, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// How far a record's time may lie after its reception: a year. A clock that is that wrong does not hide what its
    /// machine reports; what lies further ahead is no time of a clock.
    /// </summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromDays(365);
}
