using System.Text;
using KgRca.Agent.Logs.Reading;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs;

/// <summary>A container's lines: makes messages of them. Not thread-safe.</summary>
internal sealed class LogStream
{
    private readonly LogTally _tally;
    private readonly JsonLog _json;
    private readonly LogSelection _selection;
    private StringBuilder? _partial;
    private DateTimeOffset _partialTime;
    private LogJoin? _open;
    private DateTimeOffset _openSince;

    /// <summary>A container of which no line has come yet.</summary>
    /// <param name="subject">Its Pod.</param>
    /// <param name="container">Its name.</param>
    /// <param name="tally">Counts for all containers.</param>
    /// <param name="json">Reads JSON, for all containers.</param>
    /// <param name="emit">Gets what is to be sent.</param>
    public LogStream(
        ObjectReference subject,
        string? container,
        LogTally tally,
        JsonLog json,
        Action<LogStream, LogStatement> emit
    )
    {
        (Subject, Container, _tally, _json) = (subject, container, tally, json);
        _selection = new LogSelection(tally, statement => emit(this, statement));
    }

    public ObjectReference Subject { get; private set; }

    public string? Container { get; }

    /// <summary>When a line came last.</summary>
    public DateTimeOffset Seen { get; private set; }

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="occurrence">How many like it came before in its batch.</param>
    /// <param name="now">The time now.</param>
    public void Add(LogLine line, int occurrence, DateTimeOffset now)
    {
        Seen = now;
        // Mostly the same: what is kept for long would else be made anew with every line.
        if (Subject != line.Subject)
            Subject = line.Subject;
        var text = LineText.Head(LineText.WithoutColours(line.Message), LogLimits.Line);
        if (CriLine.Read(text) is { } cri)
            AddRuntimeLine(text[cri.TextStart..], cri, line.Severity, occurrence);
        else
            AddText(text, line.Time, line.Severity, occurrence);
    }

    /// <summary>Completes what has waited for long enough.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="isAll">Whether also what has not.</param>
    public void Flush(DateTimeOffset now, bool isAll)
    {
        var isDue = isAll || now - Seen >= LogLimits.Join;
        if (isDue && _partial is not null)
            AddText(TakePartial(), _partialTime, null, 0);
        if (_open is not null && (isDue || now - _openSince >= LogLimits.Join * 2))
            Close();
        _selection.Send(now, isAll);
    }

    /// <summary>
    /// Whether nothing would be lost with it: no line has come for more than an interval, and nothing waits.
    /// </summary>
    public bool IsIdle(DateTimeOffset now) =>
        now - Seen > LogLimits.Interval && _open is null && _partial is null && _selection.IsEmpty;

    /// <summary>Ends the joins, whatever may come.</summary>
    public void CloseEarly()
    {
        if (_partial is not null)
            AddText(TakePartial(), _partialTime, null, 0);
        Close();
    }

    private void AddRuntimeLine(ReadOnlySpan<char> text, CriLine cri, Severity? said, int occurrence)
    {
        if (_partial is null)
        {
            if (!cri.IsPartial)
            {
                AddText(text, cri.Time, said, occurrence);
                return;
            }
            (_partial, _partialTime) = (new StringBuilder(), cri.Time);
        }
        var added = LineText.Head(text, LogLimits.Line - _partial.Length);
        _partial.Append(added);
        _tally.OpenCharacters += added.Length;
        if (!cri.IsPartial)
            AddText(TakePartial(), _partialTime, said, occurrence);
    }

    private string TakePartial()
    {
        var text = _partial?.ToString() ?? "";
        _tally.OpenCharacters -= text.Length;
        _partial = null;
        return text;
    }

    private void AddText(ReadOnlySpan<char> text, DateTimeOffset? time, Severity? said, int occurrence)
    {
        text = text.TrimEnd();
        if (text.IsEmpty)
        {
            if (_open?.AddBlank() == false)
                Close();
        }
        else if (text is ['{', .., '}'] && _json.TryRead(text))
        {
            // Docker's files wrap what a program has written, which may be JSON again.
            if (_json.Envelope is { } inner)
                AddText(inner, time ?? _json.Time, said, occurrence);
            else
                AddWhole(_json.Message() ?? text, time ?? _json.Time, said ?? _json.Severity, occurrence);
        }
        else if (text.Contains('\n'))
            AddLines(text, time, said, occurrence);
        else
            AddLine(text, time, said, occurrence);
    }

    // What its sender has joined is one message.
    private void AddLines(ReadOnlySpan<char> text, DateTimeOffset? time, Severity? said, int occurrence)
    {
        var header = LineHeader.Read(text[..text.IndexOf('\n')], Seen);
        AddWhole(text[header.TextStart..], time ?? header.Time, said ?? header.Severity, occurrence);
    }

    private void AddLine(ReadOnlySpan<char> line, DateTimeOffset? time, Severity? said, int occurrence)
    {
        var header = LineHeader.Read(line, Seen);
        if (_open is not null && TraceLines.Continues(line, header, _open))
        {
            Extend(_open, line);
            return;
        }
        Close();
        var text = line[header.TextStart..];
        if (text.IsEmpty)
            return;
        (time, said) = (time ?? header.Time, said ?? header.Severity);
        if (Logfmt.Message(text) is { } message)
            AddWhole(message, time, said, occurrence);
        else if (said >= Severity.Warning || TraceLines.IsStart(text))
        {
            (_open, _openSince) = (new LogJoin(time, said, occurrence), Seen);
            Extend(_open, text);
        }
        else
            _selection.Add(
                new LogMessage
                {
                    Time = time,
                    Said = said,
                    Text = text,
                    Occurrence = occurrence,
                },
                Seen
            );
    }

    private void AddWhole(ReadOnlySpan<char> text, DateTimeOffset? time, Severity? said, int occurrence)
    {
        Close();
        if (text.IsWhiteSpace())
            return;
        said ??= SeverityWords.Find(text);
        _selection.Add(
            new LogMessage
            {
                Time = time,
                Said = said,
                Text = text,
                HasTrace = text.Contains('\n') && TraceLines.HasFrames(text),
                Occurrence = occurrence,
            },
            Seen
        );
    }

    private void Extend(LogJoin open, ReadOnlySpan<char> line)
    {
        _tally.OpenCharacters -= open.Length;
        open.Add(line);
        _tally.OpenCharacters += open.Length;
    }

    private void Close()
    {
        if (_open is not { } open)
            return;
        _open = null;
        _tally.OpenCharacters -= open.Length;
        _selection.Add(
            new LogMessage
            {
                Time = open.Time,
                Said = open.Said,
                Text = open.ToString(),
                HasTrace = open.HasFrames,
                Occurrence = open.Occurrence,
            },
            Seen
        );
    }
}
