using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs;

/// <summary>A message as a program has written it, on one line or several.</summary>
internal readonly ref struct LogMessage
{
    /// <summary>When it was written; null where nothing says.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The severity that it bears; null where it bears none.</summary>
    public Severity? Said { get; init; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<char> Text { get; init; }

    /// <summary>Whether it holds a stack trace.</summary>
    public bool HasTrace { get; init; }

    /// <summary>Which of several like it in a batch it is, from 0.</summary>
    public int Occurrence { get; init; }
}
