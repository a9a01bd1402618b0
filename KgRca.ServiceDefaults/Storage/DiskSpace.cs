using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace KgRca.ServiceDefaults.Storage;

/// <summary>
/// The room on the disk of the data folder. Some is kept free: below <c>KgRca:Disk:ReserveBytes</c> (256 MiB, or 5 % of
/// a small disk) no records are taken. No client gets more than <c>KgRca:Disk:ClientShare</c> (0.5) of what it has and
/// what is free together, so that the next one finds room too. Safe for use by many threads.
/// </summary>
public sealed class DiskSpace
{
    private const long MostReserved = 256L << 20;
    private const int SmallDiskPart = 20;
    private const double Megabyte = 1e6;
    private static readonly TimeSpan LookedAtFor = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly double _clientShare;
    private readonly long? _reserve;
    private readonly TimeProvider _clock;
    private long _lookedAt;
    private (long Free, long Total) _space;

    /// <summary>The disk of the configuration's <c>DataDirectory</c>.</summary>
    public DiskSpace(IConfiguration configuration, TimeProvider clock)
    {
        _folder = Path.GetFullPath(configuration["DataDirectory"] ?? "data");
        _reserve = configuration.GetValue<long?>("KgRca:Disk:ReserveBytes");
        _clientShare = configuration.GetValue("KgRca:Disk:ClientShare", 0.5);
        if (_clientShare is not (> 0 and <= 1))
            throw new InvalidOperationException("KgRca:Disk:ClientShare must be above 0 and at most 1.");
        _clock = clock;
        Look();
    }

    /// <summary>Bytes that are free, as of a second ago at most.</summary>
    public long FreeBytes => Space().Free;

    /// <summary>Bytes that are kept free.</summary>
    public long ReserveBytes => _reserve ?? Math.Min(MostReserved, Space().Total / SmallDiskPart);

    /// <summary>Whether no more records can be taken.</summary>
    public bool IsFull => FreeBytes < ReserveBytes;

    /// <summary>What is wrong and what to do; null while there is room.</summary>
    public string? Problem =>
        IsFull
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The disk is full: {_folder} has {FreeBytes / Megabyte:0.#} MB left and keeps {ReserveBytes / Megabyte:0.#} MB free. No records are taken until there is room."
            )
            : null;

    /// <summary>The most that a client may have that has <paramref name="heldBytes"/>.</summary>
    public long LargestShare(long heldBytes) => (long)((heldBytes + FreeBytes) * _clientShare);

    private (long Free, long Total) Space()
    {
        if (_clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= LookedAtFor)
            Look();
        return _space;
    }

    private void Look()
    {
        // The folder may be made later; its disk is that of the nearest folder that is there.
        var folder = _folder;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;
        var drive = new DriveInfo(folder);
        _space = (drive.AvailableFreeSpace, drive.TotalSize);
        Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
    }
}
