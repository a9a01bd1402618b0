using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace KgRca.ServiceDefaults.Memory;

/// <summary>
/// Gives memory back once a service has become quiet. The garbage collector runs when memory is asked for: a process
/// that no longer asks for any keeps what the last burst left behind, and what was dropped since, such as the graphs of
/// idle tenants.
/// </summary>
internal sealed class MemoryTrimming(TimeProvider clock, ManagedMemory memory, MemoryReturn asked) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Less than this between two looks is quiet: timers, requests for health and metrics.
    private const long QuietBytes = 4 << 20;

    // A burst leaves as much behind.
    private const long BurstBytes = 64 << 20;

    // What was dropped without a burst, such as idle tenants, is looked for now and then, unless hardly anything has
    // happened.
    private const long LittleBytes = 4 << 20;
    private static readonly TimeSpan NowAndThen = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var last = memory.AllocatedBytes();
        var (trimmedAt, trimmed) = (clock.GetTimestamp(), 0L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var allocated = memory.AllocatedBytes();
            var since = allocated - trimmed;
            var isDue = since > BurstBytes || since > LittleBytes && clock.GetElapsedTime(trimmedAt) >= NowAndThen;
            if ((isDue || asked.IsDue) && allocated - last < QuietBytes)
            {
                asked.Done();
                memory.Collect();
                (trimmedAt, trimmed) = (clock.GetTimestamp(), allocated);
            }
            last = allocated;
        }
    }
}

/// <summary>The memory of the process, as the runtime tells of it.</summary>
/// <param name="AllocatedBytes">Bytes that were ever asked for.</param>
/// <param name="Collect">Collects what is dead, and gives it back to the system.</param>
internal sealed record ManagedMemory(Func<long> AllocatedBytes, Action Collect)
{
    public static ManagedMemory OfProcess { get; } =
        new(
            () => GC.GetTotalAllocatedBytes(),
            () =>
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                // SQLite's caches are not the collector's; glibc keeps what they gave back. Other C libraries have no
                // such call.
                if (
                    OperatingSystem.IsLinux()
                    && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out var trim)
                )
                    Marshal.GetDelegateForFunctionPointer<MallocTrim>(trim)(0);
            }
        );

    private delegate int MallocTrim(nuint pad);
}
