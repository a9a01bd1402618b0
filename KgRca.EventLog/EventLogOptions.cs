using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KgRca.EventLog;

/// <summary>Where the log is kept. Section <c>EventLog</c>.</summary>
public sealed class EventLogOptions
{
    /// <summary>
    /// The folder that holds <c>log.db</c>. By default the configuration's <c>DataDirectory</c>, or <c>data</c>.
    /// </summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// How often old records are removed and compacted topics are compacted: 1 s to 1 day, 1 min by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
internal sealed partial class EventLogOptionsValidator : IValidateOptions<EventLogOptions>;
