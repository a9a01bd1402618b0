namespace KgRca.EventLog.Embedded.Maintenance;

/// <summary>Gives pages that hold nothing any more back to the file system.</summary>
internal static class FreePages
{
    private const int PagesAtOnce = 500;

    // Appends use free pages first, so as much as retention frees between two appends is kept: shrinking and growing the file costs more.
    private const int KeptPages = 1_000;
    private const int KeptShare = 10;

    public static async Task GiveBackAsync(LogFile file, LogWriter writer, CancellationToken cancellationToken)
    {
        var free = Free();
        if (free <= Math.Max(KeptPages, file.Number("PRAGMA page_count") / KeptShare)) return;
        while (free > KeptPages)
        {
            await writer.WriteAsync(group => group.Run($"PRAGMA incremental_vacuum({PagesAtOnce})"), cancellationToken);
            var left = Free();
            // None were given back: a reader may hold an old snapshot. The next interval tries again.
            if (left >= free) return;
            free = left;
        }

        long Free() => file.Number("PRAGMA freelist_count");
    }
}
