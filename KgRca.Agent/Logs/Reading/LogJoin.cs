using System.Text;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Logs.Reading;

/// <summary>Lines that make one message, as far as they have come.</summary>
/// <param name="time">When the first was written.</param>
/// <param name="said">The severity that it bears.</param>
/// <param name="occurrence">Which of several like it the first one is.</param>
internal sealed class LogJoin(DateTimeOffset? time, Severity? said, int occurrence)
{
    private const int MaxBlanks = 2;

    private readonly StringBuilder _text = new();
    private int _blanks;

    public DateTimeOffset? Time => time;

    public Severity? Said => said;

    public int Occurrence => occurrence;

    public TraceKind Kind { get; private set; }

    public int Lines { get; private set; }

    /// <summary>Whether a stack is among the lines.</summary>
    public bool HasFrames { get; private set; }

    /// <summary>Whether the last line belongs to a stack, and none has ended it.</summary>
    public bool EndsInFrame { get; private set; }

    public int Length => _text.Length;

    /// <summary>Adds a line that is not blank.</summary>
    public void Add(ReadOnlySpan<char> line)
    {
        var isFrame = TraceLines.IsFrame(line);
        if (Lines++ == 0)
            Kind = TraceLines.KindOf(line);
        else if (TraceLines.KindOf(line) == TraceKind.Python)
            Kind = TraceKind.Python;
        HasFrames |= isFrame;
        EndsInFrame = isFrame || EndsInFrame && line[0] is ' ' or '\t';
        // Of a stack without end the causes are kept, which stand between its frames.
        var room = LogLimits.Line - _text.Length - 1 - _blanks;
        if (room <= 0 || (line[0] is ' ' or '\t' || isFrame) && room < LogLimits.Line / 4)
        {
            _blanks = 0;
            return;
        }
        if (Lines > 1)
            _text.Append('\n', _blanks + 1);
        _blanks = 0;
        _text.Append(LineText.Head(line, room));
    }

    /// <summary>Adds a blank line, which counts once another line follows.</summary>
    /// <returns>Whether the next line may still belong to these.</returns>
    public bool AddBlank() => ++_blanks <= MaxBlanks;

    public override string ToString() => _text.ToString();
}
