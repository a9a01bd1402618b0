using NodaTime;

namespace KgRca.Graph.Cypher.Values;

/// <summary>
/// A time zone: a name of the IANA database or a fixed offset. Noda Time brings that database along, so an answer does
/// not depend on the machine, and gives offsets to the second, which .NET rounds to minutes.
/// </summary>
internal sealed class CypherZone
{
    private const int MaxOffsetSeconds = 18 * 3600;

    /// <summary>Noda Time's years end here; the rules of its last 400 years, a full cycle, go on for ever.</summary>
    private const int LastYear = 9998;
    private const int YearsPerCycle = 400;
    private readonly DateTimeZone _zone;

    private CypherZone(DateTimeZone zone, string? name)
    {
        _zone = zone;
        Name = name;
    }

    /// <summary>Coordinated universal time.</summary>
    public static CypherZone Utc { get; } = new(DateTimeZone.Utc, null);

    /// <summary>The name in the IANA database; null for a fixed offset.</summary>
    public string? Name { get; }

    /// <summary>The zone at a fixed offset, in seconds ahead of UTC.</summary>
    /// <exception cref="CypherException">The offset exceeds 18 hours.</exception>
    public static CypherZone OfOffset(int seconds)
    {
        if (Math.Abs(seconds) > MaxOffsetSeconds)
            throw CypherErrors.Value("The offset of a time zone is at most 18 hours.");
        return seconds == 0 ? Utc : new CypherZone(DateTimeZone.ForOffset(Offset.FromSeconds(seconds)), null);
    }

    /// <summary>The zone that a moment is given in.</summary>
    public static CypherZone Of(CypherDateTime value) =>
        value.Zone is null ? OfOffset(value.OffsetSeconds) : Find(value.Zone);

    /// <summary>The zone with a name of the IANA database.</summary>
    /// <exception cref="CypherException">There is none.</exception>
    public static CypherZone Find(string name)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
        return zone is null ? throw CypherErrors.Value($"There is no time zone '{name}'.") : new CypherZone(zone, name);
    }

    /// <summary>
    /// The moment at which a clock in the zone shows a time. A time that is skipped moves on by as much as the clock
    /// does; of two, the earlier counts unless <paramref name="preferredOffset"/> says otherwise.
    /// </summary>
    public CypherDateTime At(CypherLocalDateTime local, int? preferredOffset = null)
    {
        var mapping = _zone.MapLocal(ToNodaTime(local));
        if (mapping.Count == 0)
        {
            var gap = mapping.LateInterval.WallOffset.Seconds - mapping.EarlyInterval.WallOffset.Seconds;
            return new CypherDateTime(local.PlusSeconds(gap, 0), mapping.LateInterval.WallOffset.Seconds, Name);
        }
        var isLate = mapping.Count == 2 && mapping.LateInterval.WallOffset.Seconds == preferredOffset;
        var interval = isLate ? mapping.LateInterval : mapping.EarlyInterval;
        return new CypherDateTime(local, interval.WallOffset.Seconds, Name);
    }

    /// <summary>The moment that a clock in UTC shows, as a clock in the zone shows it.</summary>
    public CypherDateTime AtUtc(CypherLocalDateTime utc)
    {
        var offset = _zone.GetUtcOffset(ToNodaTime(utc).InUtc().ToInstant()).Seconds;
        return new CypherDateTime(utc.PlusSeconds(offset, 0), offset, Name);
    }

    private static LocalDateTime ToNodaTime(CypherLocalDateTime local)
    {
        var (year, month, day) = Calendar.FromEpochDay(local.Date.EpochDay);
        if (year > LastYear)
            year = LastYear - YearsPerCycle + 1 + Calendar.FloorModulo(year - LastYear - 1, YearsPerCycle);
        var clamped = (int)Math.Max(year, -LastYear + YearsPerCycle);
        var date = new LocalDate(clamped, month, Math.Min(day, Calendar.DaysInMonth(clamped, month)));
        return date.At(LocalTime.FromNanosecondsSinceMidnight(local.Time.NanoOfDay));
    }
}
