namespace KgRca.Standalone.Startup;

/// <summary>
/// Keeps a second process out of a data folder. The operating system releases it when the process ends, however it
/// ends.
/// </summary>
internal static class DataDirectoryLock
{
    /// <summary><c>ERROR_SHARING_VIOLATION</c> of Windows.</summary>
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary><c>EWOULDBLOCK</c> of Linux.</summary>
    private const int WouldBlock = 11;

    /// <summary>Makes the folder if it is absent, and locks it until the result is disposed.</summary>
    /// <exception cref="IOException">Another process holds it, or the folder cannot be written to; the message says
    /// which and what to do.</exception>
    public static IDisposable Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(
                Path.Combine(directory, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(
                $"Cannot write to the data folder {directory}. Choose another one with --data.",
                exception
            );
        }
        catch (IOException exception) when (exception.HResult is SharingViolation or WouldBlock)
        {
            throw new IOException(
                $"The data folder {directory} is in use by another process. Stop that process, or choose another folder "
                    + "with --data.",
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
