using KgRca.Agent.Logs.Reading;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs;

/// <summary>Which of a container's messages pass, and how many of the rest there are. Not thread-safe.</summary>
/// <param name="tally">Counts for all containers.</param>
/// <param name="emit">Gets what is to be sent.</param>
internal sealed class LogSelection(LogTally tally, Action<LogStatement> emit)
{
    private readonly Dictionary<ulong, LogGroup> _groups = [];
    private DateTimeOffset _passedSince;
    private int _passed;
    private int _signalGroups;
    private LogGroup? _omitted;

    // When the first interval ends of which something is to be sent or forgotten.
    private DateTimeOffset _due = DateTimeOffset.MaxValue;

    /// <summary>Whether nothing is counted.</summary>
    public bool IsEmpty => _groups.Count == 0 && _omitted is null;

    /// <summary>Takes a whole message.</summary>
    public void Add(in LogMessage message, DateTimeOffset now)
    {
        var severity = FailureText.Judge(message.Said, message.Text, message.HasTrace);
        var time = LogRecords.Plausible(message.Time, now);
        var group = Group(LogTemplate.Hash(severity, message.Text), severity, now);
        if (MayPass(group, severity, now))
            Pass(group, severity, message, time);
        else if (group is not null)
            group.Add(message.Text, time);
        else
            Omit(message.Text, time, now);
    }

    /// <summary>Sends what has been counted for an interval.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="isAll">Whether also what has not been for so long.</param>
    public void Send(DateTimeOffset now, bool isAll)
    {
        if (!isAll && now < _due)
            return;
        _due = DateTimeOffset.MaxValue;
        foreach (var (hash, group) in _groups)
        {
            var isDue = isAll || now - group.Since >= LogLimits.Interval;
            if (isAll || isDue && group is { Count: 0, Passed: 0 })
                Remove(hash, group);
            else
                ExpectAt(isDue ? now : group.Since);
            if (!isDue)
                continue;
            if (group.Count > 0)
                emit(group.Take(now));
            else
                (group.Since, group.Passed) = (now, 0);
        }
        if (_omitted is null)
            return;
        if (!isAll && now - _omitted.Since < LogLimits.Interval)
        {
            ExpectAt(_omitted.Since);
            return;
        }
        var rest = _omitted.Take(now);
        emit(rest with { Message = $"{rest.Count} {LogTexts.Uncounted}; the first: {rest.Message}" });
        _omitted = null;
    }

    private void ExpectAt(DateTimeOffset since)
    {
        if (since + LogLimits.Interval is var end && end < _due)
            _due = end;
    }

    private void Pass(LogGroup? group, Severity severity, in LogMessage message, DateTimeOffset time)
    {
        if (group is not null)
            group.Passed++;
        _passed++;
        emit(new LogStatement(severity, message.Text.ToString(), time, time, 1, message.Occurrence));
    }

    private bool MayPass(LogGroup? group, Severity severity, DateTimeOffset now)
    {
        if (severity < Severity.Warning)
            return false;
        if (now - _passedSince >= LogLimits.Interval)
            (_passedSince, _passed) = (now, 0);
        return _passed < LogLimits.PassedOfContainer
            && (group?.Passed ?? 0)
                < (severity == Severity.Warning ? LogLimits.WarningsOfTemplate : LogLimits.ErrorsOfTemplate);
    }

    /// <summary>The template's group; null where there is no room for one.</summary>
    private LogGroup? Group(ulong hash, Severity severity, DateTimeOffset now)
    {
        if (_groups.TryGetValue(hash, out var known))
            return known;
        var isSignal = severity >= Severity.Warning;
        var isFull = isSignal
            ? _signalGroups >= LogLimits.SignalTemplates
            : _groups.Count - _signalGroups >= LogLimits.PlainTemplates;
        if (isFull || tally.Templates >= LogLimits.Templates)
            return null;
        if (isSignal)
            _signalGroups++;
        tally.Templates++;
        ExpectAt(now);
        return _groups[hash] = new LogGroup(severity) { Since = now };
    }

    private void Remove(ulong hash, LogGroup group)
    {
        _groups.Remove(hash);
        if (group.Severity >= Severity.Warning)
            _signalGroups--;
        tally.Templates--;
    }

    private void Omit(ReadOnlySpan<char> text, DateTimeOffset time, DateTimeOffset now)
    {
        tally.Omitted++;
        if (_omitted is null)
        {
            _omitted = new LogGroup(Severity.Info) { Since = now };
            ExpectAt(now);
        }
        _omitted.Add(text, time);
    }
}
