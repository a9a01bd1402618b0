namespace KgRca.Contracts.Records;

/// <summary>What agents say in messages of log records themselves.</summary>
public static class LogTexts
{
    /// <summary>Of a record that stands for lines which were not told apart: how many, then this.</summary>
    public const string Uncounted = "more lines, of templates beyond those that are counted";
}
