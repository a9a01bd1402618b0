namespace KgRca.Agent.Logs;

/// <summary>What all containers have in common: counts, and room that they share.</summary>
internal sealed class LogTally
{
    public long Lines { get; set; }

    public long Repeats { get; set; }

    public long Records { get; set; }

    public long Omitted { get; set; }

    public long Dropped { get; set; }

    public int Templates { get; set; }

    public int OpenCharacters { get; set; }
}
