namespace KgRca.Agent.Logs.Reading;

/// <summary>
/// Which lines of a stack trace or a crash belong to one another: Java, .NET, Python, Node, Go, Rust, PHP, Ruby.
/// </summary>
internal static class TraceLines
{
    private static readonly string[] Starts =
    [
        "Traceback (most recent call last)",
        "panic: ",
        "fatal error: ",
        "Unhandled exception",
        "Unhandled Exception",
        "Exception in thread ",
        "goroutine ",
        "node:internal/",
        "Uncaught ",
        "runtime: ",
        "[signal ",
    ];

    private static readonly string[] Continuations =
    [
        "Caused by:",
        "Suppressed:",
        "... ",
        "at ",
        "--- ",
        "---> ",
        "During handling of the above exception",
        "The above exception was the direct cause",
        "Traceback (most recent call last)",
        "goroutine ",
        "[signal ",
        "created by ",
        "exit status ",
        "note: run with",
        "note: Some details",
        "stack backtrace:",
        "Stack trace:",
        "Stack backtrace:",
        "Node.js v",
        "Wrapped by:",
    ];

    private static readonly string[] GoStarts = ["panic: ", "fatal error: ", "goroutine "];

    private static readonly string[] Frames = ["at ", "File \"", "from "];

    /// <summary>Whether a line without a severity may be the first of several.</summary>
    public static bool IsStart(ReadOnlySpan<char> line) =>
        StartsWithAny(line, Starts)
        || IsExceptionName(line)
        || line.Contains("panicked at", StringComparison.Ordinal)
        || IsScriptPosition(line)
        || line.StartsWith("PHP ", StringComparison.Ordinal);

    /// <summary>Whether a line goes on with those that were joined.</summary>
    /// <param name="line">A line that is not blank.</param>
    /// <param name="header">What the line begins with.</param>
    /// <param name="open">What was joined so far.</param>
    public static bool Continues(ReadOnlySpan<char> line, LineHeader header, LogJoin open)
    {
        if (line[0] is ' ' or '\t')
            return !BeginsAnew(line.TrimStart());
        if (StartsWithAny(line, Continuations) || line is "}" or "})" or "]" || line is ['#', >= '0' and <= '9', ..])
            return true;
        // What ends a stack may look like the beginning of a line: Error: text.
        if (open.Kind == TraceKind.Python && open.EndsInFrame || open.Kind == TraceKind.Script && IsExceptionName(line))
            return true;
        if (header.BeginsLine)
            return false;
        return open.Kind switch
        {
            TraceKind.Go => IsGoCall(line) || line.StartsWith("panic: ", StringComparison.Ordinal),
            TraceKind.Rust => open.Lines == 1,
            _ => open.Lines == 1 && IsExceptionName(line),
        };
    }

    /// <summary>What a first line tells of the lines that may follow.</summary>
    public static TraceKind KindOf(ReadOnlySpan<char> line)
    {
        if (line.Contains("Traceback (most recent call last)", StringComparison.Ordinal))
            return TraceKind.Python;
        if (StartsWithAny(line, GoStarts))
            return TraceKind.Go;
        if (line.Contains("panicked at", StringComparison.Ordinal))
            return TraceKind.Rust;
        return IsScriptPosition(line) ? TraceKind.Script : TraceKind.Other;
    }

    /// <summary>Whether a line is a position in a stack.</summary>
    public static bool IsFrame(ReadOnlySpan<char> line) =>
        line[0] is ' ' or '\t' && IsIndentedFrame(line.TrimStart())
        || IsGoCall(line)
        || line is ['#', >= '0' and <= '9', ..];

    private static bool IsIndentedFrame(ReadOnlySpan<char> text) =>
        StartsWithAny(text, Frames) || text.Contains(".go:", StringComparison.Ordinal);

    /// <summary>Whether a text of several lines holds a stack.</summary>
    public static bool HasFrames(ReadOnlySpan<char> text)
    {
        foreach (var line in text.EnumerateLines())
            if (
                line.Length > 1
                && (IsFrame(line) || line.StartsWith("Traceback (most recent call last)", StringComparison.Ordinal))
            )
                return true;
        return false;
    }

    // java.lang.IllegalStateException: text, ValueError: text, System.IO.IOException, MyException
    private static bool IsExceptionName(ReadOnlySpan<char> line)
    {
        var end = 0;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '.' or '_' or '$'))
            end++;
        if (end < 5 || !char.IsAsciiLetter(line[0]) || end < line.Length && line[end] is not (':' or ' '))
            return false;
        var name = line[..end];
        return name.EndsWith("Exception", StringComparison.Ordinal)
            || name.EndsWith("Throwable", StringComparison.Ordinal)
            || name.EndsWith("Error", StringComparison.Ordinal) && (end == line.Length || line[end] == ':');
    }

    // main.handler(0xc000010000, 0x2), net/http.(*conn).serve(…)
    private static bool IsGoCall(ReadOnlySpan<char> line)
    {
        var open = line.IndexOf('(');
        return open > 0 && line[^1] == ')' && !line[..open].Contains(' ') && line[..open].Contains('.');
    }

    // /app/index.js:10
    private static bool IsScriptPosition(ReadOnlySpan<char> line)
    {
        var colon = line.LastIndexOf(':');
        return colon > 3
            && line.Length > colon + 1
            && !line.Contains(' ')
            && LineTimes.Digits(line, colon + 1, Math.Min(line.Length - colon - 1, 9)) >= 0
            && (
                line[..colon].EndsWith("js", StringComparison.Ordinal)
                || line[..colon].EndsWith("ts", StringComparison.Ordinal)
                || line.StartsWith("node:", StringComparison.Ordinal)
            );
    }

    // Padded severities begin lines with a space as well.
    private static bool BeginsAnew(ReadOnlySpan<char> line) =>
        LineTimes.TryRead(line, out _)
        || line.Length > 1
            && char.IsAsciiLetterUpper(line[1])
            && SeverityNames.Parse(line[..Math.Max(line.IndexOf(' '), 0)]) is not null;

    private static bool StartsWithAny(ReadOnlySpan<char> line, string[] texts)
    {
        foreach (var text in texts)
            if (line.StartsWith(text, StringComparison.Ordinal))
                return true;
        return false;
    }
}

/// <summary>Which language's lines follow.</summary>
internal enum TraceKind
{
    /// <summary>One whose stacks are indented.</summary>
    Other,

    /// <summary>The exception follows its stack.</summary>
    Python,

    /// <summary>Calls are not indented.</summary>
    Go,

    /// <summary>The message follows its position.</summary>
    Rust,

    /// <summary>A position and the text of its line come first: Node.</summary>
    Script,
}
