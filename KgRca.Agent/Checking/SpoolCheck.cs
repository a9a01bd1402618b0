using System.Globalization;

namespace KgRca.Agent.Checking;

/// <summary>Whether what cannot be delivered can be kept.</summary>
internal static class SpoolCheck
{
    private const string Subject = "spool";
    private const long EnoughBytes = 64L << 20;

    /// <summary>Looks at the folder, which is made where it is absent.</summary>
    public static Finding Run(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, $"check-{Guid.NewGuid():N}");
            using (
                new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)
            ) { }
            return Judge(folder, new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Finding.Missing(
                Subject,
                $"{folder} is not writable: {exception.Message}",
                "Make it writable for the agent's user, or choose another folder with --spool."
            );
        }
    }

    /// <summary>What free space means.</summary>
    public static Finding Judge(string folder, long freeBytes)
    {
        var free = string.Create(CultureInfo.InvariantCulture, $"{freeBytes / (double)(1 << 20):#,0} MiB");
        return freeBytes >= EnoughBytes
            ? Finding.Well(Subject, $"{folder} is writable; {free} free.")
            : Finding.Missing(
                Subject,
                $"{folder} has only {free} free.",
                "Free disk space; otherwise records are lost during long outages of the server."
            );
    }
}
