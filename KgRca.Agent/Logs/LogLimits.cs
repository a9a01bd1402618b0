namespace KgRca.Agent.Logs;

/// <summary>How much of the logs is kept. What goes beyond is counted.</summary>
internal static class LogLimits
{
    /// <summary>
    /// Characters of a line, or of lines that were joined, that are read. Container runtimes end a line there as well.
    /// </summary>
    public const int Line = 16 * 1024;

    /// <summary>Characters of a record's message.</summary>
    public const int Message = 8 * 1024;

    /// <summary>Characters of the message that stands for lines which were counted.</summary>
    public const int Sample = 512;

    /// <summary>
    /// Lines of one template that pass one by one, of a container in an interval: errors, and warnings.
    /// </summary>
    public const int ErrorsOfTemplate = 20,
        WarningsOfTemplate = 5;

    /// <summary>Lines that pass one by one, of a container in an interval.</summary>
    public const int PassedOfContainer = 100;

    /// <summary>Templates of a container: of warnings and errors, and of the rest.</summary>
    public const int SignalTemplates = 50,
        PlainTemplates = 30;

    /// <summary>Containers whose lines are told apart; the one that has been silent for longest makes room.</summary>
    public const int Containers = 8_000;

    /// <summary>Templates of all containers.</summary>
    public const int Templates = 32_000;

    /// <summary>Records that wait to be stored; of more, the oldest are dropped.</summary>
    public const int Waiting = 10_000;

    /// <summary>
    /// Characters that open joins and unfinished lines of all containers may have together, before they are closed
    /// early.
    /// </summary>
    public const int OpenCharacters = 2 << 20;

    /// <summary>How long lines are counted before their count is sent.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a line that may have more to come is held. Collectors send a batch a second, and what follows stands at
    /// the beginning of the next.
    /// </summary>
    public static readonly TimeSpan Join = TimeSpan.FromMilliseconds(1250);
}
