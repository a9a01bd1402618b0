namespace KgRca.RootCause.Events;

/// <summary>Lines of one kind that came within a minute.</summary>
/// <param name="First">When the first was written.</param>
/// <param name="Last">When the last was written.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct LineSpan(DateTimeOffset First, DateTimeOffset Last, int Count)
{
    /// <summary>How many of them were written after a time, taking them as evenly spread.</summary>
    public double After(DateTimeOffset time)
    {
        if (Last <= time)
            return 0;
        return First > time ? Count : Count * ((Last - time) / (Last - First));
    }
}
