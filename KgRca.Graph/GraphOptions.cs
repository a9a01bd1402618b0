using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KgRca.Graph;

/// <summary>Where graphs are kept. Section <c>Graph</c>.</summary>
public sealed class GraphOptions
{
    /// <summary>
    /// The folder whose sub-folder <c>graphs</c> holds a file a graph. By default the configuration's
    /// <c>DataDirectory</c>, or <c>data</c>.
    /// </summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>How long a graph that nobody uses stays in memory: 1 s to 1 day, 5 min by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);
}

[OptionsValidator]
internal sealed partial class GraphOptionsValidator : IValidateOptions<GraphOptions>;
