namespace KgRca.ServiceDefaults.Memory;

/// <summary>
/// Where whoever lets go of much memory at once, such as a client's, asks that it be given back. Safe for use by many
/// threads.
/// </summary>
public sealed class MemoryReturn(TimeProvider clock)
{
    // Others may yet have to notice that they can let go too.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private long _askedAt;

    /// <summary>Whether somebody asked, some time ago.</summary>
    internal bool IsDue => Volatile.Read(ref _askedAt) is > 0 and var at && clock.GetElapsedTime(at) >= Patience;

    /// <summary>Asks for it.</summary>
    public void Ask() => Volatile.Write(ref _askedAt, Math.Max(1, clock.GetTimestamp()));

    internal void Done() => Volatile.Write(ref _askedAt, 0);
}
