using System.Runtime.InteropServices;

namespace KgRca.Agent.Watching;

/// <summary>
/// Bounds what SQLite and OpenSSL take: the C library keeps memory apart for each thread that allocates, and threads
/// come and go.
/// </summary>
internal static class NativeMemory
{
    // M_ARENA_MAX in malloc.h
    private const int MaxArenas = -8;
    private const int Arenas = 2;

    /// <summary>
    /// Sets the bound for this process; what threads have taken before stays theirs. Does nothing where the C library
    /// is not glibc.
    /// </summary>
    public static void Limit()
    {
        try
        {
            _ = SetOption(MaxArenas, Arenas);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library has no such option, and no such need.
        }
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
