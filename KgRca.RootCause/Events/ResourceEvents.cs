using KgRca.RootCause.Topology;

namespace KgRca.RootCause.Events;

/// <summary>What happened to an object, as far as it is remembered.</summary>
internal sealed class ResourceEvents : ResourceMemory
{
    /// <summary>May be causes.</summary>
    public EpisodeList Candidates { get; } = new();

    /// <summary>Errors.</summary>
    public EpisodeList Errors { get; } = new();

    /// <summary>What detectors still find.</summary>
    public List<Episode> ActiveFindings { get; } = [];

    /// <summary>Log lines that stand for those like them.</summary>
    public Dictionary<string, Episode> LogLines { get; } = new(StringComparer.Ordinal);

    /// <summary>Quiet lines that are followed.</summary>
    public PodLines? Lines { get; set; }

    /// <inheritdoc/>
    public override bool IsEmpty => Candidates.Count == 0 && Errors.Count == 0 && ActiveFindings.Count == 0;
}

/// <summary>Reads an object's <see cref="ResourceEvents"/> as if they were its own properties.</summary>
internal static class ResourceEventsExtensions
{
    extension(ResourceState resource)
    {
        /// <summary>Episodes about the object that may be causes, within the horizon.</summary>
        public EpisodeList Candidates => Of(resource).Candidates;

        /// <summary>Errors about the object, within the horizon.</summary>
        public EpisodeList Errors => Of(resource).Errors;

        /// <summary>What its detectors have found and still find.</summary>
        public List<Episode> ActiveFindings => Of(resource).ActiveFindings;

        /// <summary>
        /// Log lines that stand for those like them, by container, severity and what is common to them.
        /// </summary>
        public Dictionary<string, Episode> LogLines => Of(resource).LogLines;

        /// <summary>
        /// The kinds of quiet lines that its containers write, of a Pod; null while none is followed.
        /// </summary>
        public PodLines? Lines
        {
            get => Of(resource).Lines;
            set => Of(resource).Lines = value;
        }
    }

    private static ResourceEvents Of(ResourceState resource) =>
        (ResourceEvents)(resource.Memory ??= new ResourceEvents());
}
