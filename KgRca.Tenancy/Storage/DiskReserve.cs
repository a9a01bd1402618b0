using Microsoft.Data.Sqlite;

namespace KgRca.Tenancy.Storage;

/// <summary>
/// Room that is kept for changes which must go through on a full disk, such as revoking a key: a file beside the
/// database that gives some of itself up when a change finds no room, and grows back later. Safe for use by many
/// threads.
/// </summary>
/// <param name="path">The file; null where the database is on another machine.</param>
public sealed class DiskReserve(string? path)
{
    private const long MostBytes = 8 << 20;
    private const long PieceBytes = 256 << 10;
    private const int SmallDiskPart = 16;
    private const int Full = 13;

    // Growing back leaves others as much again.
    private const int FreeFactor = 4;

    private readonly Lock _lock = new();

    /// <summary>Makes a change; where there is no room, once more with some of what was kept.</summary>
    internal async Task WriteAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        for (var pieces = MostBytes / PieceBytes; ; pieces--)
        {
            try
            {
                await write(cancellationToken);
                return;
            }
            catch (Exception exception) when (pieces > 0 && IsFull(exception) && GiveUpPiece())
            {
                continue;
            }
        }
    }

    /// <summary>Takes room again, where there is enough.</summary>
    internal void GrowBack()
    {
        if (path is null)
            return;
        lock (_lock)
        {
            try
            {
                var file = new FileInfo(path);
                var drive = new DriveInfo(file.DirectoryName ?? ".");
                var whole = Math.Min(MostBytes, drive.TotalSize / SmallDiskPart);
                if (file.Exists && file.Length == whole || drive.AvailableFreeSpace < FreeFactor * whole)
                    return;
                file.Delete();
                using var room = new FileStream(
                    path,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        PreallocationSize = whole,
                    }
                );
                room.SetLength(whole);
            }
            catch (IOException)
            {
                // Somebody else took the room; the next time may find some.
                return;
            }
        }
    }

    private bool GiveUpPiece()
    {
        if (path is null)
            return false;
        lock (_lock)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
                if (file.Length == 0)
                    return false;
                file.SetLength(Math.Max(0, file.Length - PieceBytes));
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private static bool IsFull(Exception? exception) =>
        exception is SqliteException { SqliteErrorCode: Full }
        || exception?.InnerException is { } inner && IsFull(inner);
}
