using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KgRca.GraphBuilder;

/// <summary>How the graph builder works. Section <c>GraphBuilder</c>.</summary>
public sealed class GraphBuilderOptions
{
    /// <summary>Records of one poll of the log: 1 to 100,000, 4,000 by default.</summary>
    [Range(1, 100_000)]
    public int PollRecords { get; set; } = 4_000;

    /// <summary>Records whose changes are committed together for one tenant: 1 to 100,000, 2,000 by default.</summary>
    [Range(1, 100_000)]
    public int BatchRecords { get; set; } = 2_000;

    /// <summary>
    /// Records that may wait for one tenant before its partitions are paused: 1 to 1,000,000, 8,000 by default.
    /// </summary>
    [Range(1, 1_000_000)]
    public int QueuedRecords { get; set; } = 8_000;

    /// <summary>
    /// First pause after a failed commit, doubled up to <see cref="MaxRetryDelay"/>: 10 ms to 1 min, 250 ms by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause between attempts to commit: 10 ms to 10 min, 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For how long a tenant without records keeps its engine in memory, at least the incident window: 15 min to 1 day,
    /// 16 min by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:15:00", "1.00:00:00")]
    public TimeSpan EngineIdleTimeout { get; set; } = TimeSpan.FromMinutes(16);

    /// <summary>
    /// Age, in event time, after which episodes and closed incidents leave the graph: 1 hour to 10 years, 30 days by
    /// default.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan GraphRetention { get; set; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
internal sealed partial class GraphBuilderOptionsValidator : IValidateOptions<GraphBuilderOptions>;
