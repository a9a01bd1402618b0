using System.IO.Pipelines;
using System.Text;
using KgRca.Contracts.Captures;

namespace KgRca.Contracts.Tests.Captures;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_LinesOfAnyLength_AreReadInTheirOrder(bool usesMemoryAgain)
    {
        string[] written =
        [
            "first",
            "",
            new string('a', 100),
            " \t",
            "b\r",
            new string('c', 300),
            "d",
            new string('e', 2_000),
            "last",
        ];
        var reader = PipeReader.Create(
            new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', written))),
            new StreamPipeReaderOptions(bufferSize: 32)
        );
        var lines = new LineReader(reader, 1_000, usesMemoryAgain);
        var read = new List<(string Text, long Length, long Number)>();
        while (await lines.ReadAsync(TestContext.Current.CancellationToken) is { } line)
            read.Add((Encoding.UTF8.GetString(line.Bytes.Span), line.Length, line.Number));
        Assert.Equal(
            [("first", 5, 1), (written[2], 100, 3), ("b", 2, 5), (written[5], 300, 6), ("d", 1, 7)],
            read[..5]
        );
        Assert.Equal((2_000, 8), (read[5].Length, read[5].Number));
        Assert.StartsWith(read[5].Text, written[7]);
        Assert.Equal(("last", 4, 9), read[6]);
    }

    [Fact]
    public async Task ReadAsync_MemoryIsNotUsedAgain_LinesStay()
    {
        var lines = new LineReader(PipeReader.Create(new MemoryStream("one\ntwo\n"u8.ToArray())), 1_000);
        var (first, second) = (
            await lines.ReadAsync(TestContext.Current.CancellationToken),
            await lines.ReadAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            ("one", "two"),
            (Encoding.UTF8.GetString(first!.Value.Bytes.Span), Encoding.UTF8.GetString(second!.Value.Bytes.Span))
        );
    }
}
