using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs;

/// <summary>The lines of a template that were counted, and those that passed, since an interval began.</summary>
/// <param name="severity">How bad they are.</param>
internal sealed class LogGroup(Severity severity)
{
    private string _sample = "";
    private DateTimeOffset _first;
    private DateTimeOffset _last;

    /// <summary>When the interval began.</summary>
    public required DateTimeOffset Since { get; set; }

    /// <summary>Lines that passed one by one.</summary>
    public int Passed { get; set; }

    /// <summary>Lines that were counted.</summary>
    public int Count { get; private set; }

    public Severity Severity => severity;

    /// <summary>Counts a line; the first one's text stands for all.</summary>
    public void Add(ReadOnlySpan<char> text, DateTimeOffset time)
    {
        if (Count++ == 0)
        {
            _sample = Reading.LineText.Head(text, LogLimits.Sample).ToString();
            _first = _last = time;
        }
        else if (time < _first)
            _first = time;
        else if (time > _last)
            _last = time;
    }

    /// <summary>What was counted, and begins anew.</summary>
    public LogStatement Take(DateTimeOffset now)
    {
        var statement = new LogStatement(severity, _sample, _first, _last, Count, 0);
        (Since, Passed, Count, _sample) = (now, 0, 0, "");
        return statement;
    }
}
