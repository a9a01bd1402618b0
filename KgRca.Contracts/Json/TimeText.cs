using System.Globalization;

namespace KgRca.Contracts.Json;

/// <summary>
/// The spellings of RFC 3339 that few senders use: a lower-case <c>t</c> or <c>z</c>, more than seven digits of a
/// fraction, a leap second.
/// </summary>
internal static class TimeText
{
    private const string Seconds = "yyyy-MM-dd'T'HH:mm:ss";
    private const int SecondsLength = 19;
    private const int OffsetLength = 6;
    private const int DigitsOfATick = 7;

    /// <summary>Reads a time. A leap second is the second after it; digits finer than a tick are cut off.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length <= SecondsLength || text[10] is not ('T' or 't'))
            return false;
        var isLeapSecond = text.AsSpan(17, 2) is "60";
        var whole = $"{text.AsSpan(0, 10)}T{text.AsSpan(11, 6)}{(isLeapSecond ? "59" : text.AsSpan(17, 2))}";
        if (
            !DateTime.TryParseExact(whole, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || !TryReadFraction(text, out var fraction, out var end)
            || !TryReadOffset(text.AsSpan(end), out var offset)
        )
            return false;
        var ticks = local.Ticks + fraction - offset.Ticks + (isLeapSecond ? TimeSpan.TicksPerSecond : 0);
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadFraction(string text, out long ticks, out int end)
    {
        (ticks, end) = (0, SecondsLength);
        if (text[end] is not '.')
            return true;
        var digits = 0;
        for (end++; end < text.Length && char.IsAsciiDigit(text[end]); end++)
            if (digits++ < DigitsOfATick)
                ticks = ticks * 10 + (text[end] - '0');
        for (var missing = digits; missing < DigitsOfATick; missing++)
            ticks *= 10;
        return digits > 0;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
            return true;
        if (
            text.Length != OffsetLength
            || text[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(text[1..], "hh':'mm", CultureInfo.InvariantCulture, out offset)
        )
            return false;
        if (text[0] == '-')
            offset = -offset;
        return true;
    }
}
