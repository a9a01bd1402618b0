using KgRca.Agent.Delivery;
using KgRca.Contracts.Identity;

namespace KgRca.Agent.Tests.Delivery;

public sealed class SpoolFileTests : IDisposable
{
    /// <summary>
    /// How much of the disk a byte of a record may take up. The manifests' volumes are that much larger than the
    /// spool's limit.
    /// </summary>
    public const double MostPerByte = 2.2;

    // Two such rows do not fit on a page of 4 KiB: almost half of it stays empty. So many that the log, of some 4 MiB,
    // hardly counts.
    private const int Line = 2_100,
        Batch = 100,
        Batches = 100;

    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-spool-").FullName;

    [Fact]
    public void Add_RecordsOfALittleMoreThanHalfAPage_TakeAtMostWhatTheVolumesAllow()
    {
        using var file = new SpoolFile(Path.Combine(_folder, "spool.db"));
        for (var batch = 0; batch < Batches; batch++)
            file.Add([
                .. Enumerable
                    .Range(batch * Batch, Batch)
                    .Select(index => new NewRecord(
                        DataTopic.Events,
                        $"event-{index}",
                        Start,
                        Worth.Warning,
                        new byte[Line],
                        null
                    )),
            ]);
        Assert.Equal((long)Batches * Batch * Line, file.Bytes);
        var taken = new DirectoryInfo(_folder).EnumerateFiles().Sum(part => part.Length);
        Assert.InRange(taken / (double)file.Bytes, 1, MostPerByte);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
