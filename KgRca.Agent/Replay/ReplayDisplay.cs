using System.Globalization;
using Spectre.Console;

namespace KgRca.Agent.Replay;

/// <summary>Shows a replay's progress: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class ReplayDisplay(TimeProvider clock) : IProgress<ReplayProgress>
{
    private const int ListedLines = 20;
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    private readonly IAnsiConsole _console = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
    );
    private readonly long _started = clock.GetTimestamp();
    private ProgressTask? _bar;
    private long _last = clock.GetTimestamp();
    private int _rejected;

    /// <summary>Runs a replay and shows how it goes.</summary>
    public async Task<ReplayProgress> RunAsync(Func<ReplayDisplay, Task<ReplayProgress>> replay)
    {
        var done = !_console.Profile.Capabilities.Interactive
            ? await replay(this)
            : await _console
                .Progress()
                .Columns(
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new RemainingTimeColumn(),
                    new TaskDescriptionColumn { Alignment = Justify.Left }
                )
                .StartAsync(context =>
                {
                    _bar = context.AddTask("connecting", maxValue: 1);
                    return replay(this);
                });
        _console.WriteLine(Text(done));
        return done;
    }

    /// <inheritdoc/>
    public void Report(ReplayProgress value)
    {
        if (value.Trouble is { } trouble)
            _console.WriteLine($"retrying: {trouble}");
        else if (_bar is not null)
        {
            _bar.Value = value.Fraction;
            _bar.Description = Markup.Escape(Text(value));
        }
        else if (clock.GetElapsedTime(_last) >= Seldom)
        {
            _last = clock.GetTimestamp();
            _console.WriteLine($"{value.Fraction.ToString("0 %", CultureInfo.InvariantCulture)}: {Text(value)}");
        }
    }

    /// <summary>Lists a line that the server could not use.</summary>
    public void Reject(RejectedLine line)
    {
        if (++_rejected <= ListedLines)
            _console.WriteLine(line.Line == 0 ? line.Message : $"line {line.Line}: {line.Message}");
        if (_rejected == ListedLines + 1)
            _console.WriteLine("Further rejected lines are counted below.");
    }

    private string Text(ReplayProgress value)
    {
        var rate = value.Lines / Math.Max(clock.GetElapsedTime(_started).TotalSeconds, 0.001);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Lines:#,0} records sent, {rate:#,0}/s, {value.Rejected:#,0} rejected, {value.Retries} retries"
        );
    }
}
