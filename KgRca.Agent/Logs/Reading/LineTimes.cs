namespace KgRca.Agent.Logs.Reading;

/// <summary>A time that stands in a text.</summary>
/// <param name="Time">The time; one without a zone is taken to be UTC. Null where the text has no date.</param>
/// <param name="HasZone">Whether it names its offset.</param>
/// <param name="Length">How many characters it takes.</param>
internal readonly record struct TimeInText(DateTimeOffset? Time, bool HasZone, int Length);

/// <summary>Reads the times that lines begin with, without a culture and without allocating.</summary>
internal static class LineTimes
{
    private const int DateLength = 10;
    private const int ClockLength = 8;

    /// <summary>
    /// Reads <c>2026-11-23T09:00:00.123Z</c> and its kin: a space for the T, slashes for dashes, a comma for the point,
    /// with an offset, Z, UTC or nothing.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out TimeInText read)
    {
        read = default;
        if (
            text.Length < DateLength + 1 + ClockLength
            || !TryDate(text, out var date)
            || text[DateLength] is not ('T' or ' ' or 't')
        )
            return false;
        if (!TryClock(text[(DateLength + 1)..], out var clock, out var length))
            return false;
        length += DateLength + 1;
        var offset = Offset(text[length..], out var zone);
        var time = new DateTimeOffset(date + clock, TimeSpan.Zero) - (offset ?? TimeSpan.Zero);
        read = new TimeInText(time, offset is not null, length + zone);
        return true;
    }

    /// <summary>Reads a time without a date: <c>09:00:00,123</c>.</summary>
    public static bool TryReadClock(ReadOnlySpan<char> text, out TimeSpan clock, out int length) =>
        TryClock(text, out clock, out length);

    /// <summary>
    /// The time that seconds, or milli-, micro- or nanoseconds since 1970 give; null where none can be meant.
    /// </summary>
    public static DateTimeOffset? OfEpoch(double number)
    {
        var seconds = number switch
        {
            >= 1e17 => number / 1e9,
            >= 1e14 => number / 1e6,
            >= 1e11 => number / 1e3,
            _ => number,
        };
        // From the year 2001 until 2286.
        return seconds is >= 1e9 and < 1e10 ? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds) : null;
    }

    private static bool TryDate(ReadOnlySpan<char> text, out DateTime date)
    {
        date = default;
        if (
            text[4] is not ('-' or '/')
            || text[7] != text[4]
            || Digits(text, 0, 4) is not (>= 1 and var year)
            || Digits(text, 5, 2) is not (>= 1 and <= 12 and var month)
            || Digits(text, 8, 2) is not (>= 1 and var day)
            || day > DateTime.DaysInMonth(year, month)
        )
            return false;
        date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified);
        // So that no offset can lead out of what a time can be.
        return year is > 1 and < 9999;
    }

    private static bool TryClock(ReadOnlySpan<char> text, out TimeSpan clock, out int length)
    {
        (clock, length) = (default, ClockLength);
        if (
            text.Length < ClockLength
            || text[2] != ':'
            || text[5] != ':'
            || Digits(text, 0, 2) is not (>= 0 and < 24 and var hour)
            || Digits(text, 3, 2) is not (>= 0 and < 60 and var minute)
            || Digits(text, 6, 2) is not (>= 0 and <= 60 and var second)
        )
            return false;
        clock = new TimeSpan(hour, minute, second);
        if (
            text.Length <= ClockLength + 1
            || text[ClockLength] is not ('.' or ',')
            || !char.IsAsciiDigit(text[ClockLength + 1])
        )
            return true;
        length++;
        for (
            var unit = TimeSpan.TicksPerSecond / 10;
            length < text.Length && char.IsAsciiDigit(text[length]);
            length++, unit /= 10
        )
            clock += TimeSpan.FromTicks((text[length] - '0') * unit);
        return true;
    }

    // Z, UTC, +01:00, +0100, each also after a space.
    private static TimeSpan? Offset(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        var start = text is [' ', ..] ? 1 : 0;
        var zone = text[start..];
        if (zone is ['Z', ..] && start == 0)
            length = 1;
        else if (zone.StartsWith("UTC") || zone.StartsWith("GMT"))
            length = start + 3;
        if (length > 0)
            return TimeSpan.Zero;
        if (zone.Length < 5 || zone[0] is not ('+' or '-'))
            return null;
        var colon = zone[3] == ':' ? 1 : 0;
        if (
            zone.Length < 5 + colon
            || Digits(zone, 1, 2) is not (>= 0 and <= 14 and var hours)
            || Digits(zone, 3 + colon, 2) is not (>= 0 and < 60 and var minutes)
        )
            return null;
        length = start + 5 + colon;
        var offset = new TimeSpan(hours, minutes, 0);
        return zone[0] == '-' ? -offset : offset;
    }

    /// <summary>The number that digits make; negative where one of them is no digit.</summary>
    internal static int Digits(ReadOnlySpan<char> text, int start, int length)
    {
        if (start + length > text.Length)
            return -1;
        var number = 0;
        foreach (var character in text.Slice(start, length))
        {
            if (!char.IsAsciiDigit(character))
                return -1;
            number = number * 10 + (character - '0');
        }
        return number;
    }
}
