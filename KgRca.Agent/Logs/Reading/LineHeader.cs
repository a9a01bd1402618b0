using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Reading;

/// <summary>What a line of text says before its message.</summary>
/// <param name="Time">When it was written; null where it does not say, or leaves open in which year or zone.</param>
/// <param name="Severity">How bad it is; null where it does not say.</param>
/// <param name="TextStart">Where the text begins after a time that led it.</param>
/// <param name="BeginsLine">Whether the line begins as programs begin a line of a log: with a time, or with a
/// severity.</param>
internal readonly record struct LineHeader(DateTimeOffset? Time, Severity? Severity, int TextStart, bool BeginsLine)
{
    // A time without a zone is believed if the clock says about the same.
    private static readonly TimeSpan Behind = TimeSpan.FromHours(1);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without colours.</param>
    /// <param name="now">The time now, which tells the year where a line does not.</param>
    public static LineHeader Read(ReadOnlySpan<char> line, DateTimeOffset now)
    {
        if (line.IsEmpty)
            return default;
        if (Klog(line, now) is { } klog)
            return klog;
        if (Redis(line) is { } redis)
            return redis;
        if (Syslog(line) is { } syslog)
            return syslog;
        if (Logfmt(line, now) is { } logfmt)
            return logfmt;
        var open = line[0] is '[' ? 1 : 0;
        if (LineTimes.TryRead(line[open..], out var read))
            return After(line, open + read.Length, open > 0, read.HasZone || IsNear(read.Time, now) ? read.Time : null);
        if (LineTimes.TryReadClock(line[open..], out _, out var length))
            return After(line, open + length, open > 0, null);
        var severity = SeverityWords.Find(line);
        return new LineHeader(null, severity, 0, severity is not null);
    }

    private static LineHeader After(ReadOnlySpan<char> line, int end, bool isOpen, DateTimeOffset? time)
    {
        // [09:00:00 ERR] text: the bracket holds more than the time, and stays.
        if (isOpen && (end >= line.Length || line[end] != ']'))
            return new LineHeader(time, SeverityWords.Find(line[end..]), 0, BeginsLine: true);
        var start = isOpen ? end + 1 : end;
        while (start < line.Length && line[start] is ' ' or '\t' or ':' or '-' or '|')
            start++;
        return new LineHeader(time, SeverityWords.Find(line[start..]), start, BeginsLine: true);
    }

    // time="2026-11-23T09:00:00Z" level=error msg="text"
    private static LineHeader? Logfmt(ReadOnlySpan<char> line, DateTimeOffset now)
    {
        if (!line.StartsWith("time=") && !line.StartsWith("ts=") && !line.StartsWith("t="))
            return null;
        var start = line.IndexOf('=') + 1;
        if (start < line.Length && line[start] == '"')
            start++;
        var time =
            LineTimes.TryRead(line[start..], out var read) && (read.HasZone || IsNear(read.Time, now))
                ? read.Time
                : null;
        return new LineHeader(time, SeverityWords.Find(line[(start + read.Length)..]), 0, BeginsLine: true);
    }

    // E1123 09:00:00.000000       1 file.go:10] text
    private static LineHeader? Klog(ReadOnlySpan<char> line, DateTimeOffset now)
    {
        if (
            line.Length < 20
            || line[0] is not ('I' or 'W' or 'E' or 'F')
            || line[5] != ' '
            || LineTimes.Digits(line, 1, 2) is not (>= 1 and <= 12 and var month)
            || LineTimes.Digits(line, 3, 2) is not (>= 1 and <= 31 and var day)
            || !LineTimes.TryReadClock(line[6..], out var clock, out var length)
        )
            return null;
        DateTimeOffset? time = null;
        // In the first days of a year, lines of the last one may still come.
        for (var year = now.Year + 1; year >= now.Year - 1 && time is null; year--)
            if (
                day <= DateTime.DaysInMonth(year, month)
                && new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero) + clock is var at
                && IsNear(at, now)
            )
                time = at;
        var start = 6 + length;
        while (start < line.Length && line[start] == ' ')
            start++;
        return new LineHeader(time, SeverityNames.OfLetter(line[0]), start, BeginsLine: true);
    }

    // 1:M 21 Nov 2025 12:31:58.593 # text
    private static LineHeader? Redis(ReadOnlySpan<char> line)
    {
        var colon = line.IndexOf(':');
        if (
            colon is < 1 or > 8
            || line.Length < colon + 28
            || line[colon + 1] is not ('M' or 'S' or 'C' or 'X')
            || line[colon + 2] != ' '
            || LineTimes.Digits(line, 0, colon) < 0
            || !LineTimes.TryReadClock(line[(colon + 15)..], out _, out var length)
        )
            return null;
        var mark = colon + 15 + length + 1;
        if (mark >= line.Length)
            return null;
        var severity = OfMark(line[mark]);
        return severity is null
            ? null
            : new LineHeader(null, severity, Math.Min(mark + 2, line.Length), BeginsLine: true);
    }

    private static Severity? OfMark(char mark) =>
        mark switch
        {
            '#' => Contracts.Records.Severity.Warning,
            '*' or '-' => Contracts.Records.Severity.Info,
            '.' => Contracts.Records.Severity.Debug,
            _ => null,
        };

    // <11>1 2026-11-23T09:00:00Z host …, <11>Nov 23 09:00:00 host …
    private static LineHeader? Syslog(ReadOnlySpan<char> line)
    {
        var close = line[0] == '<' ? line.IndexOf('>') : -1;
        return close is < 2 or > 4 || LineTimes.Digits(line, 1, close - 1) is not (>= 0 and <= 191 and var priority)
            ? null
            : new LineHeader(null, SeverityNames.OfNumber(priority % 8), close + 1, BeginsLine: true);
    }

    private static bool IsNear(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } at && now - at <= Behind && at - now <= Ahead;
}
