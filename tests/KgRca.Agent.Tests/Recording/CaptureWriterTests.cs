using System.Text;
using KgRca.Agent.Recording;
using KgRca.Agent.Replay;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;

namespace KgRca.Agent.Tests.Recording;

public sealed class CaptureWriterTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("kgrca-record-").FullName;

    [Theory]
    [InlineData("capture.jsonl")]
    [InlineData("capture.jsonl.gz")]
    public async Task Write_ManyFlushes_ReadsBackAsWritten(string name)
    {
        var path = Path.Combine(_folder, name);
        using (var writer = new CaptureWriter(path))
        {
            for (var i = 0; i < 100; i++)
            {
                writer.Write(Record(i));
                if (i % 7 == 0)
                    writer.Flush();
                if (i % 14 == 0)
                    writer.Flush();
            }
        }
        var lines = await ReadAsync(File.ReadAllBytes(path));
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"e{number}"), lines.Select(Key));
    }

    [Fact]
    public async Task Flush_ThenTheProcessDies_LeavesAWholeFile()
    {
        var path = Path.Combine(_folder, "capture.jsonl.gz");
        using var writer = new CaptureWriter(path);
        writer.Write(Record(1));
        writer.Write(Record(2));
        writer.Flush();
        writer.Write(Record(3));
        Assert.Equal(
            ["e1", "e2"],
            (await ReadAsync(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))).Select(Key)
        );
    }

    [Fact]
    public void New_FileExists_Throws()
    {
        var path = Path.Combine(_folder, "capture.jsonl");
        File.WriteAllText(path, "mine");
        Assert.Throws<IOException>(() => new CaptureWriter(path));
        Assert.Equal("mine", File.ReadAllText(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CaptureRecord Record(int number) =>
        new(DataTopic.Events, $"e{number}", Time, Encoding.UTF8.GetBytes($$"""{"event_id": "e{{number}}"}"""));

    private static string Key(Line line) =>
        CaptureRecord.TryRead(line.Bytes, out var record) is null ? record.Key : "damaged";

    private static async Task<List<Line>> ReadAsync(byte[] bytes)
    {
        var lines = new List<Line>();
        await foreach (
            var line in CaptureLines.ReadAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken)
        )
            lines.Add(line);
        return lines;
    }
}
