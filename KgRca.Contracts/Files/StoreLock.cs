using System.Diagnostics;
using System.Globalization;

namespace KgRca.Contracts.Files;

/// <summary>
/// Keeps others away from an embedded store's files for as long as it is held. The operating system releases it when
/// the process ends, however it ends. A file beside it says who holds it.
/// </summary>
public sealed class StoreLock : IDisposable
{
    /// <summary><c>ERROR_SHARING_VIOLATION</c> of Windows.</summary>
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary><c>EWOULDBLOCK</c> of Linux.</summary>
    private const int LinuxWouldBlock = 11;

    /// <summary><c>EWOULDBLOCK</c> of macOS.</summary>
    private const int MacWouldBlock = 35;

    private readonly FileStream _file;
    private readonly string _holderPath;

    private StoreLock(FileStream file, string holderPath) => (_file, _holderPath) = (file, holderPath);

    /// <summary>Takes the lock, and makes the folder if it is absent.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="name">The lock's file in the folder.</param>
    /// <param name="what">What is locked, as a sentence begins: "The data folder".</param>
    /// <exception cref="StoreInUseException">Somebody else holds it; the message names the folder and the
    /// holder.</exception>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static StoreLock Take(string folder, string name, string what)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        var holderPath = $"{path}.holder";
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holderPath, Describe());
            return new StoreLock(file, holderPath);
        }
        catch (IOException exception) when (exception.HResult is SharingViolation or LinuxWouldBlock or MacWouldBlock)
        {
            throw new StoreInUseException(what, Path.GetFullPath(folder), HolderOf(holderPath), exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_holderPath);
        _file.Dispose();
    }

    private static string Describe()
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"{process.ProcessName}, process {process.Id}");
    }

    private static string HolderOf(string holderPath)
    {
        try
        {
            return File.ReadAllText(holderPath);
        }
        catch (IOException)
        {
            // It has just begun, or has just ended.
            return "another process";
        }
    }
}

/// <summary>An embedded store's files are in use by another process, or a second time by this one.</summary>
/// <param name="what">What is locked, as a sentence begins.</param>
/// <param name="folder">The store's folder.</param>
/// <param name="holder">Who holds it.</param>
/// <param name="innerException">What the operating system said.</param>
public sealed class StoreInUseException(string what, string folder, string holder, Exception innerException)
    : IOException(
        $"{what} {folder} is in use by {holder}. Stop that process, or choose another folder.",
        innerException
    )
{
    /// <summary>The store's folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Who holds it: the process's name and id.</summary>
    public string Holder { get; } = holder;
}
