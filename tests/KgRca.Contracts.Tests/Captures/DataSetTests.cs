using System.IO.Compression;
using System.Text;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Parsing;

namespace KgRca.Contracts.Tests.Captures;

public sealed class DataSetTests
{
    private const string DefaultFolder = "/work/shared/datasets";
    private const int EveryNth = 10;

    [Fact]
    public async Task Parse_EveryLineOfRecordedCaptures_IsValid()
    {
        var folder = Environment.GetEnvironmentVariable("KGRCA_DATASETS") ?? DefaultFolder;
        Assert.SkipUnless(
            Directory.Exists(folder),
            $"No data sets: {folder} is absent. KGRCA_DATASETS names another folder."
        );
        var captures = Directory
            .GetFiles(folder, "*.jsonl.gz", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Where((_, i) => i % EveryNth == 0)
            .ToList();
        var lines = 0;

        foreach (var capture in captures)
        {
            await using var file = File.OpenRead(capture);
            using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress), Encoding.UTF8);
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                Assert.Null(CaptureRecord.TryRead(Encoding.UTF8.GetBytes(line), out var record));
                var result = RecordParser.Parse(record.Topic, record.Value.Span, record.Time);
                Assert.True(result.IsValid, $"{capture}: {record.Key}: {result.Error}");
                lines++;
            }
        }

        Assert.SkipWhen(captures.Count == 0, $"{folder} has no captures.");
        Assert.True(lines > captures.Count);
        TestContext.Current.SendDiagnosticMessage($"{lines} lines of {captures.Count} captures.");
    }
}
