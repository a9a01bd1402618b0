using KgRca.Contracts.Files;

namespace KgRca.Standalone.Startup;

/// <summary>
/// Keeps a second process out of a data folder. The operating system releases it when the process ends, however it
/// ends.
/// </summary>
internal static class DataDirectoryLock
{
    /// <summary>Makes the folder if it is absent, and locks it until the result is disposed.</summary>
    /// <exception cref="IOException">Another process holds it, or the folder cannot be written to; the message says
    /// which and what to do.</exception>
    public static IDisposable Take(string directory)
    {
        try
        {
            return StoreLock.Take(directory, "lock", "The data folder");
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(
                $"Cannot write to the data folder {directory}. Choose another one with --data.",
                exception
            );
        }
        catch (IOException exception) when (File.Exists(directory))
        {
            throw new IOException(
                $"{directory} is a file, not a folder. Choose another data folder with --data.",
                exception
            );
        }
    }
}
