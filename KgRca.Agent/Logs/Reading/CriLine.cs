namespace KgRca.Agent.Logs.Reading;

/// <summary>
/// A line as container runtimes write it to a node's disk: <c>2026-11-23T09:00:00.000000000Z stderr F text</c>.
/// </summary>
/// <param name="Time">When the runtime got it.</param>
/// <param name="IsPartial">Whether the next line goes on with it.</param>
/// <param name="TextStart">Where the text begins.</param>
internal readonly record struct CriLine(DateTimeOffset Time, bool IsPartial, int TextStart)
{
    private const int StreamLength = 6;

    /// <summary>Reads a line; null where it has another form.</summary>
    public static CriLine? Read(ReadOnlySpan<char> line)
    {
        if (
            line.Length < 30
            || !char.IsAsciiDigit(line[0])
            || !LineTimes.TryRead(line, out var read)
            || !read.HasZone
            || read.Time is not { } time
        )
            return null;
        var rest = line[read.Length..];
        if (!rest.StartsWith(" stdout ") && !rest.StartsWith(" stderr "))
            return null;
        rest = rest[(StreamLength + 2)..];
        if (rest is not ['P' or 'F', ' ' or ':', ..])
            return rest is "F" or "P" ? new CriLine(time, rest is "P", line.Length) : null;
        // Tags may follow the P or F after colons.
        var space = rest.IndexOf(' ');
        return space < 0 ? null : new CriLine(time, rest[0] == 'P', line.Length - rest.Length + space + 1);
    }
}
